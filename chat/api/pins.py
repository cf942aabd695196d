"""`…/pins` and `…/pin`: messages that everybody should find again."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import caller
from chat.api.messages import authors
from chat.api.shapes import PinsShape
from chat.domain.messages import Message
from chat.realtime import wire
from chat.services import pins
from chatify.rest import cursors
from chatify.rest.input import PageQuery, validated
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View

CHANGING = ("not_found", "forbidden", "archived", "contended")


class PinList(View):
    @describe(
        "The pinned messages, the newest first; at most 50.",
        query=PageQuery,
        responses={200: PinsShape},
        errors=("not_found",),
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        query, user = validated(PageQuery, request.query_params), caller(request)
        page, following = cursors.slice_below(pins.pinned(user, conversation_id), query, key=_place)
        return Response({"results": wire.messages(page, user.id), "next": following, "users": authors(page)})


def _place(message: Message) -> tuple[str, str]:
    return message.conversation_id, f"{message.seq:016}"


class Pin(View):
    @describe("Pin a message.", responses={204: None}, errors=(*CHANGING, "deleted", "too_many_pins"))
    def put(self, request: Request, conversation_id: str, seq: int) -> Response:
        pins.pin(caller(request), conversation_id, seq)
        return Response(status=204)

    @describe("Unpin it.", responses={204: None}, errors=CHANGING)
    def delete(self, request: Request, conversation_id: str, seq: int) -> Response:
        pins.unpin(caller(request), conversation_id, seq)
        return Response(status=204)
