"""The base of every REST resource."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chatify.errors import NotFound
from chatify.rest import errors
from chatify.rest.permissions import Anyone


class View(APIView):
    """Signed-in people only, unless a view says otherwise. Answers are private and never cached."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class NothingHere(View):
    """Unknown addresses under /api/ speak JSON too."""

    permission_classes = (Anyone,)
    authentication_classes = ()

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.http_method_names = []
        return super().dispatch(request, *args, **kwargs)

    def http_method_not_allowed(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return errors.answer("not_found", NotFound.detail)
