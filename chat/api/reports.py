"""`…/messages/{seq}/report`: telling moderators of a message."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shapes import Nothing
from chat.api.views import ConversationView
from chat.models.reports import NOTE_MAX
from chat.services import reports
from chatify.rest.input import Text, validated
from chatify.rest.openapi.describe import describe


class ReportIn(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(
        ["spam", "abuse", "illegal", "other"],
        # DRF's own words repeat the input, which may hold what cannot be sent.
        error_messages={"invalid_choice": "Choose spam, abuse, illegal or other."},
    )
    note = Text(
        required=False, allow_blank=True, default="", max_length=NOTE_MAX, help_text="What moderators should know."
    )


class Report(ConversationView):
    @describe(
        "Tell moderators of a message. They see it with a little around it, and who told them. Again changes nothing.",
        request=ReportIn,
        responses={202: Nothing},
        errors=("not_found", "forbidden", "deleted"),
        limits=("report",),
    )
    def post(self, request: Request, conversation_id: str, seq: int) -> Response:
        report_in = validated(ReportIn, request.data)
        reports.report(self.member, self.message, **report_in)
        return Response({}, status=202)
