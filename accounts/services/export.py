"""Everything that is a person's, to take along: a zip of JSON with a page to read it by."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from time import monotonic
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from accounts import files, mails, wire
from accounts.domain import Profile
from accounts.models.jobs import JobItem
from accounts.models.profiles import ProfileItem
from accounts.models.site import site_name
from accounts.services import jobs, limits, sessions
from chatify.core import clock

AT_ONCE_SECONDS = 5.0
AT_ONCE_BYTES = 4 * 1024 * 1024
"""A function answers 6 MB at most, in base64."""
FILENAME = "my-data.zip"
CONTENT_TYPE = "application/zip"
LASTS = timedelta(days=7)
ABOUT = {
    "profile.json": "Your profile and settings, as only you see them.",
    "sessions.json": "Where you are signed in.",
}
Rows = dict[str, list[Any]]


class TooMuch(Exception):
    """More than can be gathered while somebody waits."""


def ask(profile: Profile) -> bytes | None:
    """The zip; None where it is so much that a link comes by mail. Raises `Throttled`."""
    limits.hit("export", profile.id)
    found = _at_once(profile)
    if found is None:
        jobs.start("export", profile.id, {})
    return found


def _at_once(profile: Profile) -> bytes | None:
    until = monotonic() + AT_ONCE_SECONDS

    def in_time() -> None:
        if monotonic() > until:
            raise TooMuch

    try:
        found = zipped(profile, in_time)
    except TooMuch:
        return None
    return found if len(found) <= AT_ONCE_BYTES else None


def zipped(profile: Profile, tick: Callable[[], None]) -> bytes:
    """`tick` is called at each row, and may raise to end it."""
    found, about = _gathered(profile, tick)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in found.items():
            archive.writestr(name, json.dumps(rows, ensure_ascii=False, indent=1))
        shown = {"profile": profile, "site": site_name(), "found": found, "about": about, "made_at": clock.now()}
        archive.writestr("index.html", render_to_string("export/index.html", shown))
        archive.writestr("README.txt", render_to_string("export/readme.txt", shown))
        avatar = files.get(f"avatars/{profile.avatar_id}.webp") if profile.avatar_id else None
        if avatar:
            archive.writestr("picture.webp", avatar)
    return out.getvalue()


def _gathered(profile: Profile, tick: Callable[[], None]) -> tuple[Rows, dict[str, str]]:
    found: Rows = {
        "profile.json": [wire.own(profile)],
        "sessions.json": [wire.session(place, current=False) for place in sessions.of(profile)],
    }
    about = dict(ABOUT)
    for place in map(import_module, settings.BELONGINGS):
        about |= place.ABOUT
        found |= {name: [] for name in place.ABOUT}
        _fill(found, place.belongings(profile), tick)
    return found, about


def _fill(found: Rows, rows: Iterator[tuple[str, Any]], tick: Callable[[], None]) -> None:
    """A row that is None is a sign of life."""
    for name, row in rows:
        tick()
        if row is not None:
            found[name].append(row)


def steps() -> list[jobs.Slice]:
    return [_make]


def _make(job: JobItem, _: Any) -> None:
    """Made anew from the start where it was killed, in the same place: a zip can't be gone on with.

    Whoever has deleted their account since takes nothing along.
    """
    profile = ProfileItem.profile(job.user_id)
    if profile is None:
        return
    name = f"{job.job_id}.zip"
    files.put(f"exports/{job.user_id}/{name}", zipped(profile, jobs.stay(job)), CONTENT_TYPE)
    mails.send("export", profile.email, url=f"{settings.SITE_URL}/settings/privacy/export/{name}")


def kept(profile: Profile, name: str) -> str | None:
    """Where a mail's link leads to, for its owner and for seven days."""
    return files.address(f"exports/{profile.id}/{name}", since=clock.now() - LASTS, filename=FILENAME)
