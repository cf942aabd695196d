"""The admin site: for operators after their second step; its index starts with waiting work."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from accounts.admin.entries import log_entries
from accounts.models.audit import AuditItem
from accounts.models.site import site_name
from accounts.requests import caller
from accounts.services import groups, sign_out
from accounts.services.sessions import session_id
from chatify.dynamo_admin.site import DynamoSite

SECOND_STEP = "second_step"
"""The session key that says that this sign-in was finished with an authenticator's code."""


class Site(DynamoSite):
    index_title = "Waiting for review"
    index_template = "admin/waiting.html"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        title = f"{site_name()} moderation"
        return {**super().each_context(request), "site_header": title, "site_title": title}

    def has_permission(self, request: HttpRequest) -> bool:
        return _is_operator(request) and _has_second_step(request) and groups.are_current(caller(request))

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if _is_operator(request) and not _has_second_step(request):
            context = {"set_up_url": reverse("accounts:security")}
            return render(request, "admin/second_step.html", context, status=403)
        return super().login(request, extra_context)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method == "POST":
            sign_out.end_session(caller(request).id, session_id(request.session.session_key or ""))
            logout(request)
        return HttpResponseRedirect("/")

    def index(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        admins = [model_admin for model_admin in self._registry.values() if hasattr(model_admin, "waiting")]
        waiting = [{"opts": model_admin.opts, **model_admin.waiting()} for model_admin in admins]
        response: HttpResponse = super().index(request, {"waiting": waiting, **(extra_context or {})})
        return response

    def recent(self, user_id: str, limit: int) -> Iterable[LogEntry]:
        """Return an operator's latest acts. One Query."""
        return log_entries(self, AuditItem.by(user_id, limit))


def _is_operator(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_staff)  # type: ignore[attr-defined]  # accounts.User


def _has_second_step(request: HttpRequest) -> bool:
    return not settings.STAFF_SECOND_STEP or bool(request.session.get(SECOND_STEP))
