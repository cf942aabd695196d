"""The user pool and its client. Free of Django: the settings hold their ids, so the pool comes before the settings.

Idempotent. What is asked for here is asked of Cognito in AWS too, by the template in deploy/.
"""

from typing import Any

NAME = "chatify"
GROUPS = {"admins": "Run the site", "moderators": "Keep the peace"}
PASSWORD_MIN = 12

MAIL = {
    "EmailSubject": "{####} is your Chatify code",
    "EmailMessage": "Your code is {####}. If you didn’t ask for it, you can ignore this mail.",
    "DefaultEmailOption": "CONFIRM_WITH_CODE",
}

# Asked for again at each start, so that an older pool follows a newer version.
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
    "VerificationMessageTemplate": MAIL,
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
    """`{pool_id, client_id, client_secret}` of the pool, which is made or brought up to date."""
    pool_id = _pool(cognito)
    for name, description in GROUPS.items():
        _group(cognito, pool_id, name, description)
    client = _client(cognito, pool_id)
    return {"pool_id": pool_id, "client_id": client["ClientId"], "client_secret": client["ClientSecret"]}


def find_pool(cognito: Any) -> str | None:
    """Its id."""
    pools = cognito.list_user_pools(MaxResults=60)["UserPools"]
    return next((pool["Id"] for pool in pools if pool["Name"] == NAME), None)


def _pool(cognito: Any) -> str:
    found = find_pool(cognito)
    if found is None:
        return str(cognito.create_user_pool(PoolName=NAME, **FIXED, **CHANGEABLE)["UserPool"]["Id"])
    cognito.update_user_pool(UserPoolId=found, **CHANGEABLE)
    return found


def _group(cognito: Any, pool_id: str, name: str, description: str) -> None:
    try:
        cognito.create_group(UserPoolId=pool_id, GroupName=name, Description=description)
    except cognito.exceptions.GroupExistsException:
        return


def _client(cognito: Any, pool_id: str) -> dict[str, str]:
    clients = cognito.list_user_pool_clients(UserPoolId=pool_id, MaxResults=60)["UserPoolClients"]
    found = next((client["ClientId"] for client in clients if client["ClientName"] == NAME), None)
    if found is None:
        made = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName=NAME, GenerateSecret=True, **CLIENT)
        return dict(made["UserPoolClient"])
    changed = cognito.update_user_pool_client(UserPoolId=pool_id, ClientId=found, ClientName=NAME, **CLIENT)
    return dict(changed["UserPoolClient"])
