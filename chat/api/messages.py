"""`…/messages`: a conversation's history, and writing to it."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import wire as people
from accounts.models.profiles import ProfileItem
from accounts.requests import caller
from accounts.services import limits
from chat.api.shapes import HistoryShape, MessageShape, PageShape
from chat.domain.messages import SEQ_MAX, Message
from chat.realtime import wire
from chat.services import editing, messages
from chatify.rest import cursors
from chatify.rest.input import LIMIT_DEFAULT, LIMIT_MAX, Integer, PageQuery, Text, Uuid, validated
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View


class HistoryQuery(serializers.Serializer[Any]):
    before = serializers.IntegerField(min_value=0, max_value=SEQ_MAX, required=False)
    after = serializers.IntegerField(min_value=0, max_value=SEQ_MAX, required=False)
    around = serializers.IntegerField(min_value=0, max_value=SEQ_MAX, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=LIMIT_MAX, default=LIMIT_DEFAULT)
    users = serializers.BooleanField(default=False, help_text="Answer the authors’ public profiles too: one call more.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len({"before", "after", "around"} & attrs.keys()) > 1:
            raise serializers.ValidationError({"before": "Name at most one of before, after and around."})
        return attrs


class MessageIn(serializers.Serializer[Any]):
    client_id = Uuid(help_text="Made by the client once per message; every retry repeats it.")
    body = Text(allow_blank=True)
    after = Integer(
        min_value=0,
        max_value=SEQ_MAX,
        required=False,
        allow_null=True,
        default=None,
        help_text="The highest seq the client held, contiguously, when it first tried; every retry repeats it.",
    )
    reply_to = Integer(min_value=1, max_value=SEQ_MAX, required=False, allow_null=True, default=None)


class EditIn(serializers.Serializer[Any]):
    body = Text(allow_blank=True)


class MessageList(View):
    @describe(
        "A page of history: the newest, or before, after or around a seq.",
        query=HistoryQuery,
        responses={200: PageShape},
        errors=("not_found",),
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        user = caller(request)
        query = validated(HistoryQuery, request.query_params)
        named = query.pop("users")
        page = messages.page(user, conversation_id, **query)
        answer = {
            "results": wire.messages(page.results, user.id),
            "head": wire.head(page.head),
            "has_older": page.has_older,
            "has_newer": page.has_newer,
        }
        return Response({**answer, "users": authors(page.results)} if named else answer)

    @describe(
        "Write a message. Exactly once per author and client_id, however often it is retried. The header `X-Socket` "
        "(the `socket` of a `pong`) names the caller’s own socket that needs no echo.",
        request=MessageIn,
        responses={201: MessageShape, 200: MessageShape},
        errors=(
            *("not_found", "forbidden", "stale", "bad_after", "empty", "too_long", "too_many_mentions"),
            *("archived", "contended", "refused"),
        ),
        limits=("send",),
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        user = caller(request)
        said = validated(MessageIn, request.data)
        limits.hit_here("send", user.id)
        origin_socket_id = request.headers.get("X-Socket")
        said["client_id"] = str(said["client_id"])
        sent = messages.send(user, conversation_id, **said, origin_socket_id=origin_socket_id)
        return Response(wire.message(sent.message, user.id), status=201 if sent.created else 200)


class MessageDetail(View):
    @describe("One message.", responses={200: MessageShape}, errors=("not_found",))
    def get(self, request: Request, conversation_id: str, seq: int) -> Response:
        user = caller(request)
        return Response(wire.message(messages.one(user, conversation_id, seq), user.id))

    @describe(
        "Its author says it differently; what it said before is kept.",
        request=EditIn,
        responses={200: MessageShape},
        errors=(
            *("not_found", "not_author", "forbidden", "empty", "too_long", "too_many_mentions"),
            *("deleted", "archived", "contended", "refused"),
        ),
        limits=("send",),
    )
    def patch(self, request: Request, conversation_id: str, seq: int) -> Response:
        user = caller(request)
        body = validated(EditIn, request.data)["body"]
        limits.hit_here("send", user.id)
        return Response(wire.message(editing.edit(user, conversation_id, seq, body=body), user.id))

    @describe(
        "Its author, a moderator or an owner takes it back; its place stays, with nothing in it.",
        responses={204: None},
        errors=("not_found", "forbidden", "contended"),
    )
    def delete(self, request: Request, conversation_id: str, seq: int) -> Response:
        editing.delete(caller(request), conversation_id, seq)
        return Response(status=204)


class History(View):
    @describe(
        "What a message said before it was edited, the latest first.",
        query=PageQuery,
        responses={200: HistoryShape},
        errors=("not_found",),
    )
    def get(self, request: Request, conversation_id: str, seq: int) -> Response:
        query = validated(PageQuery, request.query_params)
        limit, below = query["limit"], cursors.decode_integer(query["cursor"])
        found = editing.history(caller(request), conversation_id, seq, limit=limit + 1, below=below)
        following = cursors.encode(found[limit - 1].rev) if len(found) > limit else None
        return Response({"results": [wire.version(one) for one in found[:limit]], "next": following})


def authors(results: Iterable[Message]) -> dict[str, Any]:
    found = ProfileItem.profiles({message.author_id for message in results})
    return {user_id: people.public(profile) for user_id, profile in found.items()}
