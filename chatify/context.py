"""What every template may use."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models.site import SiteItem, site_name

THEMES = ("light", "dark")
THEME_COOKIE = "theme"
A_YEAR = timedelta(days=365)


def site(request: HttpRequest) -> dict[str, Any]:
    """`theme` is "light", "dark", or None where the page follows the device. Rendered by the server: no flash."""
    theme = request.COOKIES.get(THEME_COOKIE)
    return {"site_name": site_name(), "theme": theme if theme in THEMES else None, "site_is_new": site_is_new}


def site_is_new() -> bool:
    """Whether nobody has said what this site is. Templates ask it for admins only: one GetItem."""
    return not SiteItem.site().is_set_up


def keep_theme(response: HttpResponse, theme: str) -> None:
    """In a cookie, so that the next page is rendered so without knowing who asks; any other word means the device's."""
    if theme in THEMES:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(THEME_COOKIE, theme, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(THEME_COOKIE)
