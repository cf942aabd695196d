"""Rules about the functions' roles: one for each function, without wildcards."""

import json
import re

from tests.deploy.template.parsed import ROOT, Template, broken_by, of_type, properties, several, statements, text_of

ALLOWED_WILDCARDS = ("/@connections/*", "${FilesBucket.Arn}/*")
"""Connections and files, whose names are not known before they exist."""


@broken_by("an action is a wildcard", lambda app, _: statements(app, "HttpRole")[0].update(Action="logs:*"))
@broken_by("a resource is a wildcard", lambda app, _: statements(app, "HttpRole")[0].update(Resource="*"))
@broken_by(
    "a role reaches all tables of a prefix",
    lambda app, _: statements(app, "CognitoRole")[1].update(
        Resource={"Fn::Sub": "arn:aws:dynamodb:table/${AWS::StackName}-*"}
    ),
)
def no_policy_has_wildcards(app: Template, edge: Template) -> None:
    for role in (role for kind in ("Role", "Policy", "ManagedPolicy") for role in of_type(app, f"AWS::IAM::{kind}")):
        for statement in statements(app, role):
            assert statement["Effect"] == "Allow"
            assert not [action for action in several(statement["Action"]) if "*" in action], role
            for resource in map(text_of, several(statement["Resource"])):
                assert "*" not in resource or resource.rstrip('"}').endswith(ALLOWED_WILDCARDS), resource


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
        "Viewers",
        "Blocks",
    },
    "StreamRole": {
        *("Messages", "Conversations", "Memberships", "Profiles", "Rosters"),
        *("Connections", "Sockets", "Viewers"),
    },
    "CognitoRole": {
        *("Handles", "Profiles", "Site", "Invitations"),
        *("Conversations", "Memberships", "Rosters", "Messages", "Revisions", "Connections", "Sockets"),
        "Viewers",
    },
}


@broken_by(
    "a role reaches a table it does not need",
    lambda app, _: statements(app, "CognitoRole")[1].update(Resource=[{"Fn::GetAtt": ["SessionsTable", "Arn"]}]),
)
def each_function_reaches_only_its_tables(app: Template, edge: Template) -> None:
    for role, tables in TABLES_OF.items():
        reached_tables = set(re.findall(r"(\w+)Table\b", json.dumps(statements(app, role))))
        assert reached_tables == tables, role
    assert properties(app, "AllTables")["Roles"] == [{"Ref": "HttpRole"}, {"Ref": "JobRole"}]
    assert "dynamodb:" not in json.dumps([*statements(app, "HttpRole"), *statements(app, "JobRole")])
    assert "dynamodb:Scan" not in json.dumps([app["Resources"]["SocketRole"], app["Resources"]["StreamRole"]])


@broken_by(
    "two functions share a role",
    lambda app, _: properties(app, "StreamFunction").update(Role={"Fn::GetAtt": ["HttpRole", "Arn"]}),
)
@broken_by(
    "a handler is misspelt",
    lambda app, _: properties(app, "HttpFunction").update(Handler="deploy.handlers.htttp.handler"),
)
def each_function_has_a_role_of_its_own(app: Template, edge: Template) -> None:
    functions = of_type(app, "AWS::Lambda::Function")
    roles = [function["Properties"]["Role"]["Fn::GetAtt"][0] for function in functions.values()]
    assert len(functions) == 5
    assert sorted(roles) == sorted(of_type(app, "AWS::IAM::Role"))
    for name, function in functions.items():
        assert (function["Properties"]["Runtime"], function["Properties"]["Architectures"]) == ("python3.13", ["arm64"])
        module = function["Properties"]["Handler"].removesuffix(".handler").replace(".", "/")
        assert (ROOT / f"{module}.py").exists(), name


@broken_by(
    "another service may assume a role",
    lambda app, _: properties(app, "HttpRole")["AssumeRolePolicyDocument"]["Statement"][0].update(Principal="*"),
)
def only_lambda_may_assume_the_roles(app: Template, edge: Template) -> None:
    assume_by_lambda = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
    for name, role in of_type(app, "AWS::IAM::Role").items():
        assert role["Properties"]["AssumeRolePolicyDocument"]["Statement"] == [assume_by_lambda], name


@broken_by(
    "the stream reads the secret key",
    lambda app, _: properties(app, "StreamRole")["Policies"][0]["PolicyDocument"]["Statement"].append(
        {"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": {"Fn::Sub": "x${AWS::StackName}/secret-key"}}
    ),
)
def each_function_reads_only_the_secrets_it_needs(app: Template, edge: Template) -> None:
    secrets_by_role = {
        role: set(re.findall(r"StackName}/([a-z-]+)\"", json.dumps(statements(app, role))))
        for role in of_type(app, "AWS::IAM::Role")
    }
    assert secrets_by_role == {
        "HttpRole": {"secret-key", "cognito-client-secret", "origin-secret"},
        "SocketRole": {"origin-secret"},
        "StreamRole": set(),
        "CognitoRole": set(),
        "JobRole": set(),
    }
