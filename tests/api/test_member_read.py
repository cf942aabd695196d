"""The membership that is read together with the sign-in decides nothing that a fresh read would decide otherwise."""

from typing import Any

import pytest

from accounts.sessions import SessionStore
from chat.domain.errors import ConversationNotFound
from chat.models.access import access_read
from chat.services import access
from tests.api.conftest import Caller
from tests.counting import count_calls


def test_a_removed_member_is_refused_at_the_next_request(ana: Caller, ben: Caller, group: str) -> None:
    assert ben.get(f"conversations/{group}/messages").status_code == 200, "inside"
    assert ana.delete(f"conversations/{group}/members/{ben.id}").status_code == 204
    assert ben.get(f"conversations/{group}/messages").status_code == 404
    assert ben.say(group).status_code == 404


def test_an_outsider_is_refused_without_a_further_read(ana: Caller, stranger: Caller, group: str) -> None:
    ana.say(group)
    with count_calls() as calls:
        assert stranger.get(f"conversations/{group}/messages/1").status_code == 404
    assert calls.operations == ["BatchGetItem"]


def test_a_missing_message_and_a_foreign_conversation_are_answered_alike(
    ana: Caller, stranger: Caller, group: str
) -> None:
    absent = ana.get(f"conversations/{group}/messages/99")
    outside = stranger.get(f"conversations/{group}/messages/99")
    assert (absent.status_code, outside.status_code) == (404, 404)
    assert absent.json()["code"] == outside.json()["code"] == "not_found"


def test_a_session_whose_key_lacks_its_owner_still_finds_the_member(ana: Caller, group: str, settings: Any) -> None:
    ana.say(group)
    session = SessionStore()
    login_session = SessionStore(ana.client.cookies[settings.SESSION_COOKIE_NAME].value)
    session.update(dict(login_session.items()))
    session.create()
    assert "." not in str(session.session_key), "a key that names its owner would prove nothing"
    ana.client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    assert ana.get(f"conversations/{group}/messages").status_code == 200
    assert ana.get(f"conversations/{group}/messages/1").json()["seq"] == 1


def test_a_record_of_somebody_else_opens_nothing(ana: Caller, stranger: Caller, group: str) -> None:
    record = access_read(ana.id, group).fetch()
    assert record.member is not None, "without a member it would prove nothing"
    with pytest.raises(ConversationNotFound):
        access.member_of(stranger.profile, record)


def test_a_key_that_names_another_person_brings_nothing_of_theirs(
    ana: Caller, stranger: Caller, group: str, settings: Any
) -> None:
    own = SessionStore(stranger.client.cookies[settings.SESSION_COOKIE_NAME].value)
    forged = SessionStore()
    forged.owner = ana.id
    forged.update(dict(own.items()))
    forged.create()
    assert str(forged.session_key).endswith(ana.id), "a key that names its owner would prove nothing"
    stranger.client.cookies[settings.SESSION_COOKIE_NAME] = str(forged.session_key)
    assert stranger.get("me").json()["id"] == stranger.id
    assert stranger.get(f"conversations/{group}/messages").status_code == 404
