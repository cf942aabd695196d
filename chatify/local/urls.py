"""Routed only where the stage is local."""

from django.urls import path

from chatify.local import views

app_name = "local"
urlpatterns = [path("outbox", views.outbox, name="outbox")]
