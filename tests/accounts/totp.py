"""What an authenticator app shows (RFC 6238), for tests that enrol one."""

import hmac
from base64 import b32decode
from hashlib import sha1
from time import time

STEP_SECONDS = 30


def code(secret: str, at: float | None = None) -> str:
    moment = int((time() if at is None else at) // STEP_SECONDS)
    digest = hmac.digest(b32decode(secret), moment.to_bytes(8, "big"), sha1)
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def wrong(secret: str) -> str:
    """A code that isn't good now, nor a step before or after."""
    near = {code(secret, time() + step * STEP_SECONDS) for step in (-2, -1, 0, 1, 2)}
    return next(text for text in ("000000", "111111", "222222", "333333", "444444", "555555") if text not in near)
