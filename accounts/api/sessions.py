"""The caller's sign-ins."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import wire
from accounts.api.shapes import SessionsOut
from accounts.domain import SignInPlace
from accounts.requests import caller, current_session_id
from accounts.services import sessions, sign_out
from chatify.core.clock import rfc3339
from chatify.rest import cursors
from chatify.rest.input import PageQuery, validated
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View


class Sessions(View):
    @describe("One's sign-ins, the last used first.", query=PageQuery, responses={200: SessionsOut})
    def get(self, request: Request) -> Response:
        query, current_id = validated(PageQuery, request.query_params), current_session_id(request)
        page, following = cursors.slice_below(sessions.of(caller(request)), query, key=_recency)
        return Response(
            {"results": [wire.session(row, current=row.id == current_id) for row in page], "next": following}
        )


def _recency(place: SignInPlace) -> tuple[str, str]:
    return rfc3339(place.seen_at), place.id


class Session(View):
    @describe("End one. Its tokens and sockets end with it.", responses={204: None})
    def delete(self, request: Request, session_id: str) -> Response:
        sign_out.end_own_session(caller(request).id, session_id)
        return Response(status=204)
