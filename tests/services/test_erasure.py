"""Leaving every conversation as a deleted account does."""

from collections.abc import Callable

import pytest

from accounts.domain import Profile
from chat.domain.memberships import Member
from chat.services import access, conversations, members, personal_data


def test_somebody_who_joins_while_the_last_owner_leaves_becomes_the_owner(
    embedded_aws: object, recorded: object, person: Callable[..., Profile], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = person(), person()
    entry, _ = conversations.create(ana, kind="channel", name=f"c{ana.handle}", public=True)
    conversation_id, load_member = entry.conversation.id, access.load_member
    joined: list[object] = []

    def load_and_let_ben_join(user: Profile, conversation_id: str) -> Member:
        member = load_member(user, conversation_id)
        if user.id == ana.id and not joined:
            joined.append(members.join(ben, conversation_id))
        return member

    monkeypatch.setattr(access, "load_member", load_and_let_ben_join)
    personal_data._leave_all(ana.id)
    assert joined, "nobody joined in the meantime"
    left = load_member(ben, conversation_id)
    assert set(left.roster) == set(left.owners) == {ben.id}
