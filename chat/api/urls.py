"""Addresses of the chat's API, below /api/v1/."""

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

CONVERSATION = "conversations/<str:conversation_id>"

urlpatterns = [
    path("conversations", ConversationList.as_view()),
    path(CONVERSATION, ConversationDetail.as_view()),
    path(f"{CONVERSATION}/archive", Archive.as_view()),
    path(f"{CONVERSATION}/unarchive", Unarchive.as_view()),
    path(f"{CONVERSATION}/join", Join.as_view()),
    path(f"{CONVERSATION}/members", MemberList.as_view()),
    path(f"{CONVERSATION}/members/<str:user_id>", MemberDetail.as_view()),
    path(f"{CONVERSATION}/messages", MessageList.as_view()),
    path(f"{CONVERSATION}/messages/<seq:seq>", MessageDetail.as_view()),
    path(f"{CONVERSATION}/messages/<seq:seq>/history", History.as_view()),
    path(f"{CONVERSATION}/messages/<seq:seq>/reactions", ReactionList.as_view()),
    path(f"{CONVERSATION}/messages/<seq:seq>/reactions/<str:emoji>", ReactionDetail.as_view()),
    path(f"{CONVERSATION}/messages/<seq:seq>/pin", Pin.as_view()),
    path(f"{CONVERSATION}/messages/<seq:seq>/report", Report.as_view()),
    path(f"{CONVERSATION}/pins", PinList.as_view()),
    path(f"{CONVERSATION}/me", MembershipSettings.as_view()),
    path(f"{CONVERSATION}/read", Read.as_view()),
    path(f"{CONVERSATION}/unread", Unread.as_view()),
    path(f"{CONVERSATION}/typing", Typing.as_view()),
    path(f"{CONVERSATION}/invites", InviteList.as_view()),
    path(f"{CONVERSATION}/invites/<str:code>", InviteDetail.as_view()),
    path("invites/<str:code>", Invitation.as_view()),
    path("me/blocks", BlockList.as_view()),
    path("me/blocks/<str:user_id>", BlockDetail.as_view()),
    path("channels", ChannelList.as_view()),
    path("sync", Sync.as_view()),
    path("ws-ticket", Tickets.as_view()),
]
