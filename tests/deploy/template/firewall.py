"""Rules about the web ACL."""

import json

from tests.deploy.template.parsed import Template, broken_by, properties


@broken_by(
    "a rule group is misspelt",
    lambda _, edge: properties(edge, "WebAcl")["Rules"][1]["Statement"]["ManagedRuleGroupStatement"].update(
        Name="AWSManagedRulesKnownBadInputRuleSet"
    ),
)
@broken_by(
    "a rule blocks ordinary messages",
    lambda _, edge: properties(edge, "WebAcl")["Rules"][2]["Statement"]["ManagedRuleGroupStatement"][
        "RuleActionOverrides"
    ].pop(),
)
@broken_by(
    "the rate limit only counts", lambda _, edge: properties(edge, "WebAcl")["Rules"][4].update(Action={"Count": {}})
)
def the_firewall_has_all_its_rules_and_rate_limits(app: Template, edge: Template) -> None:
    acl = properties(edge, "WebAcl")
    assert acl["Scope"] == "CLOUDFRONT"
    groups = {
        rule["Statement"]["ManagedRuleGroupStatement"]["Name"]: rule["OverrideAction"]
        for rule in acl["Rules"]
        if "ManagedRuleGroupStatement" in rule["Statement"]
    }
    assert groups == {
        "AWSManagedRulesAmazonIpReputationList": {"None": {}},
        "AWSManagedRulesKnownBadInputsRuleSet": {"None": {}},
        "AWSManagedRulesCommonRuleSet": {"None": {}},
    }
    common = next(rule for rule in acl["Rules"] if rule["Name"] == "common")["Statement"]["ManagedRuleGroupStatement"]
    assert {
        override["Name"] for override in common["RuleActionOverrides"] if override["ActionToUse"] == {"Count": {}}
    } == {
        "SizeRestrictions_BODY",
        "CrossSiteScripting_BODY",
        "GenericLFI_BODY",
        "GenericRFI_BODY",
        "EC2MetaDataSSRF_BODY",
        "GenericRFI_QUERYARGUMENTS",
    }
    rates = {rule["Name"]: rule["Statement"]["RateBasedStatement"] for rule in acl["Rules"] if "rate" in rule["Name"]}
    assert {name: (rate["Limit"], rate["EvaluationWindowSec"]) for name, rate in rates.items()} == {
        "sign-in-rate": (30, 300),
        "rate": (2000, 300),
    }
    assert [rule["Action"] for rule in acl["Rules"] if "rate" in rule["Name"]] == [{"Block": {}}] * 2
    assert [rule["Priority"] for rule in acl["Rules"]] == [0, 1, 2, 3, 4]
    scope = json.dumps(rates["sign-in-rate"]["ScopeDownStatement"])
    assert "/sign-in" in scope
    assert "POST" in scope
