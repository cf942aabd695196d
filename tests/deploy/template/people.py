"""The user pool."""

import copy
import json

from accounts.triggers import TRIGGERS
from chatify.local import pool
from tests.deploy.template.parsed import Template, broken_by, of_type, properties


@broken_by(
    "unknown people are told apart",
    lambda app, _: properties(app, "UserPoolClient").update(PreventUserExistenceErrors="LEGACY"),
)
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


@broken_by(
    "a refresh token for ever",
    lambda app, _: properties(app, "UserPoolClient")["RefreshTokenRotation"].update(Feature="DISABLED"),
)
def a_refresh_token_is_good_once(app: Template, edge: Template) -> None:
    client = properties(app, "UserPoolClient")
    assert client["RefreshTokenRotation"] == {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}
    assert "ALLOW_REFRESH_TOKEN_AUTH" not in client["ExplicitAuthFlows"], "Cognito refuses it beside rotation"


@broken_by("a trigger is forgotten", lambda app, _: properties(app, "UserPool")["LambdaConfig"].clear())
def every_trigger_is_wired(app: Template, edge: Template) -> None:
    wired = dict(properties(app, "UserPool")["LambdaConfig"])
    function = {"Fn::GetAtt": ["CognitoFunction", "Arn"]}
    assert wired.pop("PreTokenGenerationConfig", None) == {"LambdaArn": function, "LambdaVersion": "V2_0"}
    assert set(wired) | {"TokenGeneration"} == {source.partition("_")[0] for source in TRIGGERS}
    assert all(target == function for target in wired.values())
    assert "UserPool" not in json.dumps(properties(app, "CognitoFunction")), "a cycle"
