"""One endpoint's part of the description."""

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
BODY = ("malformed", "invalid", "too_large", "unsupported_media_type")


class AutoSchema(SpectacularSchema):
    @property
    def described(self) -> Description:
        method = getattr(self.view, self.method.lower())
        try:
            found: Description = method.described
        except AttributeError:
            raise LookupError(f"{method.__qualname__} ({self.method} {self.path}) lacks @describe.") from None
        return found

    @property
    def parts(self) -> list[str]:
        return str(self.path).removeprefix(SETTINGS["SCHEMA_PATH_PREFIX"]).strip("/").split("/")

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        operation["responses"] = dict(sorted({**operation["responses"], **self.refusals()}.items()))
        return operation

    def get_operation_id(self) -> str:
        """`get_conversations_messages`, and `…_seq` for one of them."""
        words = [part for part in self.parts[:-1] if not part.startswith("{")] + [self.parts[-1].strip("{}")]
        return "_".join([self.method.lower(), *words]).replace("-", "_")

    def get_summary(self) -> str:
        return self.described.summary

    def get_description(self) -> str:
        method = getattr(self.view, self.method.lower())
        words = " ".join((method.__doc__ or "").split())
        limits = ", ".join(f"`{name}`" for name in self.described.limits)
        return f"{words} Limited by {limits}.".strip() if limits else words

    def get_tags(self) -> list[str]:
        """A resource is a file."""
        return [type(self.view).__module__.rpartition(".")[2].replace("_", " ").capitalize()]

    def get_request_serializer(self) -> Any:
        shape = self.described.request
        media_type = getattr(shape, "media_type", None)
        return {media_type: OpenApiTypes.BINARY} if media_type else shape

    def get_override_parameters(self) -> list[Any]:
        return [self.described.query] if self.described.query else []

    def get_response_serializers(self) -> Any:
        return {_key(status, shape): answer(status, shape) for status, shape in self.described.responses.items()}

    def get_serializer_name(self, serializer: Serializer[Any], direction: Any) -> str:
        """`MessageShape` is `Message`, and `MessageIn` is `MessageRequest`."""
        return re.sub(r"(?:Shape|Out|In)$", "", type(serializer).__name__)

    def get_auth(self) -> list[Any]:
        return [{"bearer": []}, {"session": []}] if self.signed_in else [{}]

    @property
    def signed_in(self) -> bool:
        return any(isinstance(permission, SignedIn) for permission in self.view.get_permissions())

    def codes(self) -> set[str]:
        """The errors that every endpoint of its kind answers, and its own."""
        described, unsafe = self.described, self.method not in SAFE
        found = {"not_acceptable", "unavailable", *described.errors}
        if self.signed_in:
            found |= {"not_authenticated", "banned"} | ({"csrf_failed"} if unsafe else set())
        if self.method in WITH_BODY:
            found |= set(BODY)
        if described.query:
            found.add("invalid")
        if "{" in self.path:
            found.add("not_found")
        if described.limits:
            found.add("throttled")
        return found

    def refusals(self) -> dict[str, Any]:
        by_status: dict[int, list[str]] = {}
        for code in sorted(self.codes()):
            by_status.setdefault(STATUS[code], []).append(code)
        return {str(status): self._refusal(status, codes) for status, codes in by_status.items()}

    def _refusal(self, status: int, codes: list[str]) -> Any:
        """Many endpoints refuse alike: a component for each kind."""
        component = ResolvedComponent("_".join(codes), ResolvedComponent.RESPONSE, refusal(status, codes), codes)
        self.registry.register_on_missing(component)
        return component.ref


def _key(status: int, shape: Any) -> Any:
    """An answer that is a file says so by its `media_type`."""
    return (status, shape.media_type) if hasattr(shape, "media_type") else status


def answer(status: int, shape: Any) -> OpenApiResponse:
    """What is accepted for later (202) is told by an empty object, and an empty serializer would be left out."""
    if hasattr(shape, "media_type"):
        return OpenApiResponse(OpenApiTypes.BINARY, description=HTTPStatus(status).phrase)
    nothing = {"type": "object", "maxProperties": 0} if status == HTTPStatus.ACCEPTED else None
    told = shape if shape and shape().fields else nothing
    return OpenApiResponse(told, description=HTTPStatus(status).phrase)


def refusal(status: int, codes: list[str]) -> dict[str, Any]:
    schema = {"allOf": [{"$ref": "#/components/schemas/Error"}], "properties": {"code": {"enum": codes}}}
    found: dict[str, Any] = {
        "description": ", ".join(f"`{code}`" for code in codes),
        "content": {"application/json": {"schema": schema}},
    }
    if status in (429, 503):
        found["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    return found
