"""Slow mode: who is held to it, for how long, and what does not count."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.domain import STAFF, Profile
from chat.domain.errors import BadAfter, SlowMode
from chat.services import conversation_admin, members, rules
from chat.services.access import load_member
from tests.services.conftest import say

Room = Callable[..., tuple[str, list[Profile]]]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def slowed(room: Room) -> tuple[str, Profile, Profile]:
    """A room of one message each 30 seconds, its owner, and a member."""
    conversation_id, (ana, ben) = room(2)
    conversation_admin.change(replace(ana, groups=STAFF), conversation_id, slow_seconds=30)
    return conversation_id, ana, ben


def test_a_member_writes_once_in_a_while_and_others_as_they_like(slowed: tuple[str, Profile, Profile]) -> None:
    conversation_id, ana, ben = slowed
    say(ben, conversation_id)
    with pytest.raises(SlowMode) as refused:
        say(ben, conversation_id)
    assert refused.value.message == f"You can write again in {refused.value.retry_after} seconds."
    for _ in range(2):
        say(ana, conversation_id)
    members.assign(load_member(ana, conversation_id), ben.id, "moderator")
    say(ben, conversation_id)


@pytest.mark.parametrize("thousandths", [0, 1, 499, 500, 999])
def test_whoever_comes_back_when_told_is_not_too_early(
    slowed: tuple[str, Profile, Profile], monkeypatch: pytest.MonkeyPatch, thousandths: int
) -> None:
    conversation_id, _, ben = slowed
    moment = NOON + timedelta(milliseconds=thousandths)
    monkeypatch.setattr(rules, "now", lambda: moment)
    say(ben, conversation_id)
    moment += timedelta(milliseconds=17_100)
    with pytest.raises(SlowMode) as refused:
        say(ben, conversation_id)
    moment += timedelta(seconds=refused.value.retry_after)
    say(ben, conversation_id)
    assert 12 <= refused.value.retry_after <= 13


def test_what_was_stored_is_acknowledged_again_and_what_was_not_does_not_count(
    slowed: tuple[str, Profile, Profile],
) -> None:
    conversation_id, _, ben = slowed
    with pytest.raises(BadAfter):
        say(ben, conversation_id, after=99)
    client_id = str(uuid4())
    said = say(ben, conversation_id, client_id=client_id)
    again = say(ben, conversation_id, client_id=client_id)
    assert (said.created, again.created, again.message.seq) == (True, False, said.message.seq)


def test_another_pace_begins_anew(slowed: tuple[str, Profile, Profile]) -> None:
    conversation_id, ana, ben = slowed
    say(ben, conversation_id)
    conversation_admin.change(replace(ana, groups=STAFF), conversation_id, slow_seconds=10)
    say(ben, conversation_id)
    with pytest.raises(SlowMode):
        say(ben, conversation_id)
