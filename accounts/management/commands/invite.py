"""manage.py invite: print a link that lets somebody sign up."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from accounts.management.console import ServiceCommand
from accounts.models.invitations import InvitationItem
from chatify.core import clock

USES_MAX, DAYS_MAX = 1_000, 90


class Command(ServiceCommand):
    help = "Print an invitation link for signing up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--uses", type=int, default=1, help=f"how many accounts it can create (default 1, at most {USES_MAX})"
        )
        parser.add_argument(
            "--days", type=int, default=7, help=f"how many days it works (default 7, at most {DAYS_MAX})"
        )

    def act(self, *, uses: int, days: int, **_: Any) -> None:
        if not 1 <= uses <= USES_MAX or not 1 <= days <= DAYS_MAX:
            raise CommandError(f"--uses must be from 1 to {USES_MAX}, --days from 1 to {DAYS_MAX}.")
        code = InvitationItem.make(uses=uses, days=days, now=clock.now())
        self.say(f"{settings.SITE_URL}/accounts/sign-up/?invitation={code}")
