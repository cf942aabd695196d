"""`…/members` and `…/join`: the members of a conversation."""

from typing import Any, get_args

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.domain import Profile
from accounts.requests import caller
from chat.api.conversations import entry_json
from chat.api.shapes import AddedShape, ConversationShape, MemberListShape, MemberShape
from chat.api.views import ConversationView
from chat.domain.conversations import ADDED_AT_ONCE_MAX
from chat.domain.memberships import Role
from chat.realtime import wire
from chat.services import members, presence
from chat.services.members import MemberRow
from chatify.rest import cursors
from chatify.rest.input import PageQuery, validated
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View

CHANGE_ERRORS = ("not_found", "archived", "not_for_direct", "contended")


class MemberIdsIn(serializers.Serializer[Any]):
    user_ids = serializers.ListField(
        child=serializers.CharField(max_length=128), min_length=1, max_length=ADDED_AT_ONCE_MAX
    )


class MemberList(ConversationView):
    @describe(
        "List the members, ordered by id.", query=PageQuery, responses={200: MemberListShape}, errors=("not_found",)
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        query = validated(PageQuery, request.query_params)
        after = cursors.decode_text(query["cursor"])
        rows, last = members.page(self.member, after, query["limit"])
        return Response({"results": rows_json(rows, caller(request)), "next": cursors.encode(last)})

    @describe(
        "Add people.",
        request=MemberIdsIn,
        responses={200: AddedShape},
        errors=(*CHANGE_ERRORS, "forbidden", "too_many_members"),
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        user_ids = validated(MemberIdsIn, request.data)["user_ids"]
        rows = members.add(self.member, user_ids)
        return Response({"results": rows_json(rows, self.member.person)})


class RoleIn(serializers.Serializer[Any]):
    role = serializers.ChoiceField(get_args(Role))


class MemberDetail(ConversationView):
    @describe(
        "Set a member’s role. `me` stands for the caller’s own id. For owners.",
        request=RoleIn,
        responses={200: MemberShape},
        errors=("not_found", "forbidden", "last_owner", "contended"),
    )
    def patch(self, request: Request, conversation_id: str, user_id: str) -> Response:
        role = validated(RoleIn, request.data)["role"]
        row = members.assign(self.member, self._member_id(user_id), role)
        return Response(rows_json([row], self.member.person)[0])

    @describe(
        "Remove a member. With `me` the caller leaves.",
        responses={204: None},
        errors=(*CHANGE_ERRORS, "forbidden", "last_owner"),
    )
    def delete(self, request: Request, conversation_id: str, user_id: str) -> Response:
        members.remove(self.member, self._member_id(user_id))
        return Response(status=204)

    def _member_id(self, user_id: str) -> str:
        return self.member.user_id if user_id == "me" else user_id


class Join(View):
    @describe(
        "Join a public channel.", responses={200: ConversationShape}, errors=("not_found", "archived", "contended")
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        return Response(entry_json(members.join(caller(request), conversation_id)))


def rows_json(rows: list[MemberRow], viewer: Profile) -> list[dict[str, Any]]:
    """Return members as JSON, with whether they are online as far as the viewer may know."""
    online = presence.online([row.person.id for row in rows], viewer.id)
    return [wire.member(row.person, row.role, online=row.person.id in online) for row in rows]
