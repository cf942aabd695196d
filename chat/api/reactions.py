"""`…/reactions`: emoji that people react to a message with, each once per person."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import wire as people
from accounts.requests import caller
from accounts.services import limits
from chat.api.shapes import ReactedListShape
from chat.api.views import ConversationView
from chat.services import reactions
from chatify.rest import cursors
from chatify.rest.input import PageQuery, validated
from chatify.rest.openapi.describe import describe

CHANGE_ERRORS = ("invalid", "not_found", "forbidden", "archived", "deleted", "contended")


class ReactionList(ConversationView):
    @describe(
        "List who reacted with which emoji.",
        query=PageQuery,
        responses={200: ReactedListShape},
        errors=("not_found",),
    )
    def get(self, request: Request, conversation_id: str, seq: int) -> Response:
        query = validated(PageQuery, request.query_params)
        after = cursors.decode_text(query["cursor"])
        rows, last = reactions.page(self.message, after, query["limit"])
        results = [{"user": people.public(row.person), "emoji": row.emoji} for row in rows]
        return Response({"results": results, "next": cursors.encode(last)})


class ReactionDetail(ConversationView):
    @describe(
        "React with an emoji. A repetition changes nothing.",
        responses={204: None},
        errors=(*CHANGE_ERRORS, "too_many_reactions"),
        limits=("send",),
    )
    def put(self, request: Request, conversation_id: str, seq: int, emoji: str) -> Response:
        limits.hit_here("send", caller(request).id)
        reactions.react(self.member, self.message, emoji)
        return Response(status=204)

    @describe("Remove the caller’s reaction.", responses={204: None}, errors=CHANGE_ERRORS, limits=("send",))
    def delete(self, request: Request, conversation_id: str, seq: int, emoji: str) -> Response:
        limits.hit_here("send", caller(request).id)
        reactions.take_back(self.member, self.message, emoji)
        return Response(status=204)
