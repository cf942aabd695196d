"""`…/invites` and `invites/{code}`: links that let people join a conversation.

A code is shown once, to the person who made it. Afterwards an invitation is known by its `id`, which lets nobody in.
"""

from datetime import timedelta
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import wire as people
from accounts.requests import caller
from accounts.services import limits
from chat.api.conversations import entry_json
from chat.api.shapes import ConversationShape, InviteListShape, InvitePreviewShape, MadeInviteShape
from chat.api.views import ConversationView
from chat.domain.invites import LIFETIME, LIFETIME_MAX, USES_MAX, Invite
from chat.realtime import wire
from chat.services import invites
from chatify.core.clock import rfc3339
from chatify.rest import cursors
from chatify.rest.input import Integer, PageQuery, validated
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View


class InviteIn(serializers.Serializer[Any]):
    max_uses = Integer(min_value=1, max_value=USES_MAX, required=False, allow_null=True, default=None)
    expires_in = Integer(
        min_value=1,
        max_value=int(LIFETIME_MAX.total_seconds()),
        default=int(LIFETIME.total_seconds()),
        help_text="In seconds; 7 days by default.",
    )


class InviteList(ConversationView):
    @describe(
        "List the open invitations, latest first. For owners and moderators.",
        query=PageQuery,
        responses={200: InviteListShape},
        errors=("not_found", "forbidden"),
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        query = validated(PageQuery, request.query_params)
        page, following = cursors.slice_below(invites.list_open(self.member), query, key=_recency)
        return Response({"results": [wire.invite(invite) for invite in page], "next": following})

    @describe(
        "Create an invitation. Its code is shown only in this answer. For owners and moderators.",
        request=InviteIn,
        responses={201: MadeInviteShape},
        errors=("not_found", "forbidden", "archived", "not_for_direct", "too_many_invites"),
        limits=("invite",),
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        invite_in = validated(InviteIn, request.data)
        limits.hit("invite", caller(request).id)
        lifetime = timedelta(seconds=invite_in["expires_in"])
        code, invite = invites.make(self.member, max_uses=invite_in["max_uses"], lifetime=lifetime)
        url = request.build_absolute_uri(f"/i/{code}")
        return Response({"code": code, "url": url, **wire.invite(invite)}, status=201)


def _recency(invite: Invite) -> tuple[str, str]:
    return rfc3339(invite.created_at), invite.id


class InviteDetail(ConversationView):
    @describe("Revoke an invitation by its code or its id.", responses={204: None}, errors=("not_found", "forbidden"))
    def delete(self, request: Request, conversation_id: str, code: str) -> Response:
        invites.revoke(self.member, code)
        return Response(status=204)


class Invitation(View):
    @describe(
        "Show which conversation an invitation leads into, and who made it.",
        responses={200: InvitePreviewShape},
        errors=("not_found",),
    )
    def get(self, request: Request, code: str) -> Response:
        preview = invites.preview(code)
        return Response(
            {
                "conversation": wire.shared_conversation(preview.conversation),
                "invited_by": people.public(preview.host) if preview.host else None,
                "expires_at": rfc3339(preview.invite.expires_at),
            }
        )

    @describe(
        "Accept an invitation: join its conversation.",
        responses={200: ConversationShape},
        errors=("not_found", "archived", "too_many_members", "contended"),
    )
    def post(self, request: Request, code: str) -> Response:
        return Response(entry_json(invites.accept(caller(request), code)))
