"""manage.py deactivate tess --reason spam: sign a person out and keep them out."""

from typing import Any

from django.core.management.base import CommandParser

from accounts.management.console import OPERATOR, ServiceCommand, find_person
from accounts.services import operators


class Command(ServiceCommand):
    help = "Sign someone out everywhere and ban them, or lift the ban with --undo. What they wrote stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("handle", help="the person’s handle, like @tess or tess")
        parser.add_argument(
            "--reason", default="", help="shown to them when they try to sign in, and kept in the audit log"
        )
        parser.add_argument("--undo", action="store_true", help="lift the ban")

    def act(self, *, handle: str, reason: str, undo: bool, **_: Any) -> None:
        who = find_person(handle)
        if undo:
            operators.unban(OPERATOR, who, reason=reason)
            return self.say(f"@{who.handle} can sign in again.")
        operators.ban(OPERATOR, who, until=None, reason=reason)
        return self.say(f"@{who.handle} is signed out and can’t sign in any more.")
