"""The profile and handle of a confirmed person."""

from itertools import islice

from accounts.domain import HANDLE, NAME_MAX, Profile, Registration, handles_near, normal_handle
from accounts.models.claims import register
from accounts.models.profiles import ProfileItem
from chatify.core import clock
from chatify.core.errors import Unavailable

TRIES = 40


def ensure_profile(person: Registration) -> Profile:
    """The profile, made if it is not there yet; repeating changes nothing. One GetItem and, once, a transaction.

    Whoever comes second to a handle gets the nearest free one.
    """
    for handle in islice(handles_near(_wanted(person)), TRIES):
        found = ProfileItem.profile(person.user_id)
        if found is not None:
            return found
        profile = Profile(
            id=person.user_id,
            handle=handle,
            name=_name(person),
            email=person.email,
            created_at=clock.now(),
        )
        if register(profile):
            _tell_the_loser(profile, _wanted(person))
            return profile
    raise Unavailable


def _wanted(person: Registration) -> str:
    # People made in Cognito's own console may have anything there, or nothing.
    wanted = normal_handle(person.wanted_handle)
    return wanted if HANDLE.fullmatch(wanted) else f"person-{person.user_id[:8]}"


def _name(person: Registration) -> str:
    shown = "".join(character for character in person.name if character.isprintable()).strip()
    return shown[:NAME_MAX] or _wanted(person)


def _tell_the_loser(profile: Profile, wanted: str) -> None:
    if profile.handle == wanted:
        return
    from accounts import mails  # noqa: PLC0415  # templates are no part of a trigger's cold start

    mails.tell("renamed", profile.email, handle=profile.handle, wanted=wanted)
