"""`conversations` and `channels`: the caller's inbox, one conversation, and the directory of public channels."""

from typing import Any, get_args

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import caller
from accounts.services import limits
from chat.api.shapes import ConversationListShape, ConversationShape
from chat.api.views import ConversationView
from chat.domain.conversations import NAME_MAX, TOPIC_MAX, Kind, Posting
from chat.domain.errors import ConversationNotFound
from chat.realtime import wire
from chat.services import conversations, inbox
from chat.services.inbox import InboxEntry
from chatify.rest import cursors
from chatify.rest.input import Boolean, PageQuery, Text, validated
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View

CHANGE_ERRORS = ("not_found", "forbidden", "contended")


class ConversationIn(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(get_args(Kind))
    name = Text(max_length=NAME_MAX, allow_blank=True, allow_null=True, required=False)
    topic = Text(max_length=TOPIC_MAX, allow_blank=True, required=False)
    public = Boolean(required=False, help_text="For channels only: true unless you say otherwise.")
    member_ids = serializers.ListField(child=serializers.CharField(max_length=128), max_length=100, required=False)


class ChangeIn(serializers.Serializer[Any]):
    name = Text(max_length=NAME_MAX, allow_blank=True, required=False)
    topic = Text(max_length=TOPIC_MAX, allow_blank=True, required=False)
    public = Boolean(required=False)
    posting = serializers.ChoiceField(get_args(Posting), required=False)

    def validate_name(self, name: str) -> str | None:
        return name.strip() or None

    def validate_topic(self, topic: str) -> str:
        return topic.strip()


class DirectoryQuery(PageQuery):
    prefix = serializers.CharField(max_length=NAME_MAX, allow_blank=True, default="")


class ConversationList(View):
    @describe(
        "List the caller’s conversations, most recently active first.",
        query=PageQuery,
        responses={200: ConversationListShape},
    )
    def get(self, request: Request) -> Response:
        query = validated(PageQuery, request.query_params)
        entries = inbox.entries(caller(request).id)
        page, following = cursors.slice_below(entries, query, key=inbox.recency)
        return Response({"results": [entry_json(entry) for entry in page], "next": following})

    @describe(
        "Create a conversation. A direct one that exists already is returned, with status 200.",
        request=ConversationIn,
        responses={201: ConversationShape, 200: ConversationShape},
        errors=("contended",),
        limits=("create",),
    )
    def post(self, request: Request) -> Response:
        user = caller(request)
        conversation_in = validated(ConversationIn, request.data)
        limits.hit("create", user.id)
        entry, created = conversations.create(user, **conversation_in)
        return Response(entry_json(entry), status=201 if created else 200)


class ConversationDetail(ConversationView):
    @describe(
        "Get one conversation. People outside a public channel get it without its messages: `me` is null.",
        responses={200: ConversationShape},
        errors=("not_found",),
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        return Response(entry_json(self._entry()))

    @describe(
        "Change the name, the topic, who can find it and who can post. For owners.",
        request=ChangeIn,
        responses={200: ConversationShape},
        errors=CHANGE_ERRORS,
    )
    def patch(self, request: Request, conversation_id: str) -> Response:
        changes = validated(ChangeIn, request.data)
        return Response(entry_json(conversations.change(self.member, **changes)))

    def _entry(self) -> InboxEntry:
        try:
            return inbox.entry_of(self.member)
        except ConversationNotFound:
            return inbox.channel_entry(self.kwargs["conversation_id"])


class Archive(ConversationView):
    @describe(
        "Archive the conversation: everybody can read it, nobody can write. For owners.",
        responses={200: ConversationShape},
        errors=CHANGE_ERRORS,
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        return Response(entry_json(conversations.change(self.member, archived=True)))


class Unarchive(ConversationView):
    @describe(
        "Take the conversation out of the archive. For owners.",
        responses={200: ConversationShape},
        errors=CHANGE_ERRORS,
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        return Response(entry_json(conversations.change(self.member, archived=False)))


class ChannelList(View):
    @describe(
        "List public channels by name.",
        query=DirectoryQuery,
        responses={200: ConversationListShape},
        limits=("search",),
    )
    def get(self, request: Request) -> Response:
        query = validated(DirectoryQuery, request.query_params)
        limits.hit_here("search", caller(request).id)
        last = cursors.decode_pair(query["cursor"])
        entries, following = conversations.directory(query["prefix"], last, query["limit"])
        return Response({"results": [entry_json(entry) for entry in entries], "next": cursors.encode(following)})


def entry_json(entry: InboxEntry) -> dict[str, Any]:
    """Return a conversation as its reader sees it."""
    return wire.conversation(entry.conversation, entry.membership, entry.peer)
