"""The admin's frame: who may come in, and recent actions from an audit log of one's own."""

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
    """What the template tag of “Recent actions” asks of a queryset: one person's, the latest ones. Read when shown."""

    def __init__(self, read: Callable[[str, int], Iterable[LogEntry]], user_id: str = "") -> None:
        self._read = read
        self._user_id = user_id

    def filter(self, *, user__pk: Any) -> "RecentActions":
        return RecentActions(self._read, str(user__pk))

    def __getitem__(self, wanted: slice) -> list[LogEntry]:
        return list(self._read(self._user_id, wanted.stop))


class DynamoSite(AdminSite):
    """Sign-in and sign-out are the project's own pages (`LOGIN_URL`)."""

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Rows of several partitions cannot be deleted in one act that is logged: offer an action of your own.
        self.disable_action("delete_selected")

    def recent(self, user_id: str, limit: int) -> Iterable[LogEntry]:
        """A person's latest acts, newest first, unsaved."""
        return []

    def get_log_entries(self, request: HttpRequest) -> Any:
        return RecentActions(self.recent)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """To the project's sign-in. Who is signed in and still not let in would come back for ever: 403."""
        index = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return HttpResponseRedirect(index)
        if request.user.is_authenticated:
            raise PermissionDenied
        wanted = request.GET.get("next", "")
        own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
        return redirect_to_login(wanted if own else index, str(settings.LOGIN_URL))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Not the admin's business here: say so by `has_usable_password` of your user, and no page links here."""
        raise Http404

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Not here either."""
        raise Http404
