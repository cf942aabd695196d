"""Calls to Cognito by the site's own right (IAM), without a password, code or token of the person."""

from collections.abc import Iterable

from django.conf import settings

from accounts.cognito.client import Refused, call


def is_confirmed(email: str) -> bool:
    """Return whether a known address was ever confirmed. Raises `Refused` for an unknown one."""
    return bool(call("admin_get_user", **_user(email))["UserStatus"] != "UNCONFIRMED")


def user_id_of(email: str) -> str:
    """Return the user id of an address. Raises `Refused` for an unknown one."""
    attributes = call("admin_get_user", **_user(email))["UserAttributes"]
    return str(next(item["Value"] for item in attributes if item["Name"] == "sub"))


def change_email(user_id: str, email: str) -> None:
    """Store a confirmed address; the code was ours, not Cognito's. Raises `WrongCode` if another account has it."""
    attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    call("admin_update_user_attributes", **_user(user_id), UserAttributes=attributes)


def has_totp(user_id: str) -> bool:
    """Return whether sign-ins ask for a code of an authenticator app."""
    return "SOFTWARE_TOKEN_MFA" in call("admin_get_user", **_user(user_id)).get("UserMFASettingList", [])


def turn_off_totp(user_id: str) -> None:
    """Turn the second step off: for its owner, or by an operator where the device is lost."""
    preference = {"Enabled": False, "PreferredMfa": False}
    call("admin_set_user_mfa_preference", **_user(user_id), SoftwareTokenMfaSettings=preference)


def groups_of(user_id: str) -> frozenset[str]:
    """Return a person's groups: none where they are gone."""
    try:
        answer = call("admin_list_groups_for_user", **_user(user_id))
    except Refused:
        return frozenset()
    return frozenset(group["GroupName"] for group in answer["Groups"])


def set_groups(user_id: str, *, joined: Iterable[str], left: Iterable[str]) -> None:
    """Add a person to groups and remove them from others. One call a group."""
    for group in joined:
        call("admin_add_user_to_group", **_user(user_id), GroupName=group)
    for group in left:
        call("admin_remove_user_from_group", **_user(user_id), GroupName=group)


def sign_out_everywhere(user_id: str) -> None:
    """Revoke all tokens of a person. Does nothing if they are gone."""
    try:
        call("admin_user_global_sign_out", **_user(user_id))
    except Refused:
        return


def delete(user_id: str) -> None:
    """Delete an account. Does nothing if it is gone already."""
    try:
        call("admin_delete_user", **_user(user_id))
    except Refused:
        return


def _user(username: str) -> dict[str, str]:
    return {"UserPoolId": settings.COGNITO["pool_id"], "Username": username}
