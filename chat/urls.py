"""The pages. Addresses without an id come first: `new` is no conversation."""

from django.urls import path

from chat import views

app_name = "chat"
urlpatterns = [
    path("", views.home, name="home"),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("theme", views.theme, name="theme"),
    path("channels/", views.channels, name="channels"),
    path("c/new/", views.new, name="new"),
    path("c/<str:conversation_id>", views.conversation, name="conversation"),
    path("c/<str:conversation_id>/<int:seq>", views.permalink, name="permalink"),
    path("c/<str:conversation_id>/join", views.join, name="join"),
    path("c/<str:conversation_id>/read", views.mark_read, name="mark-read"),
    path("c/<str:conversation_id>/leave", views.leave, name="leave"),
    path("c/<str:conversation_id>/members/", views.members, name="members"),
]
