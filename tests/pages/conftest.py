from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import login
from django.test import RequestFactory

from accounts.domain import Profile
from accounts.models.user import User
from accounts.sessions import SessionStore
from chat.domain.messages import Message
from chat.services import conversations, messages
from chat.services.access import load_member
from tests.pages.browsing import Browser

Say = Callable[..., Message]


@pytest.fixture(autouse=True)
def tables(moto_tables: None) -> None:
    """Start each test with empty tables."""


@pytest.fixture
def anonymous() -> Browser:
    return Browser()


@pytest.fixture
def browser() -> Callable[[Profile], Browser]:
    """Return a callable: `browser(profile)` is a browser without script in which that person is signed in."""

    def open_as(profile: Profile) -> Browser:
        signed_in_browser = Browser()
        request = RequestFactory().get("/")
        request.session = session = SessionStore()
        session.owner = profile.id
        login(request, User.of(profile), backend=settings.AUTHENTICATION_BACKENDS[0])
        session.save()
        signed_in_browser.client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
        return signed_in_browser

    return open_as


@pytest.fixture
def tess(person: Any) -> Profile:
    return person("tess", name="Tess van der Berg")


@pytest.fixture
def noor(person: Any) -> Profile:
    return person("noor", name="نور حداد")


@pytest.fixture
def workshop(tess: Profile) -> str:
    """Return the id of a public channel that Tess created."""
    entry, _ = conversations.create(tess, kind="channel", name="workshop", topic="Stands and tools")
    return entry.conversation.id


@pytest.fixture
def say() -> Say:
    """Return a callable: `say(author, conversation_id, "text")` sends a message."""
    from uuid import uuid4

    def say_once(author: Profile, conversation_id: str, body: str = "Hello") -> Message:
        return messages.send(load_member(author, conversation_id), body=body, client_id=str(uuid4())).message

    return say_once
