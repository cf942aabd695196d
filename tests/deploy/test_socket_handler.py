"""The function behind the WebSocket API, with events as the gateway sends them."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from accounts.models.sessions import SessionItem
from accounts.services import sessions
from chat.models.connections import ConnectionItem
from chat.models.sockets import SocketItem
from chat.services import tickets
from chatify.core.clock import now
from deploy.handlers.socket import handler

pytestmark = pytest.mark.usefixtures("rotating_secret")
CONNECTION_ID = "ULqWAcQyoAMCJ9A="
ROOT = Path(__file__).parents[2]


@pytest.fixture
def ada(moto_tables, person, settings):
    """Return a person who is signed in with the cookie of the events."""
    settings.SESSION_COOKIE_NAME = "__Host-session"
    profile = person()
    SessionItem(
        session_id=sessions.session_id("abc"),
        user_id=profile.id,
        epoch=profile.epoch,
        created_at=now(),
        seen_at=now(),
        expires_at=now() + timedelta(days=1),
    ).save()
    return profile


def test_a_socket_exists_from_connect_to_disconnect(ada, event, recorded) -> None:
    assert handler(event("socket_connect"), None) == {"statusCode": 200}
    assert [connection.id for connection in ConnectionItem.of([ada.id])[ada.id]] == [CONNECTION_ID]
    assert handler(event("socket_default"), None) == {"statusCode": 200}
    assert [frame["type"] for frame in recorded.sent_to(CONNECTION_ID)] == ["pong"]
    assert handler(event("socket_disconnect"), None) == {"statusCode": 200}
    assert SocketItem.find(CONNECTION_ID) is None
    assert ConnectionItem.of([ada.id]) == {}


def test_a_ticket_is_read_from_the_query(ada, event) -> None:
    socket_event = event("socket_connect_ticket")
    ticket = tickets.issue(ada.id, sessions.session_id("abc")).ticket
    socket_event["queryStringParameters"]["ticket"] = ticket
    assert handler(socket_event, None) == {"statusCode": 200}
    assert handler(socket_event, None) == {"statusCode": 401}


def test_a_foreign_origin_is_refused(ada, event) -> None:
    socket_event = event("socket_connect")
    socket_event["headers"]["Origin"] = "https://evil.example"
    assert handler(socket_event, None) == {"statusCode": 403}


def test_a_socket_without_the_secret_is_forbidden(ada, event) -> None:
    socket_event = event("socket_connect")
    assert handler(socket_event, None) == {"statusCode": 200}, "with the secret it is accepted"
    socket_event["headers"]["X-Origin-Secret"] = "wrong"
    assert handler(socket_event, None) == {"statusCode": 403}


def test_a_binary_frame_is_ignored(ada, event, recorded) -> None:
    handler(event("socket_connect"), None)
    socket_event = event("socket_default")
    socket_event["isBase64Encoded"] = True
    assert handler(socket_event, None) == {"statusCode": 200}
    assert recorded.frames == []


def test_only_the_gateway_learns_that_dynamodb_fails(event, caplog) -> None:
    assert handler(event("socket_default"), None) == {"statusCode": 503}
    assert "was lost" in caplog.text


HEAVY = (
    "django.contrib.admin",
    "rest_framework.views",
    "rest_framework.serializers",
    "chat.api",
    "chat.views",
    "chatify.urls",
    "mangum",
)


def test_the_socket_function_starts_without_any_view() -> None:
    script = f"import sys, deploy.handlers.socket; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "chatify.settings", "CHATIFY_ADMIN": "off"}
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environ, capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.split() == []
