"""`me/blocks`: the people whom the caller blocked."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import wire as people
from accounts.api.shapes import PeopleOut
from accounts.requests import caller
from chat.services import blocks
from chatify.rest import cursors
from chatify.rest.input import PageQuery, validated
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View


class BlockList(View):
    @describe("List the people whom the caller blocked, ordered by id.", query=PageQuery, responses={200: PeopleOut})
    def get(self, request: Request) -> Response:
        query = validated(PageQuery, request.query_params)
        profiles, last = blocks.list_blocked(caller(request), cursors.decode_text(query["cursor"]), query["limit"])
        return Response({"results": [people.public(profile) for profile in profiles], "next": cursors.encode(last)})


class BlockDetail(View):
    @describe(
        "Block a person. Neither can write to the other directly, add the other, or see the other’s presence.",
        responses={204: None},
        errors=("invalid", "not_found", "too_many_blocks", "contended"),
    )
    def put(self, request: Request, user_id: str) -> Response:
        blocks.block(caller(request), user_id)
        return Response(status=204)

    @describe("Unblock a person.", responses={204: None}, errors=("contended",))
    def delete(self, request: Request, user_id: str) -> Response:
        blocks.unblock(caller(request), user_id)
        return Response(status=204)
