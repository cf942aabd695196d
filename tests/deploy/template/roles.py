"""What the functions may do: each by a role of its own, with no star in it."""

import json
import re

from tests.deploy.template.parsed import ROOT, Template, broken_by, of_type, properties, several, statements, text_of

MAY_END_IN_A_STAR = ("/@connections/*", "${FilesBucket.Arn}/*")
"""Connections and files have no name before they exist."""


@broken_by("an action is a star", lambda app, _: statements(app, "HttpRole")[0].update(Action="logs:*"))
@broken_by("a resource is a star", lambda app, _: statements(app, "HttpRole")[0].update(Resource="*"))
@broken_by(
    "all tables of a prefix",
    lambda app, _: statements(app, "CognitoRole")[1].update(
        Resource={"Fn::Sub": "arn:aws:dynamodb:table/${AWS::StackName}-*"}
    ),
)
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
    "one table more",
    lambda app, _: statements(app, "CognitoRole")[1].update(Resource=[{"Fn::GetAtt": ["SessionsTable", "Arn"]}]),
)
def each_function_reaches_only_its_tables(app: Template, edge: Template) -> None:
    for role, wanted in TABLES_OF.items():
        reached = set(re.findall(r"(\w+)Table\b", json.dumps(statements(app, role))))
        assert reached == wanted, role
    assert properties(app, "AllTables")["Roles"] == [{"Ref": "HttpRole"}, {"Ref": "JobRole"}]
    assert "dynamodb:" not in json.dumps([*statements(app, "HttpRole"), *statements(app, "JobRole")])
    assert "dynamodb:Scan" not in json.dumps([app["Resources"]["SocketRole"], app["Resources"]["StreamRole"]])


@broken_by(
    "a shared role", lambda app, _: properties(app, "StreamFunction").update(Role={"Fn::GetAtt": ["HttpRole", "Arn"]})
)
@broken_by(
    "a handler misspelt", lambda app, _: properties(app, "HttpFunction").update(Handler="deploy.handlers.htttp.handler")
)
def each_function_has_a_role_of_its_own(app: Template, edge: Template) -> None:
    functions = of_type(app, "AWS::Lambda::Function")
    roles = [one["Properties"]["Role"]["Fn::GetAtt"][0] for one in functions.values()]
    assert len(functions) == 5
    assert sorted(roles) == sorted(of_type(app, "AWS::IAM::Role"))
    for name, one in functions.items():
        assert (one["Properties"]["Runtime"], one["Properties"]["Architectures"]) == ("python3.13", ["arm64"])
        module = one["Properties"]["Handler"].removesuffix(".handler").replace(".", "/")
        assert (ROOT / f"{module}.py").exists(), name


@broken_by(
    "another service takes a role",
    lambda app, _: properties(app, "HttpRole")["AssumeRolePolicyDocument"]["Statement"][0].update(Principal="*"),
)
def only_functions_take_their_roles(app: Template, edge: Template) -> None:
    by_lambda = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
    for name, role in of_type(app, "AWS::IAM::Role").items():
        assert role["Properties"]["AssumeRolePolicyDocument"]["Statement"] == [by_lambda], name


@broken_by(
    "the stream reads the secret key",
    lambda app, _: properties(app, "StreamRole")["Policies"][0]["PolicyDocument"]["Statement"].append(
        {"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": {"Fn::Sub": "x${AWS::StackName}/secret-key"}}
    ),
)
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
