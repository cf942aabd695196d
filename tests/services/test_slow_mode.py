"""Slow mode: whom it limits, for how long, and which sends do not count."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.domain import STAFF, Profile
from chat.domain.errors import BadAfter, SlowMode
from chat.services import conversation_admin, members, rules
from chat.services.access import load_member
from tests.services.conftest import MakeConversation, say

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def slow_conversation(make_conversation: MakeConversation) -> tuple[str, Profile, Profile]:
    """Return a conversation with one message per member each 30 seconds, its owner, and a member."""
    conversation_id, (ana, ben) = make_conversation(2)
    conversation_admin.change(replace(ana, groups=STAFF), conversation_id, slow_seconds=30)
    return conversation_id, ana, ben


def test_slow_mode_limits_members_but_not_owners_and_moderators(
    slow_conversation: tuple[str, Profile, Profile],
) -> None:
    conversation_id, ana, ben = slow_conversation
    say(ben, conversation_id)
    with pytest.raises(SlowMode) as refusal:
        say(ben, conversation_id)
    assert refusal.value.message == f"You can write again in {refusal.value.retry_after} seconds."
    for _ in range(2):
        say(ana, conversation_id)
    members.assign(load_member(ana, conversation_id), ben.id, "moderator")
    say(ben, conversation_id)


@pytest.mark.parametrize("thousandths", [0, 1, 499, 500, 999])
def test_a_member_can_write_after_the_announced_wait(
    slow_conversation: tuple[str, Profile, Profile], monkeypatch: pytest.MonkeyPatch, thousandths: int
) -> None:
    conversation_id, _, ben = slow_conversation
    moment = NOON + timedelta(milliseconds=thousandths)
    monkeypatch.setattr(rules, "now", lambda: moment)
    say(ben, conversation_id)
    moment += timedelta(milliseconds=17_100)
    with pytest.raises(SlowMode) as refusal:
        say(ben, conversation_id)
    moment += timedelta(seconds=refusal.value.retry_after)
    say(ben, conversation_id)
    assert 12 <= refusal.value.retry_after <= 13


def test_slow_mode_acknowledges_retries_and_ignores_failed_sends(
    slow_conversation: tuple[str, Profile, Profile],
) -> None:
    conversation_id, _, ben = slow_conversation
    with pytest.raises(BadAfter):
        say(ben, conversation_id, after=99)
    client_id = str(uuid4())
    first = say(ben, conversation_id, client_id=client_id)
    retry = say(ben, conversation_id, client_id=client_id)
    assert (first.created, retry.created, retry.message.seq) == (True, False, first.message.seq)


def test_a_changed_slow_mode_starts_anew(slow_conversation: tuple[str, Profile, Profile]) -> None:
    conversation_id, ana, ben = slow_conversation
    say(ben, conversation_id)
    conversation_admin.change(replace(ana, groups=STAFF), conversation_id, slow_seconds=10)
    say(ben, conversation_id)
    with pytest.raises(SlowMode):
        say(ben, conversation_id)
