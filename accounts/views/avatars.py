"""People's pictures. Each has an address of its own and never changes, so that whoever stands between may keep it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.services import avatars

YEAR_SECONDS = 365 * 24 * 3600


@require_safe
def avatar(request: HttpRequest, avatar_id: str) -> HttpResponse:
    """What is here was drawn anew by us, so it may come from the site's own address."""
    answer = HttpResponse(avatars.picture(avatar_id), content_type=avatars.CONTENT_TYPE)
    answer["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return answer
