"""The base of every REST resource."""

from typing import Any

from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request, is_form_media_type
from rest_framework.views import APIView

from chatify.core.errors import NotFound
from chatify.rest.permissions import Anyone

WITH_BODY = ("POST", "PUT", "PATCH")


class View(APIView):
    """A resource for signed-in people, unless it sets other permissions. Responses are never cached."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in WITH_BODY:
            _check_body(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _check_body(request: Request) -> None:
    """Parse the body, so that wrong content is refused even where the view ignores it.

    Raises `UnsupportedMediaType`, and what the parser raises.
    """
    # Once the CSRF check has read a form, DRF takes the request for one without a body.
    if is_form_media_type(request.content_type):
        raise UnsupportedMediaType(request.content_type)
    _ = request.data


class ApiNotFound(View):
    """Answers 404 as JSON to every unknown address under /api/."""

    permission_classes = (Anyone,)
    authentication_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound
