"""Delete an account, and what of it is personal, wherever it is."""

import logging
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import Any, Literal

from django.conf import settings

from accounts import files
from accounts.cognito import admin
from accounts.domain import FORMER, Profile
from accounts.models.handles import HandleItem
from accounts.models.jobs import JobItem
from accounts.models.profiles import ProfileItem
from accounts.services import avatars, jobs, passwords, sign_out

logger = logging.getLogger(__name__)

Messages = Literal["keep", "erase"]


def ask(profile: Profile, *, password: str, messages: Messages) -> str:
    """Signed out everywhere with the answer, the rest by a job, whose id it is. Raises `WrongPassword`, `Throttled`."""
    passwords.confirm(profile, password)
    job_id = jobs.start("delete", profile.id, {"messages": messages})
    sign_out.everywhere(profile.id)
    return job_id


def steps() -> Sequence[jobs.Slice]:
    others = [partial(_erase_there, import_module(path)) for path in settings.BELONGINGS]
    return [_close, *others, _forget]


def _close(job: JobItem, _: Any) -> None:
    """Nobody can sign in any more, and there is nobody to look at."""
    admin.delete(job.user_id)
    # Also who signed in elsewhere since they asked: they would go on writing what is erased no more.
    sign_out.everywhere(job.user_id)
    profile = ProfileItem.profile(job.user_id)
    if profile is None:
        return
    if profile.avatar_id:
        avatars.remove(profile)
    ProfileItem.change(
        job.user_id, {"name": FORMER, "status": None, "email": "deleted", "settings": None, "new_email": None}
    )


def _erase_there(place: Any, job: JobItem, cursor: Any) -> Any:
    """`place.erase(user_id, words, cursor)`: what others keep of this person."""
    return place.erase(job.user_id, words=job.facts["messages"] == "erase", cursor=cursor)


def _forget(job: JobItem, _: Any) -> None:
    """Sign-ins, pictures to take along, handles; the profile comes last, as it tells that all the rest is gone."""
    sign_out.forget(job.user_id)
    for key in files.keys(f"exports/{job.user_id}/"):
        files.remove(key)
    HandleItem.forget(job.user_id)
    ProfileItem.forget(job.user_id)
