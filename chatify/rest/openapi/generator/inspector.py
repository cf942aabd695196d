"""The OpenAPI description of one endpoint."""

import re
from http import HTTPStatus
from typing import Any

from drf_spectacular.openapi import AutoSchema as SpectacularSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.serializers import Serializer

from chatify.rest.openapi.describe import Description
from chatify.rest.openapi.generator.fixed import SETTINGS
from chatify.rest.permissions import SignedIn
from chatify.rest.views import WITH_BODY
from chatify.web.statuses import STATUS

SAFE = ("GET", "HEAD", "OPTIONS")
BODY_ERRORS = ("malformed", "invalid", "too_large", "unsupported_media_type")


class AutoSchema(SpectacularSchema):
    @property
    def described(self) -> Description:
        method = getattr(self.view, self.method.lower())
        try:
            description: Description = method.described
        except AttributeError:
            raise LookupError(f"{method.__qualname__} ({self.method} {self.path}) lacks @describe.") from None
        return description

    @property
    def parts(self) -> list[str]:
        return str(self.path).removeprefix(SETTINGS["SCHEMA_PATH_PREFIX"]).strip("/").split("/")

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        operation["responses"] = dict(sorted({**operation["responses"], **self.refusals()}.items()))
        return operation

    def get_operation_id(self) -> str:
        """Return an id such as `get_conversations_messages`, or `…_seq` for one of them."""
        names = [part for part in self.parts[:-1] if not part.startswith("{")] + [self.parts[-1].strip("{}")]
        return "_".join([self.method.lower(), *names]).replace("-", "_")

    def get_summary(self) -> str:
        return self.described.summary

    def get_description(self) -> str:
        method = getattr(self.view, self.method.lower())
        text = " ".join((method.__doc__ or "").split())
        limits = ", ".join(f"`{name}`" for name in self.described.limits)
        return f"{text} Limited by {limits}.".strip() if limits else text

    def get_tags(self) -> list[str]:
        """Return the resource's name: one file is one resource."""
        return [type(self.view).__module__.rpartition(".")[2].replace("_", " ").capitalize()]

    def get_request_serializer(self) -> Any:
        shape = self.described.request
        media_type = getattr(shape, "media_type", None)
        return {media_type: OpenApiTypes.BINARY} if media_type else shape

    def get_override_parameters(self) -> list[Any]:
        return [self.described.query] if self.described.query else []

    def get_response_serializers(self) -> Any:
        return {
            _response_key(status, shape): response(status, shape) for status, shape in self.described.responses.items()
        }

    def get_serializer_name(self, serializer: Serializer[Any], direction: Any) -> str:
        """Return the component's name: `Message` for `MessageShape`, `MessageRequest` for `MessageIn`."""
        return re.sub(r"(?:Shape|Out|In)$", "", type(serializer).__name__)

    def get_auth(self) -> list[Any]:
        return [{"bearer": []}, {"session": []}] if self.signed_in else [{}]

    @property
    def signed_in(self) -> bool:
        return any(isinstance(permission, SignedIn) for permission in self.view.get_permissions())

    def codes(self) -> set[str]:
        """Return the codes of the errors that every endpoint of this kind may answer, and of its own."""
        described, unsafe = self.described, self.method not in SAFE
        codes = {"not_acceptable", "unavailable", *described.errors}
        if self.signed_in:
            codes |= {"not_authenticated", "banned"} | ({"csrf_failed"} if unsafe else set())
        if self.method in WITH_BODY:
            codes |= set(BODY_ERRORS)
        if described.query:
            codes.add("invalid")
        if "{" in self.path:
            codes.add("not_found")
        if described.limits:
            codes.add("throttled")
        return codes

    def refusals(self) -> dict[str, Any]:
        by_status: dict[int, list[str]] = {}
        for code in sorted(self.codes()):
            by_status.setdefault(STATUS[code], []).append(code)
        return {str(status): self._refusal(status, codes) for status, codes in by_status.items()}

    def _refusal(self, status: int, codes: list[str]) -> Any:
        """Refer to a component that all endpoints with the same refusals share."""
        component = ResolvedComponent("_".join(codes), ResolvedComponent.RESPONSE, refusal(status, codes), codes)
        self.registry.register_on_missing(component)
        return component.ref


def _response_key(status: int, shape: Any) -> Any:
    """Return the status, with the media type of a shape that is a file."""
    return (status, shape.media_type) if hasattr(shape, "media_type") else status


def response(status: int, shape: Any) -> OpenApiResponse:
    """Describe a successful response.

    A 202 has an empty object as its body, which must be described by hand: drf-spectacular omits empty serializers.
    """
    if hasattr(shape, "media_type"):
        return OpenApiResponse(OpenApiTypes.BINARY, description=HTTPStatus(status).phrase)
    nothing = {"type": "object", "maxProperties": 0} if status == HTTPStatus.ACCEPTED else None
    body = shape if shape and shape().fields else nothing
    return OpenApiResponse(body, description=HTTPStatus(status).phrase)


def refusal(status: int, codes: list[str]) -> dict[str, Any]:
    """Describe the responses of one status that refuse."""
    schema = {"allOf": [{"$ref": "#/components/schemas/Error"}], "properties": {"code": {"enum": codes}}}
    described: dict[str, Any] = {
        "description": ", ".join(f"`{code}`" for code in codes),
        "content": {"application/json": {"schema": schema}},
    }
    if status in (429, 503):
        described["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    return described
