"""Rules about the user pool."""

import copy
import json

from accounts.triggers import TRIGGERS
from chatify.local import pool
from tests.deploy.template.parsed import Template, broken_by, of_type, properties


@broken_by(
    "errors reveal unknown people",
    lambda app, _: properties(app, "UserPoolClient").update(PreventUserExistenceErrors="LEGACY"),
)
def the_pool_is_configured_as_on_a_laptop(app: Template, edge: Template) -> None:
    pool_properties, client = properties(app, "UserPool"), properties(app, "UserPoolClient")
    assert {name: pool_properties[name] for name in pool.FIXED} == pool.FIXED
    changeable = copy.deepcopy({name: pool_properties[name] for name in pool.CHANGEABLE})
    changeable["Policies"]["PasswordPolicy"].pop("TemporaryPasswordValidityDays")
    assert changeable == pool.CHANGEABLE
    assert {name: client[name] for name in pool.CLIENT} == pool.CLIENT
    assert client["GenerateSecret"] is True
    groups = {group["Properties"]["GroupName"] for group in of_type(app, "AWS::Cognito::UserPoolGroup").values()}
    assert groups == set(pool.GROUPS)


@broken_by(
    "refresh tokens are not rotated",
    lambda app, _: properties(app, "UserPoolClient")["RefreshTokenRotation"].update(Feature="DISABLED"),
)
def a_refresh_token_can_be_used_once(app: Template, edge: Template) -> None:
    client = properties(app, "UserPoolClient")
    assert client["RefreshTokenRotation"] == {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}
    assert "ALLOW_REFRESH_TOKEN_AUTH" not in client["ExplicitAuthFlows"], "Cognito refuses it together with rotation"


@broken_by("a trigger is forgotten", lambda app, _: properties(app, "UserPool")["LambdaConfig"].clear())
def the_pool_invokes_every_trigger(app: Template, edge: Template) -> None:
    trigger_config = dict(properties(app, "UserPool")["LambdaConfig"])
    function = {"Fn::GetAtt": ["CognitoFunction", "Arn"]}
    assert trigger_config.pop("PreTokenGenerationConfig", None) == {"LambdaArn": function, "LambdaVersion": "V2_0"}
    assert set(trigger_config) | {"TokenGeneration"} == {source.partition("_")[0] for source in TRIGGERS}
    assert all(target == function for target in trigger_config.values())
    assert "UserPool" not in json.dumps(properties(app, "CognitoFunction")), "the function must not depend on the pool"
