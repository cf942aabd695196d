"""Change important values of the templates one by one: at least one rule must notice each change."""

import copy
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest

from tests.deploy.template.parsed import APP, EDGE, RULES, Template, of_type
from tests.deploy.template.test_rules import SUBJECTS

Place = tuple[str | int, ...]
"""The path to a value in the templates, such as `("app", "Resources", …)`."""
REMOVED = object()
RESOURCES: Place = ("app", "Resources")
CONFIG: Place = (*RESOURCES, "Distribution", "Properties", "DistributionConfig")
FIREWALL: Place = ("edge", "Resources", "WebAcl", "Properties", "Rules")
TEMPLATES = {"app": APP, "edge": EDGE}


def value_at(place: Place, templates: Any = TEMPLATES) -> Any:
    for key in place:
        templates = templates[key]
    return templates


def policies() -> Iterator[tuple[Place, Any]]:
    """Replace each action and each resource of a policy by a wildcard."""
    for kind in ("Role", "Policy", "ManagedPolicy"):
        for name, policy in of_type(APP, f"AWS::IAM::{kind}").items():
            inner = () if "PolicyDocument" in policy["Properties"] else ("Policies", 0)
            statements: Place = (*RESOURCES, name, "Properties", *inner, "PolicyDocument", "Statement")
            for index, statement in enumerate(value_at(statements)):
                place = (*statements, index, *(("Fn::If", 1) if "Fn::If" in statement else ()))
                yield from (((*place, field), "*") for field in ("Action", "Resource"))


def data() -> Iterator[tuple[Place, Any]]:
    """Remove what protects tables, user pool and files from being deleted."""
    tables = of_type(APP, "AWS::DynamoDB::Table")
    for name in (*tables, "UserPool", "FilesBucket"):
        yield from (((*RESOURCES, name, policy), "Delete") for policy in ("DeletionPolicy", "UpdateReplacePolicy"))
    for name in tables:
        for field in ("DeletionProtectionEnabled", "PointInTimeRecoverySpecification"):
            yield (*RESOURCES, name, "Properties", field), REMOVED
    yield (*RESOURCES, "UserPool", "Properties", "DeletionProtection"), "INACTIVE"


def routes_and_origins() -> Iterator[tuple[Place, Any]]:
    """Change route keys, the secret of both origins, and the ids of CloudFront's policies."""
    for name in of_type(APP, "AWS::ApiGatewayV2::Route"):
        yield (*RESOURCES, name, "Properties", "RouteKey"), "$conect"
    for index in (0, 1):
        yield (*CONFIG, "Origins", index, "OriginCustomHeaders"), REMOVED
        yield (*CONFIG, "Origins", index, "OriginCustomHeaders", 0, "HeaderName"), "X-Origin-Secrets"
    behaviours = [(*CONFIG, "DefaultCacheBehavior"), *((*CONFIG, "CacheBehaviors", index) for index in (0, 1))]
    for behaviour in behaviours:
        yield (*behaviour, "ResponseHeadersPolicyId"), REMOVED
        for field in ("CachePolicyId", "OriginRequestPolicyId"):
            if field in value_at(behaviour):
                yield (*behaviour, field), value_at((*behaviour, field))[::-1]


def headers() -> Iterator[tuple[Place, Any]]:
    """Change the security headers, and whether they override those of the origin."""
    for name, overrides in (("PageHeaders", False), ("StaticHeaders", True)):
        policy = (*RESOURCES, name, "Properties", "ResponseHeadersPolicyConfig", "SecurityHeadersConfig")
        for field, header in value_at(policy).items():
            yield (*policy, field), REMOVED
            yield from (((*policy, field, key), not overrides if key == "Override" else "x") for key in header)


def firewall() -> Iterator[tuple[Place, Any]]:
    """Change the names of rule groups and of rules that only count, and the limits."""
    for index, rule in enumerate(value_at(FIREWALL)):
        for kind, field, value in (("ManagedRuleGroupStatement", "Name", "x"), ("RateBasedStatement", "Limit", 10**6)):
            if kind in rule["Statement"]:
                yield (*FIREWALL, index, "Statement", kind, field), value
        group = rule["Statement"].get("ManagedRuleGroupStatement", {})
        for number in range(len(group.get("RuleActionOverrides", ()))):
            place = (*FIREWALL, index, "Statement", "ManagedRuleGroupStatement", "RuleActionOverrides", number)
            yield from (((*place, "Name"), "x"), ((*place, "ActionToUse"), {"Block": {}}))


MUTATIONS = list(chain(policies(), data(), routes_and_origins(), headers(), firewall()))


def mutate(place: Place, value: Any) -> tuple[Template, Template]:
    templates = copy.deepcopy(TEMPLATES)
    *parents, last = place
    if value is REMOVED:
        del value_at(tuple(parents), templates)[last]
    else:
        value_at(tuple(parents), templates)[last] = value
    return templates["app"], templates["edge"]


@pytest.mark.parametrize(
    ("place", "value"), [pytest.param(*mutation, id=".".join(map(str, mutation[0]))) for mutation in MUTATIONS]
)
def test_some_rule_notices_the_mutation(place: Place, value: Any) -> None:
    assert value_at(place) != value
    templates = mutate(place, value)
    assert any(_fails(name, templates) for name in RULES)


def _fails(name: str, templates: tuple[Template, Template]) -> bool:
    try:
        RULES[name](*templates)
    except (AssertionError, KeyError):  # a rule that meets a missing value fails too
        return True
    return False


def test_there_are_many_mutations() -> None:
    assert SUBJECTS, "importing the subjects registers the rules"
    assert len(MUTATIONS) > 200
