"""Routed only where the stage is local."""

from django.urls import path

from chatify.local import reports, views

app_name = "local"
urlpatterns = [
    path("outbox", views.outbox, name="outbox"),
    path("csp-reports", reports.csp_reports, name="csp-reports"),
]
