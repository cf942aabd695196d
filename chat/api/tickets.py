"""`ws-ticket`: a ticket with which a client without a cookie opens one socket."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import caller, current_session_id
from accounts.services import limits
from chat.services import tickets
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View


class IssuedOut(serializers.Serializer[Any]):
    ticket = serializers.CharField(help_text="Opens one socket, at /ws?ticket=…")
    expires_in = serializers.IntegerField(help_text="Seconds.")


class Tickets(View):
    @describe("Get a ticket that opens one socket.", responses={201: IssuedOut}, limits=("ticket",))
    def post(self, request: Request) -> Response:
        user_id = caller(request).id
        limits.hit("ticket", user_id)
        return Response(asdict(tickets.issue(user_id, current_session_id(request))), status=201)
