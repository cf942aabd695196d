"""The templates, read as CloudFormation reads them. Strings that no linter knows are asserted as they must stand."""

import ast
import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from accounts.triggers import ACTS
from chatify.local import pool
from deploy import contents, tables

ROOT = Path(__file__).parents[2]
Template = dict[str, Any]


class Loader(yaml.SafeLoader):
    """With CloudFormation's short forms as its long ones."""


def _tag(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", _tag)


def load(name: str) -> Template:
    found: Template = yaml.load((ROOT / "deploy" / name).read_text(), Loader)
    return found


APP, EDGE = load("template.yaml"), load("edge.yaml")


def of_type(template: Template, kind: str) -> dict[str, Any]:
    return {name: one for name, one in template["Resources"].items() if one["Type"] == kind}


def properties(template: Template, name: str) -> Any:
    return template["Resources"][name]["Properties"]


def statements(template: Template, role: str) -> list[Any]:
    """A role's, or a policy's of its own; with what stands under a condition too."""
    held = properties(template, role)
    document = held["PolicyDocument"] if "PolicyDocument" in held else held["Policies"][0]["PolicyDocument"]
    found = document["Statement"]
    return [one["Fn::If"][1] if "Fn::If" in one else one for one in found]


def several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def text_of(resource: Any) -> str:
    return json.dumps(resource) if isinstance(resource, dict) else str(resource)


# ── What must hold. Each takes the parsed templates, so that it can be shown a broken one. ────────────────────────────

MAY_END_IN_A_STAR = ("/@connections/*", "${FilesBucket.Arn}/*")
"""Connections and files have no name before they exist."""


def no_star_in_any_policy(app: Template, edge: Template) -> None:
    for role in (role for kind in ("Role", "Policy", "ManagedPolicy") for role in of_type(app, f"AWS::IAM::{kind}")):
        for statement in statements(app, role):
            assert statement["Effect"] == "Allow"
            assert not [action for action in several(statement["Action"]) if "*" in action], role
            for resource in map(text_of, several(statement["Resource"])):
                assert "*" not in resource or resource.rstrip('"}').endswith(MAY_END_IN_A_STAR), resource


TABLES_OF = {
    "SocketRole": {
        "Profiles",
        "Sessions",
        "Sockets",
        "Connections",
        "Tickets",
        "Memberships",
        "Conversations",
        "Rosters",
    },
    "StreamRole": {"Messages", "Conversations", "Profiles", "Rosters", "Connections", "Sockets"},
    "CognitoRole": {
        *("Handles", "Profiles", "Site", "Invitations"),
        *("Conversations", "Memberships", "Rosters", "Messages", "Revisions", "Connections", "Sockets"),
    },
}


def each_function_reaches_only_its_tables(app: Template, edge: Template) -> None:
    for role, wanted in TABLES_OF.items():
        reached = set(re.findall(r"(\w+)Table\b", json.dumps(statements(app, role))))
        assert reached == wanted, role
    assert properties(app, "AllTables")["Roles"] == [{"Ref": "HttpRole"}, {"Ref": "JobRole"}]
    assert "dynamodb:" not in json.dumps([*statements(app, "HttpRole"), *statements(app, "JobRole")])
    assert "dynamodb:Scan" not in json.dumps([app["Resources"]["SocketRole"], app["Resources"]["StreamRole"]])


def each_function_has_a_role_of_its_own(app: Template, edge: Template) -> None:
    functions = of_type(app, "AWS::Lambda::Function")
    roles = [one["Properties"]["Role"]["Fn::GetAtt"][0] for one in functions.values()]
    assert len(functions) == 5
    assert sorted(roles) == sorted(of_type(app, "AWS::IAM::Role"))
    for name, one in functions.items():
        assert (one["Properties"]["Runtime"], one["Properties"]["Architectures"]) == ("python3.13", ["arm64"])
        module = one["Properties"]["Handler"].removesuffix(".handler").replace(".", "/")
        assert (ROOT / f"{module}.py").exists(), name


def no_secret_is_a_variable(app: Template, edge: Template) -> None:
    for name, one in of_type(app, "AWS::Lambda::Function").items():
        variables = one["Properties"]["Environment"]["Variables"]
        assert not [variable for variable in variables if variable.endswith(("_SECRET", "_SECRET_KEY"))], name
        assert "OriginSecret" not in json.dumps(variables), name
    assert app["Parameters"]["OriginSecret"]["NoEcho"] is True


def only_who_needs_a_secret_may_read_it(app: Template, edge: Template) -> None:
    named = {
        role: set(re.findall(r"StackName}/([a-z-]+)\"", json.dumps(statements(app, role))))
        for role in of_type(app, "AWS::IAM::Role")
    }
    assert named == {
        "HttpRole": {"secret-key", "cognito-client-secret", "origin-secret"},
        "SocketRole": {"origin-secret"},
        "StreamRole": set(),
        "CognitoRole": set(),
        "JobRole": set(),
    }


def routes_are_spelt_right(app: Template, edge: Template) -> None:
    keys = sorted(
        (one["Properties"]["ApiId"]["Ref"], one["Properties"]["RouteKey"])
        for one in of_type(app, "AWS::ApiGatewayV2::Route").values()
    )
    assert keys == [
        ("HttpApi", "$default"),
        ("SocketApi", "$connect"),
        ("SocketApi", "$default"),
        ("SocketApi", "$disconnect"),
    ]
    assert properties(app, "HttpStage")["StageName"] == "$default"
    assert properties(app, "SocketStage")["StageName"] == "ws", "the path at CloudFront, which hands it on"
    assert properties(app, "HttpIntegration")["PayloadFormatVersion"] == "2.0"


def nobody_goes_round_cloudfront(app: Template, edge: Template) -> None:
    config = properties(app, "Distribution")["DistributionConfig"]
    guarded = {
        origin["Id"]: [(one["HeaderName"], one["HeaderValue"]) for one in origin.get("OriginCustomHeaders", ())]
        for origin in config["Origins"]
    }
    header = [("X-Origin-Secret", {"Ref": "OriginSecret"})]
    assert guarded == {"pages": header, "sockets": header, "static": []}
    assert all("OriginPath" not in origin for origin in config["Origins"])


NO_CACHE, STATIC_CACHE = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "658327ea-f89d-4fab-a63d-7e88639e58f6"
ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"


def paths_go_where_they_belong(app: Template, edge: Template) -> None:
    config = properties(app, "Distribution")["DistributionConfig"]
    default, (socket, static) = config["DefaultCacheBehavior"], config["CacheBehaviors"]
    assert (default["TargetOriginId"], default["CachePolicyId"], default["OriginRequestPolicyId"]) == (
        "pages",
        NO_CACHE,
        ALL_BUT_HOST,
    )
    assert "DELETE" in default["AllowedMethods"]
    assert (socket["PathPattern"], socket["TargetOriginId"]) == ("/ws", "sockets")
    assert (socket["CachePolicyId"], socket["OriginRequestPolicyId"]) == (NO_CACHE, ALL_BUT_HOST)
    assert (static["PathPattern"], static["TargetOriginId"]) == ("/static/*", "static")
    assert static["CachePolicyId"] == STATIC_CACHE
    assert "OriginRequestPolicyId" not in static
    for behaviour in (default, socket):
        associated = behaviour["FunctionAssociations"][0]
        assert associated["EventType"] == "viewer-request"
        assert associated["FunctionARN"] == {"Fn::GetAtt": ["ViewerFunction", "FunctionARN"]}


def the_viewer_is_told_by_the_edge(app: Template, edge: Template) -> None:
    code = properties(app, "ViewerFunction")["FunctionCode"]
    assert 'request.headers["x-forwarded-host"] = { value: request.headers.host.value };' in code
    assert 'request.headers["x-viewer-address"] = { value: event.viewer.ip };' in code
    assert properties(app, "ViewerFunction")["AutoPublish"] is True


def the_firewall_is_as_designed(app: Template, edge: Template) -> None:
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
    assert {one["Name"] for one in common["RuleActionOverrides"] if one["ActionToUse"] == {"Count": {}}} == {
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


def data_outlives_the_stack(app: Template, edge: Template) -> None:
    kept = {**of_type(app, "AWS::DynamoDB::Table"), **of_type(app, "AWS::Cognito::UserPool")}
    kept["FilesBucket"] = app["Resources"]["FilesBucket"]
    for name, one in kept.items():
        assert (one.get("DeletionPolicy"), one.get("UpdateReplacePolicy")) == ("Retain", "Retain"), name
    for name, one in of_type(app, "AWS::DynamoDB::Table").items():
        assert one["Properties"]["DeletionProtectionEnabled"] is True, name
        assert one["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}, name
        assert one["Properties"]["BillingMode"] == "PAY_PER_REQUEST", name
    assert properties(app, "UserPool")["DeletionProtection"] == "ACTIVE"


def buckets_are_private(app: Template, edge: Template) -> None:
    for name, one in of_type(app, "AWS::S3::Bucket").items():
        assert set(one["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert len(one["Properties"]["PublicAccessBlockConfiguration"]) == 4, name
        assert one["Properties"]["BucketEncryption"], name
    for one in of_type(app, "AWS::S3::BucketPolicy").values():
        denied = next(line for line in one["Properties"]["PolicyDocument"]["Statement"] if line["Effect"] == "Deny")
        assert denied["Condition"] == {"Bool": {"aws:SecureTransport": False}}
        assert denied["Action"] == "s3:*"
    reads = properties(app, "StaticBucketPolicy")["PolicyDocument"]["Statement"][0]
    assert reads["Resource"] == {"Fn::Sub": "${StaticBucket.Arn}/static/*"}
    assert "distribution/${Distribution}" in json.dumps(reads["Condition"])
    access = properties(app, "StaticAccess")["OriginAccessControlConfig"]
    assert (access["SigningBehavior"], access["SigningProtocol"]) == ("always", "sigv4")


def sign_in_is_as_on_a_laptop(app: Template, edge: Template) -> None:
    made, client = properties(app, "UserPool"), properties(app, "UserPoolClient")
    assert {name: made[name] for name in pool.FIXED} == pool.FIXED
    changeable = copy.deepcopy({name: made[name] for name in pool.CHANGEABLE})
    changeable["Policies"]["PasswordPolicy"].pop("TemporaryPasswordValidityDays")
    assert changeable == pool.CHANGEABLE
    assert {name: client[name] for name in pool.CLIENT} == pool.CLIENT
    assert client["GenerateSecret"] is True
    groups = {one["Properties"]["GroupName"] for one in of_type(app, "AWS::Cognito::UserPoolGroup").values()}
    assert groups == set(pool.GROUPS)


def every_trigger_is_wired(app: Template, edge: Template) -> None:
    wired = dict(properties(app, "UserPool")["LambdaConfig"])
    function = {"Fn::GetAtt": ["CognitoFunction", "Arn"]}
    assert wired.pop("PreTokenGenerationConfig", None) == {"LambdaArn": function, "LambdaVersion": "V2_0"}
    assert set(wired) | {"TokenGeneration"} == {source.partition("_")[0] for source in ACTS}
    assert all(target == function for target in wired.values())
    assert "UserPool" not in json.dumps(properties(app, "CognitoFunction")), "a cycle"


def the_stream_gives_up_nothing_in_silence(app: Template, edge: Template) -> None:
    mapping = properties(app, "MessagesToStream")
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["MessagesTable", "StreamArn"]}
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["MaximumRetryAttempts"] == 5
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    failed = {"OnFailure": {"Destination": {"Fn::GetAtt": ["StreamFailures", "Arn"]}}}
    assert mapping["DestinationConfig"] == failed


def somebody_is_told(app: Template, edge: Template) -> None:
    alarms = of_type(app, "AWS::CloudWatch::Alarm")
    watched = {(one["Properties"]["Namespace"], one["Properties"]["MetricName"]) for one in alarms.values()}
    assert watched == {
        ("AWS/Lambda", "Errors"),
        ("AWS/Lambda", "Throttles"),
        ("AWS/Lambda", "IteratorAge"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
        ("AWS/ApiGateway", "5xx"),
        ("AWS/Cognito", "SignUpSuccesses"),
    }
    errors = [
        one["Properties"]["Dimensions"][0]["Value"]["Ref"]
        for one in alarms.values()
        if one["Properties"]["MetricName"] == "Errors"
    ]
    assert set(errors) == set(of_type(app, "AWS::Lambda::Function"))
    assert all(one["Properties"]["AlarmActions"] == [{"Ref": "Alarms"}] for one in alarms.values())
    told = re.findall(r"docs/operations.md, “([^”]+)”", json.dumps(alarms, ensure_ascii=False))
    handbook = (ROOT / "docs" / "operations.md").read_text().lower()
    assert len(told) == len(alarms)
    assert [name for name in told if f"### {name.lower()}" not in handbook] == []


def logs_end_and_name_nobody(app: Template, edge: Template) -> None:
    groups = of_type(app, "AWS::Logs::LogGroup")
    assert all(one["Properties"]["RetentionInDays"] == {"Ref": "LogDays"} for one in groups.values())
    assert len(groups) == 6
    line = properties(app, "HttpStage")["AccessLogSettings"]["Format"]
    assert set(json.loads(line)) == {"time", "request_id", "method", "path", "status", "bytes", "ms", "error"}
    assert not re.search(r"identity|queryString|rawPath|ip", line)


RULES: list[Callable[[Template, Template], None]] = [
    no_star_in_any_policy,
    each_function_reaches_only_its_tables,
    each_function_has_a_role_of_its_own,
    no_secret_is_a_variable,
    only_who_needs_a_secret_may_read_it,
    routes_are_spelt_right,
    nobody_goes_round_cloudfront,
    paths_go_where_they_belong,
    the_viewer_is_told_by_the_edge,
    the_firewall_is_as_designed,
    data_outlives_the_stack,
    buckets_are_private,
    sign_in_is_as_on_a_laptop,
    every_trigger_is_wired,
    the_stream_gives_up_nothing_in_silence,
    somebody_is_told,
    logs_end_and_name_nobody,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_it_holds(rule: Callable[[Template, Template], None]) -> None:
    rule(APP, EDGE)


# ── And each would be seen to break: a leaf changed, an entry removed. ────────────────────────────────────────────────

BREAKS: dict[str, tuple[Callable[[Template, Template], None], Callable[[Template, Template], Any]]] = {
    "an action is a star": (
        no_star_in_any_policy,
        lambda app, _: statements(app, "HttpRole")[0].update(Action="logs:*"),
    ),
    "a resource is a star": (no_star_in_any_policy, lambda app, _: statements(app, "HttpRole")[0].update(Resource="*")),
    "all tables of a prefix": (
        no_star_in_any_policy,
        lambda app, _: statements(app, "CognitoRole")[1].update(
            Resource={"Fn::Sub": "arn:aws:dynamodb:table/${AWS::StackName}-*"}
        ),
    ),
    "one table more": (
        each_function_reaches_only_its_tables,
        lambda app, _: statements(app, "CognitoRole")[1].update(Resource=[{"Fn::GetAtt": ["SessionsTable", "Arn"]}]),
    ),
    "a shared role": (
        each_function_has_a_role_of_its_own,
        lambda app, _: properties(app, "StreamFunction").update(Role={"Fn::GetAtt": ["HttpRole", "Arn"]}),
    ),
    "a handler misspelt": (
        each_function_has_a_role_of_its_own,
        lambda app, _: properties(app, "HttpFunction").update(Handler="deploy.handlers.htttp.handler"),
    ),
    "a secret among the variables": (
        no_secret_is_a_variable,
        lambda app, _: properties(app, "HttpFunction")["Environment"]["Variables"].update(CHATIFY_ORIGIN_SECRET="x"),
    ),
    "the stream reads the secret key": (
        only_who_needs_a_secret_may_read_it,
        lambda app, _: properties(app, "StreamRole")["Policies"][0]["PolicyDocument"]["Statement"].append(
            {"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": {"Fn::Sub": "x${AWS::StackName}/secret-key"}}
        ),
    ),
    "a route misspelt": (
        routes_are_spelt_right,
        lambda app, _: properties(app, "DisconnectRoute").update(RouteKey="$disconect"),
    ),
    "a longer stage": (
        routes_are_spelt_right,
        lambda app, _: properties(app, "SocketStage").update(StageName="production"),
    ),
    "no secret at the sockets": (
        nobody_goes_round_cloudfront,
        lambda app, _: properties(app, "Distribution")["DistributionConfig"]["Origins"][1].pop("OriginCustomHeaders"),
    ),
    "Host handed on": (
        paths_go_where_they_belong,
        lambda app, _: properties(app, "Distribution")["DistributionConfig"]["DefaultCacheBehavior"].update(
            OriginRequestPolicyId="216adef6-5c7f-47e4-b989-5492eafa07d3"
        ),
    ),
    "pages cached": (
        paths_go_where_they_belong,
        lambda app, _: properties(app, "Distribution")["DistributionConfig"]["DefaultCacheBehavior"].update(
            CachePolicyId=STATIC_CACHE
        ),
    ),
    "the viewer's own header believed": (
        the_viewer_is_told_by_the_edge,
        lambda app, _: properties(app, "ViewerFunction").update(
            FunctionCode="function handler(event) { return event.request; }"
        ),
    ),
    "a rule group misspelt": (
        the_firewall_is_as_designed,
        lambda _, edge: properties(edge, "WebAcl")["Rules"][1]["Statement"]["ManagedRuleGroupStatement"].update(
            Name="AWSManagedRulesKnownBadInputRuleSet"
        ),
    ),
    "a rule blocks what people write": (
        the_firewall_is_as_designed,
        lambda _, edge: properties(edge, "WebAcl")["Rules"][2]["Statement"]["ManagedRuleGroupStatement"][
            "RuleActionOverrides"
        ].pop(),
    ),
    "the rate only counts": (
        the_firewall_is_as_designed,
        lambda _, edge: properties(edge, "WebAcl")["Rules"][4].update(Action={"Count": {}}),
    ),
    "a table goes with the stack": (
        data_outlives_the_stack,
        lambda app, _: app["Resources"]["MessagesTable"].pop("DeletionPolicy"),
    ),
    "a table may be deleted": (
        data_outlives_the_stack,
        lambda app, _: properties(app, "ProfilesTable").update(DeletionProtectionEnabled=False),
    ),
    "no recovery": (
        data_outlives_the_stack,
        lambda app, _: (
            properties(app, "MessagesTable").pop("PointInTimeRecoverySpecification")
            and properties(app, "MessagesTable").setdefault("PointInTimeRecoverySpecification", {})
        ),
    ),
    "the pool goes": (
        data_outlives_the_stack,
        lambda app, _: app["Resources"]["UserPool"].update(DeletionPolicy="Delete"),
    ),
    "a public bucket": (
        buckets_are_private,
        lambda app, _: properties(app, "FilesBucket")["PublicAccessBlockConfiguration"].update(BlockPublicPolicy=False),
    ),
    "plain text to a bucket": (
        buckets_are_private,
        lambda app, _: properties(app, "FilesBucketPolicy")["PolicyDocument"]["Statement"][0].update(Condition={}),
    ),
    "unknown people are told apart": (
        sign_in_is_as_on_a_laptop,
        lambda app, _: properties(app, "UserPoolClient").update(PreventUserExistenceErrors="LEGACY"),
    ),
    "a trigger is forgotten": (
        every_trigger_is_wired,
        lambda app, _: properties(app, "UserPool")["LambdaConfig"].clear(),
    ),
    "a poison record stops the stream": (
        the_stream_gives_up_nothing_in_silence,
        lambda app, _: properties(app, "MessagesToStream").update(MaximumRetryAttempts=-1),
    ),
    "no queue": (
        the_stream_gives_up_nothing_in_silence,
        lambda app, _: properties(app, "MessagesToStream").update(DestinationConfig={}),
    ),
    "nobody is told": (somebody_is_told, lambda app, _: properties(app, "HttpErrors").update(AlarmActions=[])),
    "an alarm is missing": (somebody_is_told, lambda app, _: app["Resources"].pop("SocketErrors")),
    "logs for ever": (
        logs_end_and_name_nobody,
        lambda app, _: (
            properties(app, "HttpLogs").pop("RetentionInDays")
            and properties(app, "HttpLogs").update(RetentionInDays=None)
        ),
    ),
    "addresses in the log": (
        logs_end_and_name_nobody,
        lambda app, _: properties(app, "HttpStage")["AccessLogSettings"].update(
            Format='{"ip":"$context.identity.sourceIp"}'
        ),
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_it_would_be_seen_to_break(name: str) -> None:
    rule, break_it = BREAKS[name]
    app, edge = copy.deepcopy(APP), copy.deepcopy(EDGE)
    break_it(app, edge)
    with pytest.raises(AssertionError):
        rule(app, edge)


def test_every_rule_has_been_broken() -> None:
    assert {rule for rule, _ in BREAKS.values()} == set(RULES)


# ── What the template has from elsewhere. ─────────────────────────────────────────────────────────────────────────────


def test_the_tables_are_the_models() -> None:
    text = tables.TEMPLATE.read_text()
    assert tables.written(text) == text, "models changed: run `python -m deploy tables`"
    wanted = {tables.resource(name): one for name, one in tables.tables().items()}
    assert set(of_type(APP, "AWS::DynamoDB::Table")) == set(wanted)
    for name, one in wanted.items():
        made = properties(APP, name)
        assert {key: made[key] for key in one} == one, name
        assert ("StreamSpecification" in made) == ("StreamSpecification" in one), name


def calls(pattern: str, *folders: str) -> set[str]:
    """The first argument, where it is written out, of every call of that name in our own code."""
    return {
        argument
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "local" not in path.parts
        for argument in _first(path, pattern)
    }


def _first(path: Path, name: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name and node.args
        if called and isinstance(node.args[0], ast.Constant):  # type: ignore[attr-defined]
            yield str(node.args[0].value)  # type: ignore[attr-defined]


def test_the_package_describes_the_services_that_are_called() -> None:
    assert calls("client", "accounts", "chat", "chatify") == set(contents.SERVICES)


def test_what_is_asked_of_cognito_is_allowed() -> None:
    ours = "".join(path.read_text() for path in (ROOT / "accounts").rglob("*.py"))
    asked = set(re.findall(r'"(admin_(?:\w+_)?(?:user|group|attributes|preference|out)\w*)"', ours))
    allowed = {
        action
        for one in statements(APP, "HttpRole")
        for action in several(one["Action"])
        if action.startswith("cognito-idp:")
    }
    named = {"cognito-idp:" + "".join(word.title() for word in name.split("_")).replace("Mfa", "MFA") for name in asked}
    assert len(asked) > 2
    assert allowed == named
