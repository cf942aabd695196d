"""The URL conf of the whole site."""

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from chatify.rest.openapi.views import Docs, Schema
from chatify.rest.views import ApiNotFound
from chatify.web import error_pages, health


def admin() -> URLPattern | URLResolver:
    """Import the admin and return its URLs."""
    return path("admin/", apps.get_app_config("admin").discover().urls)  # type: ignore[attr-defined]


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("chat.api.urls")),
    path("api/schema/", Schema.as_view(), name="schema"),
    path("api/docs/", Docs.as_view(), name="docs"),
    re_path(r"^api/", ApiNotFound.as_view()),
    path("", include("accounts.urls")),
    path("", include("chat.urls")),
]
if settings.HAS_ADMIN_URLS:
    urlpatterns.append(admin())
if settings.LOCAL:
    urlpatterns.append(path("dev/", include("chatify.local.urls")))
# With DEBUG, Django would answer unknown addresses with a page whose inline styles our policy forbids.
urlpatterns.append(re_path("", error_pages.not_found))

handler400 = "chatify.web.error_pages.bad_request"
handler403 = "chatify.web.error_pages.forbidden"
handler404 = "chatify.web.error_pages.not_found"
handler500 = "chatify.web.error_pages.server_error"
