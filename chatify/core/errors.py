"""The errors of the domain, each with a stable code. `chatify.web.statuses` gives each code its HTTP status."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal that a client can act on.

    `code` is stable and snake_case; `detail` is a sentence for a person; `extra` is merged into the response's body
    (a 409 `stale` carries `head`).
    """

    code: ClassVar[str] = "invalid"
    detail: ClassVar[str] = "That can’t be done."

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        self.message = detail or self.detail
        self.extra = extra
        super().__init__(self.message)


class Invalid(DomainError):
    """Wrong input (400); `fields` names each wrong field and what is wrong with it."""

    code = "invalid"
    detail = "Some of what you sent isn’t right."

    def __init__(self, fields: Mapping[str, Sequence[str]], detail: str | None = None) -> None:
        self.fields = {name: list(sentences) for name, sentences in fields.items()}
        super().__init__(detail, fields=self.fields)


class NotFound(DomainError):
    """The thing is absent, or the caller may not see it. A client must not be able to tell which."""

    code = "not_found"
    detail = "There’s nothing at this address."


class Forbidden(DomainError):
    code = "forbidden"
    detail = "You’re not allowed to do that."


class CsrfFailed(Forbidden):
    code = "csrf_failed"
    detail = "This page is too old to send from. Reload it and try again."


class TooLarge(DomainError):
    code = "too_large"
    detail = "That is more than this site reads at once."


class Unavailable(DomainError):
    """The store or another service did not answer; the client should try again."""

    code = "unavailable"
    detail = "The server is busy. Try again in a moment."


class Throttled(DomainError):
    """A rate limit was hit; `retry_after` is in whole seconds."""

    code = "throttled"
    detail = "Too many attempts. Try again later."

    def __init__(self, retry_after: int) -> None:
        self.retry_after = max(1, retry_after)
        super().__init__(f"Too many attempts. Try again in {self.retry_after} seconds.")
