"""`…/pins` and `…/pin`: the pinned messages of a conversation."""

from rest_framework.request import Request
from rest_framework.response import Response

from chat.api.messages import authors
from chat.api.shapes import PinsShape
from chat.api.views import ConversationView
from chat.domain.messages import Message
from chat.realtime import wire
from chat.services import pins
from chatify.rest import cursors
from chatify.rest.input import PageQuery, validated
from chatify.rest.openapi.describe import describe

CHANGE_ERRORS = ("not_found", "forbidden", "archived", "contended")


class PinList(ConversationView):
    @describe(
        "List the pinned messages, newest first. A conversation has at most 50.",
        query=PageQuery,
        responses={200: PinsShape},
        errors=("not_found",),
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        query = validated(PageQuery, request.query_params)
        page, following = cursors.slice_below(pins.pinned(self.member), query, key=_position)
        results = wire.messages(page, self.member.user_id)
        return Response({"results": results, "next": following, "users": authors(page)})


def _position(message: Message) -> tuple[str, str]:
    return message.conversation_id, f"{message.seq:016}"


class Pin(ConversationView):
    @describe("Pin a message.", responses={204: None}, errors=(*CHANGE_ERRORS, "deleted", "too_many_pins"))
    def put(self, request: Request, conversation_id: str, seq: int) -> Response:
        pins.pin(self.member, self.message)
        return Response(status=204)

    @describe("Unpin a message.", responses={204: None}, errors=CHANGE_ERRORS)
    def delete(self, request: Request, conversation_id: str, seq: int) -> Response:
        pins.unpin(self.member, self.message)
        return Response(status=204)
