"""People's pictures. The picture of an address never changes, so that every cache may keep it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.services import avatars

YEAR_SECONDS = 365 * 24 * 3600


@require_safe
def avatar(request: HttpRequest, avatar_id: str) -> HttpResponse:
    """Serve a picture. We rendered it ourselves, so it may come from the site's own address."""
    response = HttpResponse(avatars.picture(avatar_id), content_type=avatars.CONTENT_TYPE)
    response["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response
