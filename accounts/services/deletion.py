"""Delete an account and all personal data of it, wherever it is stored."""

import logging
from typing import Any, Literal

from accounts import files, hooks
from accounts.cognito import admin
from accounts.domain import FORMER_MEMBER, Profile
from accounts.hooks import JobStep
from accounts.models.handles import HandleItem
from accounts.models.jobs import JobItem
from accounts.models.profiles import ProfileItem
from accounts.services import avatars, jobs, passwords, sign_out

logger = logging.getLogger(__name__)

Messages = Literal["keep", "erase"]


def start(profile: Profile, *, password: str, messages: Messages) -> str:
    """Sign the person out everywhere, start a job for the rest and return its id.

    Raises `WrongPassword`, `Throttled`.
    """
    passwords.check_password(profile, password)
    job_id = jobs.start("delete", profile.id, {"messages": messages})
    sign_out.end_all_sessions(profile.id)
    return job_id


def _close(job: JobItem, _: Any) -> None:
    """Delete the account at Cognito, end its sign-ins and empty its profile."""
    admin.delete(job.user_id)
    # Also a sign-in of the meantime: it could write messages that no later step erases.
    sign_out.end_all_sessions(job.user_id)
    profile = ProfileItem.profile(job.user_id)
    if profile is None:
        return
    if profile.avatar_id:
        avatars.remove(profile)
    ProfileItem.change(
        job.user_id, {"name": FORMER_MEMBER, "status": None, "email": "deleted", "settings": None, "new_email": None}
    )


def _erase_elsewhere(job: JobItem, cursor: Any) -> Any:
    """Erase a slice of what the app above keeps of this person."""
    erase = hooks.registered().personal_data.erase
    return erase(job.user_id, words=job.facts["messages"] == "erase", cursor=cursor)


def _forget(job: JobItem, _: Any) -> None:
    """Delete sign-ins, exports, handles and, as the sign that all else is gone, the profile."""
    sign_out.delete_rows(job.user_id)
    for key in files.keys(f"exports/{job.user_id}/"):
        files.remove(key)
    HandleItem.forget(job.user_id)
    ProfileItem.forget(job.user_id)


STEPS: tuple[JobStep, ...] = (_close, _erase_elsewhere, _forget)
