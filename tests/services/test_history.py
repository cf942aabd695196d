from collections.abc import Callable

import pytest

from accounts.domain import Profile
from chat.domain import response_size
from chat.domain.errors import ConversationNotFound, MessageNotFound
from chat.models.messages import MessageItem
from chat.services import messages
from tests.reading import membership_in, read_message
from tests.services.test_sending import write_history

Room = Callable[..., tuple[str, list[Profile]]]
Seqs = tuple[list[int], bool, bool]


@pytest.fixture
def long(room: Room) -> Callable[..., Seqs]:
    conversation_id, (ana, _) = room(2)
    write_history(conversation_id, ana, 1, 30)

    def page(**where: int) -> Seqs:
        found = messages.page(*membership_in(ana, conversation_id), **where)
        return [message.seq for message in found.results], found.has_older, found.has_newer

    return page


def test_the_newest_page_by_default(long: Callable[..., Seqs]) -> None:
    assert long(limit=3) == ([28, 29, 30], True, False)


def test_before_and_after_are_exclusive(long: Callable[..., Seqs]) -> None:
    assert long(before=4, limit=2) == ([2, 3], True, True)
    assert long(before=3, limit=5) == ([1, 2], False, True)
    assert long(after=28, limit=2) == ([29, 30], True, False)
    assert long(after=27, limit=2) == ([28, 29], True, True)


def test_around_is_inclusive_and_never_more_than_the_limit(long: Callable[..., Seqs]) -> None:
    assert long(around=10, limit=5) == ([8, 9, 10, 11, 12], True, True)
    assert long(around=1, limit=4) == ([1, 2, 3, 4], False, True)
    assert long(around=10, limit=1) == ([10], True, True)


def test_the_ends_are_told_by_empty_pages_too(long: Callable[..., Seqs]) -> None:
    assert long(before=1) == ([], False, True)
    assert long(after=30) == ([], True, False)


def test_a_lagging_head_is_raised_by_what_was_read(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    write_history(conversation_id, ana, 1, 3)
    late = MessageItem(conversation_id=conversation_id, seq=4, client_id="c", author_id=ana.id, body="late")
    late.sent_at = MessageItem.get(conversation_id, 3).sent_at
    late.save()
    assert messages.page(*membership_in(ana, conversation_id)).head.seq == 4


def test_an_empty_conversation_has_neither_older_nor_newer(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    page = messages.page(*membership_in(ana, conversation_id))
    assert (page.results, page.has_older, page.has_newer, page.head.seq) == ([], False, False, 0)


def test_outsiders_and_absent_messages(room: Room, person: Callable[..., Profile]) -> None:
    conversation_id, (ana, _) = room(2)
    with pytest.raises(ConversationNotFound):
        messages.page(*membership_in(person(), conversation_id))
    with pytest.raises(MessageNotFound):
        read_message(ana, conversation_id, 1)


def test_a_page_stays_below_what_lambda_may_return(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation_id, (ana, _) = room(2)
    write_history(conversation_id, ana, 1, 20)
    weight = len(read_message(ana, conversation_id, 10).body)
    monkeypatch.setattr(response_size, "RESPONSE_MAX", weight * 5 + 1)

    def seqs(**where: int) -> list[int]:
        return [message.seq for message in messages.page(*membership_in(ana, conversation_id), **where).results]

    assert (seqs(), seqs(before=10), seqs(after=10)) == ([16, 17, 18, 19, 20], [5, 6, 7, 8, 9], [11, 12, 13, 14, 15])
    assert seqs(around=10) == [8, 9, 10, 11, 12]
    page = messages.page(*membership_in(ana, conversation_id), after=10)
    assert (page.has_older, page.has_newer, page.head.seq) == (True, True, 20)
    monkeypatch.setattr(response_size, "RESPONSE_MAX", 1)
    assert seqs(around=10) == [10], "at least the one asked for"
