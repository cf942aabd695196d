"""Short texts that stand among other words: names, topics, statuses."""

import unicodedata

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn what is written around a name."""
UNSHOWN = "This holds characters that can’t be shown."


def can_be_seen(text: str) -> bool:
    """Whether there is anything to look at: blanks and joiners alone are not."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)


def is_plain_line(text: str) -> bool:
    """Neither controls, line breaks among them, nor what turns the words around it."""
    return not any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") or one in TURNING for one in text)
