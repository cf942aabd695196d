"""`…/messages`: the messages of a conversation, and writing, editing and deleting them."""

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
from chat.api.views import ConversationView
from chat.domain.messages import Message
from chat.realtime import wire
from chat.services import editing, messages
from chat.services.readers import for_reader
from chatify.rest import cursors
from chatify.rest.input import LIMIT_DEFAULT, LIMIT_MAX, Integer, PageQuery, Text, Uuid, validated
from chatify.rest.openapi.describe import describe

SEQ_MAX = 2**53 - 1  # JavaScript’s largest exact integer.


class HistoryQuery(serializers.Serializer[Any]):
    before = serializers.IntegerField(min_value=0, max_value=SEQ_MAX, required=False)
    after = serializers.IntegerField(min_value=0, max_value=SEQ_MAX, required=False)
    around = serializers.IntegerField(min_value=0, max_value=SEQ_MAX, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=LIMIT_MAX, default=LIMIT_DEFAULT)
    users = serializers.BooleanField(default=False, help_text="Return the authors’ public profiles too.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len({"before", "after", "around"} & attrs.keys()) > 1:
            raise serializers.ValidationError({"before": "Name at most one of before, after and around."})
        return attrs


class MessageIn(serializers.Serializer[Any]):
    client_id = Uuid(help_text="The client makes one per message and repeats it in every retry.")
    body = Text(allow_blank=True)
    after = Integer(
        min_value=0,
        max_value=SEQ_MAX,
        required=False,
        allow_null=True,
        default=None,
        help_text="The seq up to which the client had every message when it first tried. Repeat it in every retry.",
    )
    reply_to = Integer(min_value=1, max_value=SEQ_MAX, required=False, allow_null=True, default=None)


class EditIn(serializers.Serializer[Any]):
    body = Text(allow_blank=True)


class MessageList(ConversationView):
    @describe(
        "Get a page of messages: the newest ones, or those before, after or around a seq.",
        query=HistoryQuery,
        responses={200: PageShape},
        errors=("not_found",),
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        query = validated(HistoryQuery, request.query_params)
        with_users = query.pop("users")
        page = messages.page(self.member.membership, self.member.conversation, **query)
        answer = {
            "results": wire.messages(page.results, self.member.user_id),
            "head": wire.head(page.head),
            "has_older": page.has_older,
            "has_newer": page.has_newer,
        }
        return Response({**answer, "users": authors(page.results)} if with_users else answer)

    @describe(
        "Send a message. A retry with the same `client_id` stores no second message. The header `X-Socket` (the "
        "`socket` of a `pong`) names the caller’s socket that gets no push of this message.",
        request=MessageIn,
        responses={201: MessageShape, 200: MessageShape},
        errors=(
            *("not_found", "forbidden", "stale", "bad_after", "empty", "too_long", "too_many_mentions"),
            *("archived", "contended", "refused"),
        ),
        limits=("send",),
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        message_in = validated(MessageIn, request.data)
        limits.hit_here("send", caller(request).id)
        message_in["client_id"] = str(message_in["client_id"])
        result = messages.send(self.member, **message_in, origin_socket_id=request.headers.get("X-Socket"))
        return Response(wire.message(result.message, self.member.user_id), status=201 if result.created else 200)


class MessageDetail(ConversationView):
    @describe("Get one message.", responses={200: MessageShape}, errors=("not_found",))
    def get(self, request: Request, conversation_id: str, seq: int) -> Response:
        message = for_reader(self.member.user_id, conversation_id, [self.message])[0]
        return Response(wire.message(message, self.member.user_id))

    @describe(
        "Edit a message. Its earlier text stays in its history. For its author.",
        request=EditIn,
        responses={200: MessageShape},
        errors=(
            *("not_found", "not_author", "forbidden", "empty", "too_long", "too_many_mentions"),
            *("deleted", "archived", "contended", "refused"),
        ),
        limits=("send",),
    )
    def patch(self, request: Request, conversation_id: str, seq: int) -> Response:
        body = validated(EditIn, request.data)["body"]
        limits.hit_here("send", caller(request).id)
        message = editing.edit(self.member, self.message, body=body)
        return Response(wire.message(message, self.member.user_id))

    @describe(
        "Delete a message: an empty one stays in its place. For its author, moderators and owners.",
        responses={204: None},
        errors=("not_found", "forbidden", "contended"),
    )
    def delete(self, request: Request, conversation_id: str, seq: int) -> Response:
        editing.delete(self.member, self.message)
        return Response(status=204)


class History(ConversationView):
    @describe(
        "List the earlier versions of an edited message, latest first.",
        query=PageQuery,
        responses={200: HistoryShape},
        errors=("not_found",),
    )
    def get(self, request: Request, conversation_id: str, seq: int) -> Response:
        query = validated(PageQuery, request.query_params)
        limit, below = query["limit"], cursors.decode_integer(query["cursor"])
        versions = editing.history(self.message, limit=limit + 1, below=below)
        following = cursors.encode(versions[limit - 1].rev) if len(versions) > limit else None
        return Response({"results": [wire.version(version) for version in versions[:limit]], "next": following})


def authors(results: Iterable[Message]) -> dict[str, Any]:
    """Return the authors' public profiles by id. One BatchGetItem per 100 people."""
    profiles = ProfileItem.profiles({message.author_id for message in results})
    return {user_id: people.public(profile) for user_id, profile in profiles.items()}
