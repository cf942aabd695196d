"""`sync`: everything a client missed, in one call."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import caller
from chat.api.conversations import entry_json
from chat.api.messages import authors
from chat.api.shapes import SyncShape
from chat.domain.conversations import Head
from chat.domain.messages import SEQ_MAX
from chat.realtime import wire
from chat.services.sync import MissedConversation, sync
from chatify.core.clock import now, rfc3339
from chatify.rest.input import Boolean, Integer, Text, validated
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View

CURSORS_MAX = 1_000


class CursorIn(serializers.Serializer[Any]):
    epoch = Text(max_length=64)
    seq = Integer(min_value=0, max_value=SEQ_MAX)
    rev = Integer(min_value=0, max_value=SEQ_MAX)


class SyncIn(serializers.Serializer[Any]):
    cursors = serializers.DictField(child=CursorIn(), help_text="Conversation id → what the client holds.")
    users = Boolean(default=False, help_text="Answer the authors’ public profiles too: one call more.")

    def validate_cursors(self, cursors: dict[str, Any]) -> dict[str, Head]:
        if len(cursors) > CURSORS_MAX:
            raise serializers.ValidationError(f"Send at most {CURSORS_MAX} cursors.")
        return {conversation_id: Head(**cursor) for conversation_id, cursor in cursors.items()}


class Sync(View):
    @describe("What changed since these cursors.", request=SyncIn, responses={200: SyncShape})
    def post(self, request: Request) -> Response:
        user = caller(request)
        asked = validated(SyncIn, request.data)
        found = sync(user, asked["cursors"])
        answer = {
            "conversations": [_missed_json(one, user.id) for one in found.conversations],
            "joined": [entry_json(entry) for entry in found.joined],
            "gone": found.gone,
            "now": rfc3339(now()),
        }
        said = [message for one in found.conversations for message in one.messages]
        return Response({**answer, "users": authors(said)} if asked["users"] else answer)


def _missed_json(missed: MissedConversation, viewer_id: str) -> dict[str, Any]:
    return {
        "id": missed.conversation.id,
        "epoch": missed.head.epoch,
        "head": wire.head(missed.head),
        "messages": wire.messages(missed.messages, viewer_id),
        "revisions": [wire.revision(found, viewer_id) for found in missed.revisions],
        "more": missed.more,
        "reset": missed.reset,
    }
