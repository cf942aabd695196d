"""The chat's part of /api/v1/."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import path

import chatify.web.url_converters  # noqa: F401  # registers `seq`
from chat.api.blocks import BlockDetail, BlockList
from chat.api.conversations import Archive, ChannelList, ConversationDetail, ConversationList, Unarchive
from chat.api.invites import Invitation, InviteDetail, InviteList
from chat.api.members import Join, MemberDetail, MemberList
from chat.api.messages import History, MessageDetail, MessageList
from chat.api.personal import Mine
from chat.api.pins import Pin, PinList
from chat.api.reactions import ReactionDetail, ReactionList
from chat.api.reading import Read, Typing, Unread
from chat.api.reports import Report
from chat.api.sync import Sync
from chat.api.tickets import Tickets
from chat.services import ahead

ONE = "conversations/<str:conversation_id>"
Call = Callable[..., HttpResponseBase]


def inside(view: Call) -> Call:
    """For acts that begin by asking whether the caller is inside: that is read together with who they are."""

    @wraps(view)
    def call(request: HttpRequest, conversation_id: str, **named: Any) -> HttpResponseBase:
        with ahead.reading(conversation_id, named.get("seq")):
            return view(request, conversation_id=conversation_id, **named)

    return call


urlpatterns = [
    path("conversations", ConversationList.as_view()),
    path(ONE, ConversationDetail.as_view()),
    path(f"{ONE}/archive", Archive.as_view()),
    path(f"{ONE}/unarchive", Unarchive.as_view()),
    path(f"{ONE}/join", Join.as_view()),
    path(f"{ONE}/members", MemberList.as_view()),
    path(f"{ONE}/members/<str:user_id>", MemberDetail.as_view()),
    path(f"{ONE}/messages", inside(MessageList.as_view())),
    path(f"{ONE}/messages/<seq:seq>", inside(MessageDetail.as_view())),
    path(f"{ONE}/messages/<seq:seq>/history", inside(History.as_view())),
    path(f"{ONE}/messages/<seq:seq>/reactions", inside(ReactionList.as_view())),
    path(f"{ONE}/messages/<seq:seq>/reactions/<str:emoji>", inside(ReactionDetail.as_view())),
    path(f"{ONE}/messages/<seq:seq>/pin", inside(Pin.as_view())),
    path(f"{ONE}/messages/<seq:seq>/report", inside(Report.as_view())),
    path(f"{ONE}/pins", inside(PinList.as_view())),
    path(f"{ONE}/me", inside(Mine.as_view())),
    path(f"{ONE}/read", inside(Read.as_view())),
    path(f"{ONE}/unread", inside(Unread.as_view())),
    path(f"{ONE}/typing", inside(Typing.as_view())),
    path(f"{ONE}/invites", InviteList.as_view()),
    path(f"{ONE}/invites/<str:code>", InviteDetail.as_view()),
    path("invites/<str:code>", Invitation.as_view()),
    path("me/blocks", BlockList.as_view()),
    path("me/blocks/<str:user_id>", BlockDetail.as_view()),
    path("channels", ChannelList.as_view()),
    path("sync", Sync.as_view()),
    path("ws-ticket", Tickets.as_view()),
]
