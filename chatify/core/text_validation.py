"""Validation of short texts such as names, topics and statuses."""

import unicodedata

BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that reverse the direction of the text around a name."""
UNSHOWN = "This contains characters that can’t be shown."


def can_be_seen(text: str) -> bool:
    """Whether the text shows anything: one of spaces and joiners alone does not."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)


def is_plain_line(text: str) -> bool:
    """Whether the text has no control characters, no line breaks and nothing that reverses the text around it."""
    return not any(
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in BIDI_CONTROLS for character in text
    )
