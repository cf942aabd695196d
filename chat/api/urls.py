"""The chat's part of /api/v1/."""

from django.urls import path

import chatify.web.url_converters  # noqa: F401  # registers `seq`
from chat.api.blocks import BlockDetail, BlockList
from chat.api.conversations import Archive, ChannelList, ConversationDetail, ConversationList, Unarchive
from chat.api.invites import Invitation, InviteDetail, InviteList
from chat.api.members import Join, MemberDetail, MemberList
from chat.api.membership_settings import MembershipSettings
from chat.api.messages import History, MessageDetail, MessageList
from chat.api.pins import Pin, PinList
from chat.api.reactions import ReactionDetail, ReactionList
from chat.api.reading import Read, Typing, Unread
from chat.api.reports import Report
from chat.api.sync import Sync
from chat.api.tickets import Tickets

ONE = "conversations/<str:conversation_id>"

urlpatterns = [
    path("conversations", ConversationList.as_view()),
    path(ONE, ConversationDetail.as_view()),
    path(f"{ONE}/archive", Archive.as_view()),
    path(f"{ONE}/unarchive", Unarchive.as_view()),
    path(f"{ONE}/join", Join.as_view()),
    path(f"{ONE}/members", MemberList.as_view()),
    path(f"{ONE}/members/<str:user_id>", MemberDetail.as_view()),
    path(f"{ONE}/messages", MessageList.as_view()),
    path(f"{ONE}/messages/<seq:seq>", MessageDetail.as_view()),
    path(f"{ONE}/messages/<seq:seq>/history", History.as_view()),
    path(f"{ONE}/messages/<seq:seq>/reactions", ReactionList.as_view()),
    path(f"{ONE}/messages/<seq:seq>/reactions/<str:emoji>", ReactionDetail.as_view()),
    path(f"{ONE}/messages/<seq:seq>/pin", Pin.as_view()),
    path(f"{ONE}/messages/<seq:seq>/report", Report.as_view()),
    path(f"{ONE}/pins", PinList.as_view()),
    path(f"{ONE}/me", MembershipSettings.as_view()),
    path(f"{ONE}/read", Read.as_view()),
    path(f"{ONE}/unread", Unread.as_view()),
    path(f"{ONE}/typing", Typing.as_view()),
    path(f"{ONE}/invites", InviteList.as_view()),
    path(f"{ONE}/invites/<str:code>", InviteDetail.as_view()),
    path("invites/<str:code>", Invitation.as_view()),
    path("me/blocks", BlockList.as_view()),
    path("me/blocks/<str:user_id>", BlockDetail.as_view()),
    path("channels", ChannelList.as_view()),
    path("sync", Sync.as_view()),
    path("ws-ticket", Tickets.as_view()),
]
