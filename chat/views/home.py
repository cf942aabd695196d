"""The address `/`: the landing page, or the reader's conversations."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import next_address
from accounts.requests import caller
from chat.services import inbox
from chat.views.conversation import conversation_context
from chat.views.page_context import sidebar_context
from chatify.web.context_processors import set_theme_cookie


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the conversations, and on a wide screen the latest one beside them; visitors see the landing page."""
    if not request.user.is_authenticated:
        return render(request, "landing.html")
    user = caller(request)
    entries = inbox.entries(user.id)
    if not entries:
        return render(request, "chat/home.html", sidebar_context(user, [], people={}))
    return render(request, "chat/latest.html", conversation_context(user, entries, entries[0].conversation.id))


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Return the web app manifest, with which a phone can install the site."""
    icon = {"src": static("img/logo.svg"), "sizes": "any", "type": "image/svg+xml"}
    about = {"name": settings.SITE_NAME, "short_name": settings.SITE_NAME, "start_url": "/", "display": "standalone"}
    colours = {"background_color": "#f0f4f3", "theme_color": "#12654d"}
    return JsonResponse(about | colours | {"icons": [icon]}, content_type="application/manifest+json")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Set the colour theme: light, dark, or as the device has it. A cookie, since it belongs to this screen alone."""
    response = redirect(next_address(request))
    set_theme_cookie(response, request.POST.get("theme", ""))
    return response
