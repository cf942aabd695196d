"""`…/messages`: a conversation's history, and writing to it."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import wire as people
from accounts.models.profiles import ProfileItem
from accounts.requests import caller
from accounts.services import limits
from chat.api.shapes import MessageShape, PageShape
from chat.domain.messages import Message
from chat.realtime import wire
from chat.services import messages
from chatify.rest.describe import describe
from chatify.rest.input import LIMIT_DEFAULT, LIMIT_MAX, Text, Whole, validated
from chatify.rest.views import View

SEQ_MAX = 2**53 - 1  # what JavaScript counts exactly


class HistoryQuery(serializers.Serializer[Any]):
    before = serializers.IntegerField(min_value=0, max_value=SEQ_MAX, required=False)
    after = serializers.IntegerField(min_value=0, max_value=SEQ_MAX, required=False)
    around = serializers.IntegerField(min_value=0, max_value=SEQ_MAX, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=LIMIT_MAX, default=LIMIT_DEFAULT)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len({"before", "after", "around"} & attrs.keys()) > 1:
            raise serializers.ValidationError({"before": "Name at most one of before, after and around."})
        return attrs


class MessageIn(serializers.Serializer[Any]):
    client_id = serializers.UUIDField(help_text="Made by the client once per message; every retry repeats it.")
    # The domain judges emptiness and length (422); this only bounds what is read at all.
    body = Text(allow_blank=True, max_length=100_000)
    after = Whole(
        min_value=0,
        max_value=SEQ_MAX,
        required=False,
        allow_null=True,
        default=None,
        help_text="The highest seq the client held, contiguously, when it first tried; every retry repeats it.",
    )
    reply_to = Whole(min_value=1, max_value=SEQ_MAX, required=False, allow_null=True, default=None)


class MessageList(View):
    @describe(
        "A page of history: the newest, or before, after or around a seq.",
        query=HistoryQuery,
        responses={200: PageShape},
        errors=("not_found",),
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        user = caller(request)
        page = messages.page(user, conversation_id, **validated(HistoryQuery, request.query_params))
        return Response(
            {
                "results": wire.messages(page.results, user.id),
                "head": wire.head(page.head),
                "has_older": page.has_older,
                "has_newer": page.has_newer,
                "users": _authors(page.results),
            }
        )

    @describe(
        "Write a message. Exactly once per author and client_id, however often it is retried.",
        request=MessageIn,
        responses={201: MessageShape, 200: MessageShape},
        errors=("not_found", "forbidden", "stale", "bad_after", "empty", "too_long", "archived", "contended"),
        limits=("send",),
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        user = caller(request)
        said = validated(MessageIn, request.data)
        limits.hit_here("send", user.id)
        sent = messages.send(user, conversation_id, **{**said, "client_id": str(said["client_id"])})
        return Response(wire.message(sent.message, user.id), status=201 if sent.created else 200)


class MessageDetail(View):
    @describe("One message.", responses={200: MessageShape}, errors=("not_found",))
    def get(self, request: Request, conversation_id: str, seq: int) -> Response:
        user = caller(request)
        return Response(wire.message(messages.one(user, conversation_id, seq), user.id))


def _authors(results: list[Message]) -> dict[str, Any]:
    found = ProfileItem.profiles({message.author_id for message in results})
    return {user_id: people.public(profile) for user_id, profile in found.items()}
