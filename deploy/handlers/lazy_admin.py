"""Load the admin's URLs with the first request to the admin: importing them takes 5 % of a cold start."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PREFIX = "/admin/"


class LazyAdmin:
    """Middleware that resolves requests to the admin with URLs that include the admin's.

    Pages outside the admin cannot `reverse` its URLs.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PREFIX):
            request.urlconf = "deploy.handlers.urls_with_admin"
        return self.get_response(request)
