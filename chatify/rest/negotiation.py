"""What an `Accept` asks for: JSON, or 406."""

from collections.abc import Iterable

from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

RANGES = ("application/json", "application/*", "*/*")
"""The nearest that is named decides."""


class Negotiation(DefaultContentNegotiation):
    """DRF’s takes what `q=0` refuses for wanted; Django’s takes `application/json; charset=utf-8` for another type."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        wanted = [one for token in self.get_accept_list(request) for one in _named(token)]
        quality = {f"{one.main_type}/{one.sub_type}": one.quality for one in wanted}
        if not next((quality[name] for name in RANGES if name in quality), 0):
            raise NotAcceptable
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


def _named(token: str) -> list[MediaType]:
    """None where its parameters are in an encoding that nobody knows."""
    try:
        return [MediaType(token)]
    except ValueError:
        return []
