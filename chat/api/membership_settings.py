"""`…/me`: the caller’s own settings in a conversation, and their draft."""

from typing import Any, get_args

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from chat.api.conversations import entry_json
from chat.api.shapes import ConversationShape
from chat.api.views import ConversationView
from chat.domain.memberships import DRAFT_MAX, Notify
from chat.services import membership_settings
from chatify.rest.input import Text, validated
from chatify.rest.openapi.describe import describe


class SettingsIn(serializers.Serializer[Any]):
    notify = serializers.ChoiceField(get_args(Notify), required=False)
    draft = Text(max_length=DRAFT_MAX, allow_blank=True, required=False)


class MembershipSettings(ConversationView):
    @describe(
        "Set which messages notify the caller, and store their draft.",
        request=SettingsIn,
        responses={200: ConversationShape},
        errors=("not_found",),
    )
    def patch(self, request: Request, conversation_id: str) -> Response:
        changes = validated(SettingsIn, request.data)
        return Response(entry_json(membership_settings.change(self.member, **changes)))
