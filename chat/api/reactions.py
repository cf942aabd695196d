"""`…/reactions`: an emoji beside a message, once a person."""

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

CHANGING = ("invalid", "not_found", "forbidden", "archived", "deleted", "contended")


class ReactionList(ConversationView):
    @describe("Who reacted with what.", query=PageQuery, responses={200: ReactedListShape}, errors=("not_found",))
    def get(self, request: Request, conversation_id: str, seq: int) -> Response:
        query = validated(PageQuery, request.query_params)
        after = cursors.decode_text(query["cursor"])
        rows, last = reactions.page(self.message, after, query["limit"])
        results = [{"user": people.public(row.person), "emoji": row.emoji} for row in rows]
        return Response({"results": results, "next": cursors.encode(last)})


class ReactionDetail(ConversationView):
    @describe(
        "React with one emoji; again changes nothing.",
        responses={204: None},
        errors=(*CHANGING, "too_many_reactions"),
        limits=("send",),
    )
    def put(self, request: Request, conversation_id: str, seq: int, emoji: str) -> Response:
        limits.hit_here("send", caller(request).id)
        reactions.react(self.member, self.message, emoji)
        return Response(status=204)

    @describe("Take a reaction back.", responses={204: None}, errors=CHANGING, limits=("send",))
    def delete(self, request: Request, conversation_id: str, seq: int, emoji: str) -> Response:
        limits.hit_here("send", caller(request).id)
        reactions.take_back(self.member, self.message, emoji)
        return Response(status=204)
