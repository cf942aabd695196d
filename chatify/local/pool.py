"""Create the user pool and its client, without Django, because the settings need their ids.

This may be repeated. deploy/template.yaml configures Cognito in AWS in the same way.
"""

from typing import Any

NAME = "chatify"
GROUPS = {"admins": "Administer the site", "moderators": "Moderate the site"}
PASSWORD_MIN = 12

MAIL_TEMPLATE = {
    "EmailSubject": "{####} is your Chatify code",
    "EmailMessage": "Your code is {####}. If you didn’t ask for it, you can ignore this mail.",
    "DefaultEmailOption": "CONFIRM_WITH_CODE",
}

# Set again at each start, so that an older pool follows a newer version of Chatify.
CHANGEABLE: dict[str, Any] = {
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": PASSWORD_MIN,
            "RequireUppercase": False,
            "RequireLowercase": False,
            "RequireNumbers": False,
            "RequireSymbols": False,
        }
    },
    "AutoVerifiedAttributes": ["email"],
    "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
    "MfaConfiguration": "OPTIONAL",
    "VerificationMessageTemplate": MAIL_TEMPLATE,
}
# Usernames are opaque: people sign in by e-mail and may change it.
FIXED: dict[str, Any] = {
    "UsernameAttributes": ["email"],
    "UsernameConfiguration": {"CaseSensitive": False},
}
CLIENT: dict[str, Any] = {
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    "EnableTokenRevocation": True,
    "PreventUserExistenceErrors": "ENABLED",
    "AccessTokenValidity": 15,
    "IdTokenValidity": 15,
    "RefreshTokenValidity": 30,
    "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
}


def make_pool(cognito: Any) -> dict[str, str]:
    """Make the pool or bring it up to date. Return `{pool_id, client_id, client_secret}`."""
    pool_id = _make_pool(cognito)
    for name, description in GROUPS.items():
        _make_group(cognito, pool_id, name, description)
    client = _make_client(cognito, pool_id)
    return {"pool_id": pool_id, "client_id": client["ClientId"], "client_secret": client["ClientSecret"]}


def find_pool(cognito: Any) -> str | None:
    """Return the pool's id."""
    pools = cognito.list_user_pools(MaxResults=60)["UserPools"]
    return next((pool["Id"] for pool in pools if pool["Name"] == NAME), None)


def _make_pool(cognito: Any) -> str:
    pool_id = find_pool(cognito)
    if pool_id is None:
        return str(cognito.create_user_pool(PoolName=NAME, **FIXED, **CHANGEABLE)["UserPool"]["Id"])
    cognito.update_user_pool(UserPoolId=pool_id, **CHANGEABLE)
    return pool_id


def _make_group(cognito: Any, pool_id: str, name: str, description: str) -> None:
    try:
        cognito.create_group(UserPoolId=pool_id, GroupName=name, Description=description)
    except cognito.exceptions.GroupExistsException:
        return


def _make_client(cognito: Any, pool_id: str) -> dict[str, str]:
    clients = cognito.list_user_pool_clients(UserPoolId=pool_id, MaxResults=60)["UserPoolClients"]
    client_id = next((client["ClientId"] for client in clients if client["ClientName"] == NAME), None)
    if client_id is None:
        response = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName=NAME, GenerateSecret=True, **CLIENT)
        return dict(response["UserPoolClient"])
    response = cognito.update_user_pool_client(UserPoolId=pool_id, ClientId=client_id, ClientName=NAME, **CLIENT)
    return dict(response["UserPoolClient"])
