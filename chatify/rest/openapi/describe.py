"""The `@describe` decorator: what a view's method takes and answers, as plain data beside it.

The OpenAPI document is generated from it at build time, because importing the generator costs a cold start 58 ms.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from rest_framework.serializers import Serializer

Answer = type[Serializer[Any]] | None
Method = TypeVar("Method", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    summary: str
    request: Answer = None
    query: Answer = None
    responses: Mapping[int, Answer]
    errors: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()


def describe(
    summary: str,
    *,
    responses: Mapping[int, Answer],
    request: Answer = None,
    query: Answer = None,
    errors: tuple[str, ...] = (),
    limits: tuple[str, ...] = (),
) -> Callable[[Method], Method]:
    """Describe a method. `errors` are the codes beyond those that every endpoint of its kind may answer."""

    def decorate(method: Method) -> Method:
        method.described = Description(  # type: ignore[attr-defined]
            summary=summary, request=request, query=query, responses=responses, errors=errors, limits=limits
        )
        return method

    return decorate
