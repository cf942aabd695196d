"""The base of views inside a conversation, which hold the caller's `Member`."""

from functools import cached_property

from rest_framework.authentication import BaseAuthentication

from accounts.requests import caller
from chat.domain.memberships import Member
from chat.domain.messages import Message
from chat.models.access import AccessRecord
from chat.services import access
from chatify.rest.views import View


class ConversationView(View):
    """A view whose address names a conversation, and perhaps a message.

    Authentication reads the caller's membership, and the message, together with their sign-in: one BatchGetItem.
    """

    def get_authenticators(self) -> list[BaseAuthentication]:
        # The generator of the API's description builds views without an address, hence without ids.
        extra_read = access.extra_read(self.kwargs.get("conversation_id", ""), self.kwargs.get("seq"))
        return [authentication(extra_read) for authentication in self.authentication_classes]  # type: ignore[call-arg]

    @cached_property
    def member(self) -> Member:
        """The caller's membership. Raises `ConversationNotFound`."""
        if self._record is None:
            return access.load_member(caller(self.request), self.kwargs["conversation_id"])
        return access.member_of(caller(self.request), self._record)

    @cached_property
    def message(self) -> Message:
        """The message that the address names, for a member. Raises `ConversationNotFound`, `MessageNotFound`."""
        if self._record is None:
            person, kwargs = caller(self.request), self.kwargs
            return access.load_message(person, kwargs["conversation_id"], kwargs["seq"])[1]
        access.member_of(caller(self.request), self._record)
        return access.message_of(self._record)

    @property
    def _record(self) -> AccessRecord | None:
        """What was read with the sign-in; None if the session's key does not name its owner."""
        record: AccessRecord | None = self.request.auth.extra  # type: ignore[union-attr]
        return record
