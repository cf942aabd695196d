"""Export all personal data: a zip of JSON files with a page to read them."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from accounts import files, hooks, mails, wire
from accounts.domain import Profile
from accounts.hooks import JobStep
from accounts.models.jobs import JobItem
from accounts.models.profiles import ProfileItem
from accounts.models.site import site_name
from accounts.services import jobs, limits, sessions
from chatify.core import clock

AT_ONCE_SECONDS = 5.0
AT_ONCE_BYTES = 4 * 1024 * 1024
"""A Lambda response has at most 6 MB, and base64 adds a third."""
FILENAME = "my-data.zip"
CONTENT_TYPE = "application/zip"
LASTS = timedelta(days=7)
ABOUT = {
    "profile.json": "Your profile and settings, as only you see them.",
    "sessions.json": "Where you are signed in.",
}
Rows = dict[str, list[Any]]


class TooMuch(Exception):
    """The export takes longer than a request may."""


def request(profile: Profile) -> bytes | None:
    """Return the zip, or None where it is so large that a job mails a link to it. Raises `Throttled`."""
    limits.hit("export", profile.id)
    data = _create_within_limits(profile)
    if data is None:
        jobs.start("export", profile.id, {})
    return data


def _create_within_limits(profile: Profile) -> bytes | None:
    deadline = monotonic() + AT_ONCE_SECONDS

    def check_deadline() -> None:
        if monotonic() > deadline:
            raise TooMuch

    try:
        data = create_zip(profile, check_deadline)
    except TooMuch:
        return None
    return data if len(data) <= AT_ONCE_BYTES else None


def create_zip(profile: Profile, on_row: Callable[[], None]) -> bytes:
    """Return the zip. `on_row` is called for each row; it ends the export by raising."""
    rows_by_file, about = _collect_rows(profile, on_row)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in rows_by_file.items():
            archive.writestr(name, json.dumps(rows, ensure_ascii=False, indent=1))
        context = {
            "profile": profile,
            "site": site_name(),
            "found": rows_by_file,
            "about": about,
            "made_at": clock.now(),
        }
        archive.writestr("index.html", render_to_string("export/index.html", context))
        archive.writestr("README.txt", render_to_string("export/readme.txt", context))
        avatar = files.get(f"avatars/{profile.avatar_id}.webp") if profile.avatar_id else None
        if avatar:
            archive.writestr("picture.webp", avatar)
    return out.getvalue()


def _collect_rows(profile: Profile, on_row: Callable[[], None]) -> tuple[Rows, dict[str, str]]:
    rows_by_file: Rows = {
        "profile.json": [wire.own(profile)],
        "sessions.json": [wire.session(place, current=False) for place in sessions.of(profile)],
    }
    elsewhere = hooks.registered().personal_data
    rows_by_file |= {name: [] for name in elsewhere.about}
    for name, row in elsewhere.rows(profile):
        on_row()
        if row is not None:
            rows_by_file[name].append(row)
    return rows_by_file, {**ABOUT, **elsewhere.about}


def _create_and_mail(job: JobItem, _: Any) -> None:
    """Create the zip and mail a link to it, unless the account has been deleted since.

    Restart from scratch after a crash, under the same name: a half-written zip cannot be resumed.
    """
    profile = ProfileItem.profile(job.user_id)
    if profile is None:
        return
    name = f"{job.job_id}.zip"
    files.put(f"exports/{job.user_id}/{name}", create_zip(profile, jobs.prolonger(job)), CONTENT_TYPE)
    mails.send("export", profile.email, url=f"{settings.SITE_URL}/settings/privacy/export/{name}")


STEPS: tuple[JobStep, ...] = (_create_and_mail,)


def download_address(profile: Profile, name: str) -> str | None:
    """Return the temporary address of an export for its owner, None where it does not exist or is a week old."""
    return files.download_address(f"exports/{profile.id}/{name}", since=clock.now() - LASTS, filename=FILENAME)
