"""Addresses of the pages. Those without an id come first, since `new` is not the id of a conversation."""

from django.urls import path

import chatify.web.url_converters  # noqa: F401  # registers `seq`
from chat import views

app_name = "chat"
urlpatterns = [
    path("", views.home, name="home"),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("theme", views.theme, name="theme"),
    path("channels/", views.channels, name="channels"),
    path("c/new/", views.new, name="new"),
    path("c/<str:conversation_id>", views.conversation, name="conversation"),
    path("c/<str:conversation_id>/<seq:seq>", views.permalink, name="permalink"),
    path("c/<str:conversation_id>/<seq:seq>/react", views.react, name="react"),
    path("c/<str:conversation_id>/<seq:seq>/pin", views.pin, name="pin"),
    path("c/<str:conversation_id>/<seq:seq>/delete", views.delete, name="delete"),
    path("c/<str:conversation_id>/<seq:seq>/history", views.history, name="history"),
    path("c/<str:conversation_id>/pins/", views.pins, name="pins"),
    path("c/<str:conversation_id>/join", views.join, name="join"),
    path("c/<str:conversation_id>/read", views.mark_read, name="mark-read"),
    path("c/<str:conversation_id>/leave", views.leave, name="leave"),
    path("c/<str:conversation_id>/unread", views.unread, name="mark-unread"),
    path("c/<str:conversation_id>/notify", views.notify, name="notify"),
    path("c/<str:conversation_id>/archive", views.archive, name="archive"),
    path("c/<str:conversation_id>/details/", views.details, name="details"),
    path("c/<str:conversation_id>/members/", views.members, name="members"),
    path("c/<str:conversation_id>/members/<str:user_id>/role", views.role, name="role"),
    path("c/<str:conversation_id>/members/<str:user_id>/remove", views.remove, name="remove"),
    path("c/<str:conversation_id>/members/<str:user_id>/hand-over", views.hand_over, name="hand-over"),
    path("c/<str:conversation_id>/invites/", views.invites, name="invites"),
    path("c/<str:conversation_id>/invites/<str:invite_id>/revoke", views.revoke, name="revoke"),
    path("i/<str:code>", views.accept, name="invited"),
    path("people/<str:user_id>/card", views.person, name="person"),
    path("people/<str:user_id>/write", views.write, name="write"),
    path("people/<str:user_id>/block", views.block, name="block"),
    path("people/<str:user_id>/unblock", views.unblock, name="unblock"),
    path("settings/privacy/blocked/", views.BlockedPeople.as_view(), name="blocked"),
]
