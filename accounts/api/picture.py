"""The caller's picture."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.me import profile_response
from accounts.api.shapes import OwnProfile, PictureIn
from accounts.requests import caller
from accounts.services import avatars
from chatify.core.errors import TooLarge
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View


class PictureParser(BaseParser):
    """Reads a picture's bytes."""

    media_type = PictureIn.media_type

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, bytes]:
        """Return the bytes as `picture`. Raises `TooLarge`."""
        data = bytes(stream.read(avatars.BYTES_MAX + 1))
        if len(data) > avatars.BYTES_MAX:
            raise TooLarge("A picture has at most 2 MB.")
        return {"picture": data}


class Picture(View):
    parser_classes = (PictureParser,)

    @describe(
        "Choose a picture: a PNG, JPEG, WebP or GIF of at most 2 MB, sent as the body. It is cropped to a square and "
        "encoded again.",
        request=PictureIn,
        responses={200: OwnProfile},
        limits=("picture",),
    )
    def put(self, request: Request) -> Response:
        body: Any = request.data
        return profile_response(avatars.change(caller(request), body.get("picture", b"")))

    @describe("Initials instead of a picture.", responses={204: None})
    def delete(self, request: Request) -> Response:
        avatars.remove(caller(request))
        return Response(status=204)
