"""A conversation with a person in each role, and tables of what each may call."""

from dataclasses import dataclass

from accounts.domain import Profile

ROLES = ("anonymous", "stranger", "member", "moderator", "owner", "banned", "staff")
"""Staff are strangers here: they read a private conversation through a report, in the admin, or not at all."""
MESSAGES = "conversations/{conversation_id}/messages"


def declared(table: str) -> dict[str, dict[str, str]]:
    """By method and path, then by role. The line of the roles is for readers."""
    rows = [line.split() for line in table.strip().splitlines() if line.split()[0] != ROLES[0]]
    return {f"{method} {path}": dict(zip(ROLES, answers, strict=True)) for method, path, *answers in rows}


@dataclass(frozen=True)
class World:
    """A conversation with one person in each role."""

    people: dict[str, Profile]
    places: dict[str, str]

    def fill(self, text: str) -> str:
        return text.replace("{messages}", MESSAGES).format_map(self.places)
