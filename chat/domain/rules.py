"""The posting rules of the site's operators: which texts are refused or held for review."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["words", "links", "invitations"]
Effect = Literal["refuse", "hold"]

LINK = re.compile(r"(?:https?://|\bwww\.)([^\s/?#:<>\"']+)", re.IGNORECASE)
INVITATION = re.compile(r"/i/[\w-]{22}(?![\w-])")
"""An invitation's address as in `chat.urls`: 16 random bytes as URL-safe text."""
TERMS_MAX = 500
DEFAULT_SENTENCE = "This can’t be posted here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `refuse` rejects the text with `sentence`; `hold` stores it hidden until a moderator reviews it.

    `terms` are words and phrases, or the hosts of links (without terms a link rule matches every link). An invitation
    rule takes effect once a person has posted `limit` invitations within `seconds`.
    """

    id: str
    kind: Kind
    effect: Effect = "refuse"
    terms: tuple[str, ...] = ()
    sentence: str = DEFAULT_SENTENCE
    limit: int = 3
    seconds: int = 3600
    enabled: bool = True

    def matches(self, body: str) -> bool:
        """Whether the text meets the rule. How many invitations came before is counted by `chat.services.rules`."""
        match self.kind:
            case "words":
                return self._has_word(_plain(body))
            case "links":
                return any(self._lists_host(host) for host in LINK.findall(body))
            case "invitations":
                return INVITATION.search(body) is not None

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "terms": list(self.terms)}

    def _has_word(self, text: str) -> bool:
        # A term of invisible characters only becomes empty, and would match every text.
        terms = filter(None, map(_plain, self.terms))
        return any(re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text) for term in terms)

    def _lists_host(self, host: str) -> bool:
        name = host.casefold().removeprefix("www.")
        return not self.terms or any(name == term or name.endswith(f".{term}") for term in map(_host, self.terms))


def rule_from_dict(stored: dict[str, Any]) -> Rule:
    """Make a rule of what `Rule.as_dict` returned."""
    return Rule(**{**stored, "terms": tuple(stored["terms"])})


def matching_rules(rules: Iterable[Rule], body: str) -> Sequence[Rule]:
    """Return the enabled rules that the text meets, those that refuse before those that hold."""
    matches = [rule for rule in rules if rule.enabled and rule.matches(body)]
    return sorted(matches, key=lambda rule: rule.effect != "refuse")


def _plain(text: str) -> str:
    """Undo disguises: fold case, replace full-width and similar letters, drop invisible characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if unicodedata.category(character) != "Cf")


def _host(term: str) -> str:
    return term.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
