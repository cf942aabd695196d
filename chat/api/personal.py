"""`…/me`: what is the caller’s own in a conversation."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import caller
from chat.api.conversations import entry_json
from chat.api.shapes import ConversationShape
from chat.domain.memberships import DRAFT_MAX
from chat.services import membership_settings
from chatify.rest.input import Text, validated
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View


class MineIn(serializers.Serializer[Any]):
    notify = serializers.ChoiceField(["all", "mentions", "none"], required=False)
    draft = Text(max_length=DRAFT_MAX, allow_blank=True, required=False)


class Mine(View):
    @describe(
        "Set how loud it is, and keep what one was about to write.",
        request=MineIn,
        responses={200: ConversationShape},
        errors=("not_found",),
    )
    def patch(self, request: Request, conversation_id: str) -> Response:
        wanted = validated(MineIn, request.data)
        return Response(entry_json(membership_settings.keep(caller(request), conversation_id, **wanted)))
