"""Template variables about the site itself."""

from typing import Any

from django.http import HttpRequest

from accounts.models.site import SiteItem, site_name


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the site's name, and `site_is_new` for templates to call where the answer matters."""
    return {"site_name": site_name(), "site_is_new": site_is_new}


def site_is_new() -> bool:
    """Return whether nobody has set the site up yet. One GetItem, so templates call it for admins only."""
    return not SiteItem.site().is_set_up
