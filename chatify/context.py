"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEMES = ("light", "dark")
THEME_COOKIE = "theme"


def site(request: HttpRequest) -> dict[str, Any]:
    """`theme` is "light", "dark", or None where the page follows the device. Rendered by the server: no flash."""
    theme = request.COOKIES.get(THEME_COOKIE)
    return {"site_name": settings.SITE_NAME, "theme": theme if theme in THEMES else None}
