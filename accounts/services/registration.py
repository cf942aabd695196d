"""Create the profile and handle of a confirmed person."""

from itertools import islice

from accounts.domain import HANDLE, NAME_MAX, Profile, Registration, handles_near, normal_handle
from accounts.models.handles import register
from accounts.models.profiles import ProfileItem
from chatify.core import clock
from chatify.core.errors import Unavailable

TRIES = 40


def ensure_profile(person: Registration) -> Profile:
    """Return the profile, created if it does not exist yet. One GetItem and, once, a transaction.

    Repeating changes nothing. A taken handle becomes the nearest free one.
    """
    for handle in islice(handles_near(_wanted_handle(person)), TRIES):
        existing_profile = ProfileItem.profile(person.user_id)
        if existing_profile is not None:
            return existing_profile
        profile = Profile(
            id=person.user_id,
            handle=handle,
            name=_name(person),
            email=person.email,
            created_at=clock.now(),
        )
        if register(profile):
            _mail_other_handle(profile, _wanted_handle(person))
            return profile
    raise Unavailable


def _wanted_handle(person: Registration) -> str:
    # People created in Cognito's own console may have any text there, or none.
    handle = normal_handle(person.wanted_handle)
    return handle if HANDLE.fullmatch(handle) else f"person-{person.user_id[:8]}"


def _name(person: Registration) -> str:
    printable = "".join(character for character in person.name if character.isprintable()).strip()
    return printable[:NAME_MAX] or _wanted_handle(person)


def _mail_other_handle(profile: Profile, wanted: str) -> None:
    if profile.handle == wanted:
        return
    from accounts import mails  # noqa: PLC0415  # keeps templates out of a trigger's cold start

    mails.send_if_possible("renamed", profile.email, handle=profile.handle, wanted=wanted)
