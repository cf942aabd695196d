"""What can go wrong in the domain's own words. The HTTP status is chosen at the door (`chatify.web.statuses`)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal that a client can act on.

    `code` is stable and snake_case; `detail` is a sentence for a person; `extra` is merged into the answer's body
    (a 409 `stale` carries `head`).
    """

    code: ClassVar[str] = "invalid"
    detail: ClassVar[str] = "That can’t be done."

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        self.message = detail or self.detail
        self.extra = extra
        super().__init__(self.message)


class Invalid(DomainError):
    """Wrong input; `fields` says where. Answered 400."""

    code = "invalid"
    detail = "Some of what you sent isn’t right."

    def __init__(self, fields: Mapping[str, Sequence[str]], detail: str | None = None) -> None:
        self.fields = {name: list(words) for name, words in fields.items()}
        super().__init__(detail, fields=self.fields)


class NotFound(DomainError):
    """Absent, or not for the caller's eyes: the two must be indistinguishable."""

    code = "not_found"
    detail = "There’s nothing at this address."


class Forbidden(DomainError):
    code = "forbidden"
    detail = "You’re not allowed to do that."


class Unavailable(DomainError):
    """The store or a neighbour did not answer; trying again is right."""

    code = "unavailable"
    detail = "Something is busy. Try again in a moment."


class Throttled(DomainError):
    code = "throttled"
    detail = "Too many attempts. Try again later."

    def __init__(self, retry_after: int) -> None:
        """`retry_after` in whole seconds."""
        self.retry_after = max(1, retry_after)
        super().__init__(f"Too many attempts. Try again in {self.retry_after} seconds.")
