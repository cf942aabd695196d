"""Where one is signed in."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import wire
from accounts.api.shapes import SessionsOut
from accounts.requests import caller, sign_in_of
from accounts.services import sessions, sign_out
from chatify.rest.describe import describe
from chatify.rest.views import View


class Sessions(View):
    @describe("One's sign-ins, the last used first.", responses={200: SessionsOut})
    def get(self, request: Request) -> Response:
        here = sign_in_of(request)
        rows = [wire.session(row, current=row.id == here) for row in sessions.of(caller(request))]
        return Response({"results": rows, "next": None})


class Session(View):
    @describe("End one. Its tokens and sockets end with it.", responses={204: None})
    def delete(self, request: Request, session_id: str) -> Response:
        sign_out.one(caller(request).id, session_id)
        return Response(status=204)
