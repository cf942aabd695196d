"""The errors of conversations and messages, each with the code that the contract gives it."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from chatify.core.errors import DomainError, NotFound, Throttled

if TYPE_CHECKING:
    from chat.domain.conversations import Head


class ConversationNotFound(NotFound):
    pass


class MessageNotFound(NotFound):
    pass


class EmptyMessage(DomainError):
    code = "empty"
    detail = "A message needs some text."


class MessageTooLong(DomainError):
    code = "too_long"
    detail = "A message can have at most 8,000 characters."


class _WithHead(DomainError):
    """An error that carries the conversation's head, so that the client knows what to fetch."""

    def __init__(self, head: "Head") -> None:
        super().__init__(head=asdict(head))


class StaleCursor(_WithHead):
    """`after` is more than 200 messages behind: checking whether the message is stored would cost too much."""

    code = "stale"
    detail = "Many messages arrived in the meantime. Fetch the newer ones, then send again."


class BadAfter(_WithHead):
    """`after` names a message that does not exist; storing behind it would leave a gap in the log."""

    code = "bad_after"
    detail = "That position is beyond the end of the conversation."


class Contended(DomainError):
    """Other messages took eight slots in a row."""

    code = "contended"
    detail = "This conversation is very busy. Try again in a moment."


class Archived(DomainError):
    code = "archived"
    detail = "This conversation is archived."


class PostingClosed(DomainError):
    code = "forbidden"
    detail = "Only owners can post here."


class TooManyMembers(DomainError):
    code = "too_many_members"
    detail = "This conversation is full."


class LastOwner(DomainError):
    code = "last_owner"
    detail = "Make someone else an owner first."


class NotForDirect(DomainError):
    code = "not_for_direct"
    detail = "A direct conversation is always between two people."


class Blocked(DomainError):
    code = "forbidden"
    detail = "You can’t write to each other."


class NotAuthor(DomainError):
    code = "not_author"
    detail = "Only its author can change a message."


class MessageDeleted(DomainError):
    code = "deleted"
    detail = "This message was deleted."


class MessageHidden(DomainError):
    code = "forbidden"
    detail = "A moderator has hidden this message."


class Muted(DomainError):
    code = "forbidden"
    detail = "A moderator has muted you."


class SlowMode(Throttled):
    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.message = f"You can write again in {self.retry_after} seconds."


class RefusedByRule(DomainError):
    code = "refused"
    detail = "This can’t be posted here."


class TooManyMentions(DomainError):
    code = "too_many_mentions"
    detail = "Mention at most 50 people. Put code between lines of ```."


class TooManyReactions(DomainError):
    code = "too_many_reactions"
    detail = "A message can have at most 20 different reactions."


class TooManyPins(DomainError):
    code = "too_many_pins"
    detail = "A conversation can have at most 50 pinned messages."


class TooManyInvites(DomainError):
    code = "too_many_invites"
    detail = "A conversation can have at most 50 open invitations. Revoke one first."


class TooManyBlocks(DomainError):
    code = "too_many_blocks"
    detail = "You can block at most 1,000 people."


class InviteNotFound(NotFound):
    """The invite is unknown, expired, revoked or used up; the answer does not tell which."""
