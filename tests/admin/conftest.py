from collections.abc import Callable
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import login
from django.test import Client, RequestFactory

from accounts.domain import Profile
from accounts.models.user import User
from accounts.services import groups
from chat.models.reports import Report, ReportItem, report_id
from chat.services import conversations, messages, reports
from chat.services.access import load_member, load_message


@pytest.fixture(autouse=True)
def immediate_jobs(settings):
    """Run jobs within the act, instead of in a thread that outlives the test."""
    settings.JOBS = "accounts.services.job_runner.run"


@pytest.fixture(autouse=True)
def real_are_current(monkeypatch):
    """Keep Cognito out, which does not know the people of `person`; return the function that asks it."""
    are_current = groups.are_current
    monkeypatch.setattr(groups, "are_current", lambda _: True)
    return are_current


@pytest.fixture
def moderator(person):
    return person(groups={"moderators"})


@pytest.fixture
def admin(person):
    return person(groups={"admins"})


@pytest.fixture
def browse() -> Callable[..., Client]:
    """Return a callable: `browse(profile)` is Django's test client, signed in as that person."""

    def make(profile: Profile | None, *, second_step: bool = False, **options: Any) -> Client:
        browser = Client(**options)
        if profile is not None:
            request = RequestFactory().get("/")
            request.session = import_module(django_settings.SESSION_ENGINE).SessionStore()
            request.session.owner = profile.id  # type: ignore[attr-defined]  # accounts.sessions
            login(request, User.of(profile), backend=django_settings.AUTHENTICATION_BACKENDS[0])
            if second_step:
                request.session["second_step"] = True
            request.session.save()
            browser.cookies[django_settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
        return browser

    return make


@pytest.fixture
def write_message(person):
    """Return a callable: `write_message("words")` returns author, reader, conversation id and seq."""
    author, reader = person(), person()
    entry, _ = conversations.create(author, kind="group", name="workshop", member_ids=[reader.id])

    def make(body: str = "Buy gold"):
        sent = messages.send(load_member(author, entry.conversation.id), body=body, client_id=str(uuid4()))
        return author, reader, entry.conversation.id, sent.message.seq

    return make


@pytest.fixture
def report_message(write_message):
    def make(body: str = "Buy gold", reason: str = "spam") -> Report:
        _, reader, conversation_id, seq = write_message(body)
        reports.report(*load_message(reader, conversation_id, seq), reason=reason, note="again")
        report = ReportItem.find_report(report_id(reader.id, conversation_id, seq))
        assert report
        return report

    return make
