"""`…/messages/{seq}/report`: reporting a message to the moderators."""

from typing import Any, get_args

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shapes import Nothing
from chat.api.views import ConversationView
from chat.models.reports import NOTE_MAX, Reason
from chat.services import reports
from chatify.rest.input import Text, validated
from chatify.rest.openapi.describe import describe


class ReportIn(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(
        get_args(Reason),
        # DRF's own sentence repeats the input, which may hold characters that cannot be sent.
        error_messages={"invalid_choice": "Choose spam, abuse, illegal or other."},
    )
    note = Text(
        required=False,
        allow_blank=True,
        default="",
        max_length=NOTE_MAX,
        help_text="Anything that moderators should know.",
    )


class Report(ConversationView):
    @describe(
        "Report a message. Moderators see it, a few messages around it, and who reported it. A second report changes "
        "nothing.",
        request=ReportIn,
        responses={202: Nothing},
        errors=("not_found", "forbidden", "deleted"),
        limits=("report",),
    )
    def post(self, request: Request, conversation_id: str, seq: int) -> Response:
        report_in = validated(ReportIn, request.data)
        reports.report(self.member, self.message, **report_in)
        return Response({}, status=202)
