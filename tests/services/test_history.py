from collections.abc import Callable

import pytest

from accounts.domain import Profile
from chat.domain import response_size
from chat.domain.errors import ConversationNotFound, MessageNotFound
from chat.models.messages import MessageItem
from chat.services import messages
from tests.reading import membership_in, read_message
from tests.services.conftest import MakeConversation
from tests.services.test_sending import write_history

Seqs = tuple[list[int], bool, bool]


@pytest.fixture
def page_of_30(make_conversation: MakeConversation) -> Callable[..., Seqs]:
    conversation_id, (ana, _) = make_conversation(2)
    write_history(conversation_id, ana, 1, 30)

    def page(**where: int) -> Seqs:
        message_page = messages.page(*membership_in(ana, conversation_id), **where)
        return [message.seq for message in message_page.results], message_page.has_older, message_page.has_newer

    return page


def test_history_begins_with_the_newest_page(page_of_30: Callable[..., Seqs]) -> None:
    assert page_of_30(limit=3) == ([28, 29, 30], True, False)


def test_before_and_after_are_exclusive(page_of_30: Callable[..., Seqs]) -> None:
    assert page_of_30(before=4, limit=2) == ([2, 3], True, True)
    assert page_of_30(before=3, limit=5) == ([1, 2], False, True)
    assert page_of_30(after=28, limit=2) == ([29, 30], True, False)
    assert page_of_30(after=27, limit=2) == ([28, 29], True, True)


def test_around_is_inclusive_and_never_more_than_the_limit(page_of_30: Callable[..., Seqs]) -> None:
    assert page_of_30(around=10, limit=5) == ([8, 9, 10, 11, 12], True, True)
    assert page_of_30(around=1, limit=4) == ([1, 2, 3, 4], False, True)
    assert page_of_30(around=10, limit=1) == ([10], True, True)


def test_empty_pages_say_whether_there_are_older_or_newer_messages(page_of_30: Callable[..., Seqs]) -> None:
    assert page_of_30(before=1) == ([], False, True)
    assert page_of_30(after=30) == ([], True, False)


def test_reading_a_page_raises_a_lagging_head(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    write_history(conversation_id, ana, 1, 3)
    last_item = MessageItem(conversation_id=conversation_id, seq=4, client_id="c", author_id=ana.id, body="late")
    last_item.sent_at = MessageItem.get(conversation_id, 3).sent_at
    last_item.save()
    assert messages.page(*membership_in(ana, conversation_id)).head.seq == 4


def test_an_empty_conversation_has_neither_older_nor_newer(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    page = messages.page(*membership_in(ana, conversation_id))
    assert (page.results, page.has_older, page.has_newer, page.head.seq) == ([], False, False, 0)


def test_outsiders_and_missing_messages_get_not_found(
    make_conversation: MakeConversation, person: Callable[..., Profile]
) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    with pytest.raises(ConversationNotFound):
        messages.page(*membership_in(person(), conversation_id))
    with pytest.raises(MessageNotFound):
        read_message(ana, conversation_id, 1)


def test_a_page_stays_below_the_response_limit_of_lambda(
    make_conversation: MakeConversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    write_history(conversation_id, ana, 1, 20)
    body_size = len(read_message(ana, conversation_id, 10).body)
    monkeypatch.setattr(response_size, "RESPONSE_MAX", body_size * 5 + 1)

    def seqs(**where: int) -> list[int]:
        return [message.seq for message in messages.page(*membership_in(ana, conversation_id), **where).results]

    assert (seqs(), seqs(before=10), seqs(after=10)) == ([16, 17, 18, 19, 20], [5, 6, 7, 8, 9], [11, 12, 13, 14, 15])
    assert seqs(around=10) == [8, 9, 10, 11, 12]
    page = messages.page(*membership_in(ana, conversation_id), after=10)
    assert (page.has_older, page.has_newer, page.head.seq) == (True, True, 20)
    monkeypatch.setattr(response_size, "RESPONSE_MAX", 1)
    assert seqs(around=10) == [10], "the page contains at least the requested message"
