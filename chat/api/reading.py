"""`…/read`, `…/unread` and `…/typing`: how far the caller has read, and that they are writing."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from chat.api.messages import SEQ_MAX
from chat.api.shapes import ReadShape
from chat.api.views import ConversationView
from chat.services import read_state
from chat.services.presence import notify_typing
from chatify.rest.input import Integer, validated
from chatify.rest.openapi.describe import describe


class SeqIn(serializers.Serializer[Any]):
    seq = Integer(min_value=0, max_value=SEQ_MAX)


class Read(ConversationView):
    @describe(
        "Mark messages as read up to a seq. A lower seq changes nothing. The header `X-Socket` names the caller’s "
        "socket that gets no push of this.",
        request=SeqIn,
        responses={200: ReadShape},
        errors=("not_found",),
    )
    def put(self, request: Request, conversation_id: str) -> Response:
        seq = validated(SeqIn, request.data)["seq"]
        read_seq = read_state.mark_read(self.member, seq, origin_socket_id=request.headers.get("X-Socket"))
        return Response({"read_seq": read_seq})


class Unread(ConversationView):
    @describe(
        "Mark messages as unread from a seq on.",
        request=SeqIn,
        responses={200: ReadShape},
        errors=("not_found",),
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        seq = validated(SeqIn, request.data)["seq"]
        return Response({"read_seq": read_state.mark_unread(self.member, seq)})


class Typing(ConversationView):
    @describe(
        "Tell the other members that the caller is writing.",
        responses={204: None},
        errors=("not_found", "forbidden", "archived"),
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        notify_typing(self.member)
        return Response(status=204)
