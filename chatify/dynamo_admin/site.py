"""The admin site: who may enter it, and “Recent actions” from the project's own audit log."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


class RecentActions:
    """The part of a queryset that the “Recent actions” template tag uses. It reads when it is sliced."""

    def __init__(self, read: Callable[[str, int], Iterable[LogEntry]], user_id: str = "") -> None:
        self._read = read
        self._user_id = user_id

    def filter(self, *, user__pk: Any) -> "RecentActions":
        return RecentActions(self._read, str(user__pk))

    def __getitem__(self, latest: slice) -> list[LogEntry]:
        return list(self._read(self._user_id, latest.stop))


class DynamoSite(AdminSite):
    """An admin site whose sign-in is the project's own page (`LOGIN_URL`)."""

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Rows of several partitions cannot be deleted and logged in one transaction. Offer an action of your own.
        self.disable_action("delete_selected")

    def recent(self, user_id: str, limit: int) -> Iterable[LogEntry]:
        """Return a person's latest log entries, newest first, unsaved."""
        return []

    def get_log_entries(self, request: HttpRequest) -> Any:
        return RecentActions(self.recent)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Redirect to the project's sign-in, or answer 403 to a signed-in person, who would be sent back for ever."""
        index = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return HttpResponseRedirect(index)
        if request.user.is_authenticated:
            raise PermissionDenied
        destination = request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(destination, {request.get_host()}, require_https=request.is_secure())
        return redirect_to_login(destination if is_ours else index, str(settings.LOGIN_URL))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Answer 404. No page links here if your user's `has_usable_password` returns False."""
        raise Http404

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Answer 404."""
        raise Http404
