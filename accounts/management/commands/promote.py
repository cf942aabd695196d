"""manage.py promote tess: make a person an admin or a moderator."""

from typing import Any

from django.core.management.base import CommandParser

from accounts.domain import ADMINS, MODERATORS
from accounts.management.console import OPERATOR, ServiceCommand, find_person
from accounts.services import operators


class Command(ServiceCommand):
    help = "Make somebody an admin, or with --moderator a moderator. They have to sign in again to get the new rights."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("handle", help="the person’s handle, like @tess or tess")
        parser.add_argument("--moderator", action="store_true", help="a moderator, not an admin")

    def act(self, *, handle: str, moderator: bool, **_: Any) -> None:
        who, group = find_person(handle), MODERATORS if moderator else ADMINS
        words = "a moderator" if moderator else "an admin"
        if who.groups == {group}:
            return self.say(f"@{who.handle} is already {words}.")
        operators.change_groups(OPERATOR, who, frozenset({group}))
        return self.say(f"@{who.handle} is now {words}. They have to sign in again.")
