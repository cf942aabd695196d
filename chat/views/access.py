"""Decorators for pages inside a conversation, which hand the caller's `Member` to the page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from accounts.requests import caller
from accounts.sessions import SessionStore
from chat.models.access import AccessRecord
from chat.services import access

Page = Callable[..., HttpResponse]


def with_member(page: Page) -> Page:
    """Call the page with the request and the caller's `Member`, read in the same call as their session.

    Somebody signed out is sent to sign in. Raises `ConversationNotFound`.
    """

    @wraps(page)
    def with_session(request: HttpRequest, conversation_id: str, **named: Any) -> HttpResponse:
        _set_extra_read(request, conversation_id)
        return call_page(request, conversation_id, **named)

    @login_required
    def call_page(request: HttpRequest, conversation_id: str, **named: Any) -> HttpResponse:
        person, record = caller(request), _record(request)
        member = access.member_of(person, record) if record else access.load_member(person, conversation_id)
        return page(request, member, **named)

    return with_session


def with_message(page: Page) -> Page:
    """Call the page with the request, the caller's `Member` and the `Message`, read together with their session.

    Somebody signed out is sent to sign in. Raises `ConversationNotFound`, `MessageNotFound`.
    """

    @wraps(page)
    def with_session(request: HttpRequest, conversation_id: str, seq: int) -> HttpResponse:
        _set_extra_read(request, conversation_id, seq)
        return call_page(request, conversation_id, seq)

    @login_required
    def call_page(request: HttpRequest, conversation_id: str, seq: int) -> HttpResponse:
        person, record = caller(request), _record(request)
        if record is None:
            return page(request, *access.load_message(person, conversation_id, seq))
        return page(request, access.member_of(person, record), access.message_of(record))

    return with_session


def _set_extra_read(request: HttpRequest, conversation_id: str, seq: int | None = None) -> None:
    session = request.session
    assert isinstance(session, SessionStore)  # noqa: S101  # settings.SESSION_ENGINE
    session.extra_read = access.extra_read(conversation_id, seq)


def _record(request: HttpRequest) -> AccessRecord | None:
    """Return what was read with the session; None if the session's key does not name its owner."""
    session = request.session
    assert isinstance(session, SessionStore)  # noqa: S101  # settings.SESSION_ENGINE
    record: AccessRecord | None = session.extra
    return record
