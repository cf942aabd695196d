"""The membership that is read together with the sign-in decides nothing that a fresh read would decide otherwise."""

from typing import Any

from accounts.sessions import SessionStore
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
