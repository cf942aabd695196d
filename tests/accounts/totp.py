"""The codes of an authenticator app (RFC 6238)."""

import hmac
from base64 import b32decode
from hashlib import sha1
from time import time

STEP_SECONDS = 30


def code(secret: str, at: float | None = None) -> str:
    step_number = int((time() if at is None else at) // STEP_SECONDS)
    digest = hmac.digest(b32decode(secret), step_number.to_bytes(8, "big"), sha1)
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def wrong_code(secret: str) -> str:
    """Return a code that is wrong now and in the steps before and after."""
    valid_codes = {code(secret, time() + step * STEP_SECONDS) for step in (-2, -1, 0, 1, 2)}
    return next(
        text for text in ("000000", "111111", "222222", "333333", "444444", "555555") if text not in valid_codes
    )
