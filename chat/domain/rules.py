"""What the site's operators don't want written, as rules over a text. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["words", "links", "invitations"]
Effect = Literal["refuse", "hold"]

LINK = re.compile(r"(?:https?://|\bwww\.)([^\s/?#:<>\"']+)", re.IGNORECASE)
INVITATION = re.compile(r"/i/[\w-]{22}(?![\w-])")
"""As `chat.urls` has it: 16 random bytes in URL-safe text."""
TERMS_MAX = 500
SENTENCE = "This can’t be posted here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`refuse` answers with the sentence; `hold` stores the message hidden until a moderator has looked.

    `terms` are words or phrases, or the hosts of links (none: every link). Invitations are let through up to `limit`
    times in `seconds` by each person.
    """

    id: str
    kind: Kind
    effect: Effect = "refuse"
    terms: tuple[str, ...] = ()
    sentence: str = SENTENCE
    limit: int = 3
    seconds: int = 3600
    enabled: bool = True

    def concerns(self, body: str) -> bool:
        """Of invitations only that there is one: how many were before is counted elsewhere."""
        match self.kind:
            case "words":
                return self._has_word(_plain(body))
            case "links":
                return any(self._is_named(host) for host in LINK.findall(body))
            case "invitations":
                return INVITATION.search(body) is not None

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "terms": list(self.terms)}

    def _has_word(self, text: str) -> bool:
        # Of a term that is all invisible nothing is left, which every text holds.
        terms = filter(None, map(_plain, self.terms))
        return any(re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text) for term in terms)

    def _is_named(self, host: str) -> bool:
        held = host.casefold().removeprefix("www.")
        return not self.terms or any(held == term or held.endswith(f".{term}") for term in map(_host, self.terms))


def of_dict(kept: dict[str, Any]) -> Rule:
    return Rule(**{**kept, "terms": tuple(kept["terms"])})


def concerning(rules: Iterable[Rule], body: str) -> Sequence[Rule]:
    """Those in force that this text meets, what refuses before what holds."""
    met = [rule for rule in rules if rule.enabled and rule.concerns(body)]
    return sorted(met, key=lambda rule: rule.effect != "refuse")


def _plain(text: str) -> str:
    """Full-width and other disguises of letters fall; invisible characters, too."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if unicodedata.category(character) != "Cf")


def _host(term: str) -> str:
    return term.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
