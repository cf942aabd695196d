"""What is asked of Cognito by our own right, with nothing of the person concerned: the calls that IAM lets us make."""

from collections.abc import Iterable

from django.conf import settings

from accounts.cognito.client import Refused, call


def is_confirmed(email: str) -> bool:
    """Whether a known address was ever confirmed. Raises `Refused` for an unknown one."""
    return bool(call("admin_get_user", **_user(email))["UserStatus"] != "UNCONFIRMED")


def user_id_of(email: str) -> str:
    """Raises `Refused` for an unknown address."""
    attributes = call("admin_get_user", **_user(email))["UserAttributes"]
    return str(next(item["Value"] for item in attributes if item["Name"] == "sub"))


def change_email(user_id: str, email: str) -> None:
    """The code that shows it to be theirs was ours, not Cognito's. Raises `WrongCode` where another account has it."""
    shown = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    call("admin_update_user_attributes", **_user(user_id), UserAttributes=shown)


def has_totp(user_id: str) -> bool:
    return "SOFTWARE_TOKEN_MFA" in call("admin_get_user", **_user(user_id)).get("UserMFASettingList", [])


def stop_totp(user_id: str) -> None:
    """Also an operator does it, for who has lost the device."""
    off = {"Enabled": False, "PreferredMfa": False}
    call("admin_set_user_mfa_preference", **_user(user_id), SoftwareTokenMfaSettings=off)


def groups_of(user_id: str) -> frozenset[str]:
    """None where they are gone."""
    try:
        answered = call("admin_list_groups_for_user", **_user(user_id))
    except Refused:
        return frozenset()
    return frozenset(group["GroupName"] for group in answered["Groups"])


def set_groups(user_id: str, *, joined: Iterable[str], left: Iterable[str]) -> None:
    """One call a group."""
    for group in joined:
        call("admin_add_user_to_group", **_user(user_id), GroupName=group)
    for group in left:
        call("admin_remove_user_from_group", **_user(user_id), GroupName=group)


def sign_out_everywhere(user_id: str) -> None:
    """It takes no token of theirs, who may hold expired ones only. Nothing to do where they are gone."""
    try:
        call("admin_user_global_sign_out", **_user(user_id))
    except Refused:
        return


def delete(user_id: str) -> None:
    """Nothing to do where they are gone already."""
    try:
        call("admin_delete_user", **_user(user_id))
    except Refused:
        return


def _user(username: str) -> dict[str, str]:
    return {"UserPoolId": settings.COGNITO["pool_id"], "Username": username}
