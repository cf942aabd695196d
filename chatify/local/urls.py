"""The URLs of the pages below `/dev/`, which only a laptop has."""

from django.urls import path

from chatify.local import views

app_name = "local"
urlpatterns = [
    path("outbox", views.outbox, name="outbox"),
    path("csp-reports", views.csp_reports, name="csp-reports"),
]
