"""The colour theme that every page is rendered in."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

THEMES = ("light", "dark")
THEME_COOKIE = "theme"
A_YEAR = timedelta(days=365)


def theme(request: HttpRequest) -> dict[str, str | None]:
    """Return `theme`: "light", "dark", or None where the page follows the device.

    The server renders it, so that no page flashes in the other colours first.
    """
    chosen = request.COOKIES.get(THEME_COOKIE)
    return {"theme": chosen if chosen in THEMES else None}


def set_theme_cookie(response: HttpResponse, chosen: str) -> None:
    """Keep the theme in a cookie; any other word removes it, so that pages follow the device again."""
    if chosen in THEMES:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(THEME_COOKIE, chosen, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(THEME_COOKIE)
