"""Each place that no linter knows and nobody would miss until it is too late: changed one by one, some rule sees it."""

import copy
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest

from tests.deploy.template.parsed import APP, EDGE, RULES, Template, of_type
from tests.deploy.template.test_rules import SUBJECTS

Place = tuple[str | int, ...]
"""A way into both templates: `("app", "Resources", …)`."""
GONE = object()
RESOURCES: Place = ("app", "Resources")
CONFIG: Place = (*RESOURCES, "Distribution", "Properties", "DistributionConfig")
FIREWALL: Place = ("edge", "Resources", "WebAcl", "Properties", "Rules")
HELD = {"app": APP, "edge": EDGE}


def at(place: Place, held: Any = HELD) -> Any:
    for key in place:
        held = held[key]
    return held


def policies() -> Iterator[tuple[Place, Any]]:
    """A star for what is allowed, a star for what it is allowed on."""
    for kind in ("Role", "Policy", "ManagedPolicy"):
        for name, one in of_type(APP, f"AWS::IAM::{kind}").items():
            inner = () if "PolicyDocument" in one["Properties"] else ("Policies", 0)
            listed: Place = (*RESOURCES, name, "Properties", *inner, "PolicyDocument", "Statement")
            for index, statement in enumerate(at(listed)):
                place = (*listed, index, *(("Fn::If", 1) if "Fn::If" in statement else ()))
                yield from (((*place, field), "*") for field in ("Action", "Resource"))


def data() -> Iterator[tuple[Place, Any]]:
    """Kept when the stack goes, protected, recoverable: of every table, the pool and people's files."""
    tables = of_type(APP, "AWS::DynamoDB::Table")
    for name in (*tables, "UserPool", "FilesBucket"):
        yield from (((*RESOURCES, name, policy), "Delete") for policy in ("DeletionPolicy", "UpdateReplacePolicy"))
    for name in tables:
        for field in ("DeletionProtectionEnabled", "PointInTimeRecoverySpecification"):
            yield (*RESOURCES, name, "Properties", field), GONE
    yield (*RESOURCES, "UserPool", "Properties", "DeletionProtection"), "INACTIVE"


def doors() -> Iterator[tuple[Place, Any]]:
    """Route keys, the secret that both origins get, and the numbers by which CloudFront's own policies are known."""
    for name in of_type(APP, "AWS::ApiGatewayV2::Route"):
        yield (*RESOURCES, name, "Properties", "RouteKey"), "$conect"
    for index in (0, 1):
        yield (*CONFIG, "Origins", index, "OriginCustomHeaders"), GONE
        yield (*CONFIG, "Origins", index, "OriginCustomHeaders", 0, "HeaderName"), "X-Origin-Secrets"
    behaviours = [(*CONFIG, "DefaultCacheBehavior"), *((*CONFIG, "CacheBehaviors", index) for index in (0, 1))]
    for behaviour in behaviours:
        yield (*behaviour, "ResponseHeadersPolicyId"), GONE
        for field in ("CachePolicyId", "OriginRequestPolicyId"):
            if field in at(behaviour):
                yield (*behaviour, field), at((*behaviour, field))[::-1]


def headers() -> Iterator[tuple[Place, Any]]:
    """What binds a browser, and whether it stands above what the origin says."""
    for name, overrides in (("PageHeaders", False), ("StaticHeaders", True)):
        policy = (*RESOURCES, name, "Properties", "ResponseHeadersPolicyConfig", "SecurityHeadersConfig")
        for field, one in at(policy).items():
            yield (*policy, field), GONE
            yield from (((*policy, field, key), not overrides if key == "Override" else "x") for key in one)


def firewall() -> Iterator[tuple[Place, Any]]:
    """Names of rule groups, of rules that only count, and limits."""
    for index, rule in enumerate(at(FIREWALL)):
        for kind, field, value in (("ManagedRuleGroupStatement", "Name", "x"), ("RateBasedStatement", "Limit", 10**6)):
            if kind in rule["Statement"]:
                yield (*FIREWALL, index, "Statement", kind, field), value
        group = rule["Statement"].get("ManagedRuleGroupStatement", {})
        for number in range(len(group.get("RuleActionOverrides", ()))):
            place = (*FIREWALL, index, "Statement", "ManagedRuleGroupStatement", "RuleActionOverrides", number)
            yield from (((*place, "Name"), "x"), ((*place, "ActionToUse"), {"Block": {}}))


MUTATIONS = list(chain(policies(), data(), doors(), headers(), firewall()))


def mutated(place: Place, value: Any) -> tuple[Template, Template]:
    both = copy.deepcopy(HELD)
    *way, last = place
    if value is GONE:
        del at(tuple(way), both)[last]
    else:
        at(tuple(way), both)[last] = value
    return both["app"], both["edge"]


@pytest.mark.parametrize(("place", "value"), [pytest.param(*one, id=".".join(map(str, one[0]))) for one in MUTATIONS])
def test_some_rule_sees_it(place: Place, value: Any) -> None:
    assert at(place) != value
    templates = mutated(place, value)
    assert any(_fails(name, templates) for name in RULES)


def _fails(name: str, templates: tuple[Template, Template]) -> bool:
    try:
        RULES[name](*templates)
    except (AssertionError, KeyError):  # either way its own test is red
        return True
    return False


def test_there_are_many_mutations() -> None:
    assert SUBJECTS, "the rules are there when their files are read"
    assert len(MUTATIONS) > 200
