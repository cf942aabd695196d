"""What the first request would otherwise pay for: done now, while a starting function has the whole processor."""

from django.conf import settings
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import get_resolver

from chatify.dynamodb import client

FIRST_PAGES = ("accounts/sign_in.html",)


def up() -> None:
    _ = get_resolver().url_patterns  # imports every view
    for name in FIRST_PAGES:
        get_template(name)
    static("css/app.css")  # reads the manifest
    client("dynamodb")
    if settings.SOCKET_ENDPOINT:
        client("apigatewaymanagementapi", settings.SOCKET_ENDPOINT)
