"""Rules for e-mail, name, handle, status and password, with sentences to show beside the field."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.domain import EMAIL_MAX, HANDLE, NAME_MAX, PASSWORD_MAX, STATUS_MAX, Profile
from chatify.core.errors import Invalid
from chatify.core.text_validation import UNSHOWN, can_be_seen, is_plain_line

if TYPE_CHECKING:
    from accounts.models.user import User

Problems = list[str]
DISTINCT_MIN = 5


def check(values: Mapping[str, str]) -> None:
    """Check values by field: email, name, handle, status, password. Raises `Invalid` with all problems at once."""
    problems = {name: CHECKS[name](text) for name, text in values.items() if name in CHECKS}
    if "password" in values:
        problems["password"] = _password(
            values["password"], {name: values.get(name, "") for name in ("name", "handle", "email")}
        )
    if any(problems.values()):
        raise Invalid({name: words for name, words in problems.items() if words})


def check_new_password(password: str, profile: Profile, *, field: str) -> None:
    """Check a new password of this person. Raises `Invalid` for `field`."""
    words = _password(password, {"name": profile.name, "handle": profile.handle, "email": profile.email})
    if words:
        raise Invalid({field: words})


def _email(text: str) -> Problems:
    try:
        validate_email(text)
    except ValidationError:
        return ["That address isn’t complete. It looks like name@example.com."]
    return [] if len(text) <= EMAIL_MAX else [f"An address has at most {EMAIL_MAX} characters."]


def _handle(text: str) -> Problems:
    return [] if HANDLE.fullmatch(text) else ["Use 2 to 32 of these: a–z, 0–9, dot, hyphen, underscore."]


def _name(text: str) -> Problems:
    if not can_be_seen(text):
        return ["Tell people what to call you."]
    if len(text) > NAME_MAX:
        return [f"A name has at most {NAME_MAX} characters."]
    return _one_line(text)


def _status(text: str) -> Problems:
    return _one_line(text) if len(text) <= STATUS_MAX else [f"A status has at most {STATUS_MAX} characters."]


def _one_line(text: str) -> Problems:
    return [] if is_plain_line(text) else [UNSHOWN]


def _password(text: str, about: Mapping[str, str]) -> Problems:
    # Functions without pages import this module and never check a password: they skip Django's database layer.
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415

    from accounts.models.user import User  # noqa: PLC0415

    if len(text) > PASSWORD_MAX:
        return [f"A password has at most {PASSWORD_MAX} characters."]
    if text != text.strip():
        return ["A password can’t start or end with a space."]
    try:
        validate_password(text, User(**about))
    except ValidationError as error:
        return list(error.messages)
    return []


CHECKS: Mapping[str, Callable[[str], Problems]] = {
    "email": _email,
    "handle": _handle,
    "name": _name,
    "status": _status,
}


class VariedPassword:
    """A password validator of Django: “111111111111” is long enough and on no list of common passwords."""

    words = f"At least {DISTINCT_MIN} different characters, not only digits"

    def validate(self, password: str, user: "User | None" = None) -> None:
        if len(set(password)) < DISTINCT_MIN or password.isdigit():
            raise ValidationError(f"Use {self.words[0].lower()}{self.words[1:]}.", code="password_too_uniform")

    def get_help_text(self) -> str:
        return self.words
