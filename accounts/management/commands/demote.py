"""manage.py demote tess: take an operator's rights away."""

from typing import Any

from django.core.management.base import CommandParser

from accounts.domain import STAFF
from accounts.management.console import OPERATOR, ServiceCommand, find_person
from accounts.services import operators


class Command(ServiceCommand):
    help = "Take an operator’s rights away and sign them out everywhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("handle", help="the person’s handle, like @tess or tess")

    def act(self, *, handle: str, **_: Any) -> None:
        who = find_person(handle)
        if not who.groups & STAFF:
            return self.say(f"@{who.handle} isn’t an operator.")
        operators.change_groups(OPERATOR, who, frozenset())
        return self.say(f"@{who.handle} is no longer an operator.")
