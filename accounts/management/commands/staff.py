"""`manage.py staff tess admins`: who operates. The first admin is made here, all others in the admin."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.domain import normal_handle
from accounts.models.handles import HandleItem
from accounts.models.profiles import ProfileItem
from accounts.services.operators import STAFF, give_groups


class Command(BaseCommand):
    help = "Put a person into the groups named, and out of the others. Ends their sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("handle")
        parser.add_argument("groups", nargs="*", choices=sorted(STAFF), help="none: no operator any more")

    def handle(self, *args: Any, **options: Any) -> None:
        held = HandleItem.find(normal_handle(options["handle"]))
        person = ProfileItem.profile(held.user_id) if held else None
        if person is None:
            raise CommandError(f"Nobody has the handle {options['handle']}.")
        give_groups(person, person, frozenset(options["groups"]))
        self.stdout.write(f"@{person.handle}: {', '.join(sorted(options['groups'])) or 'no operator'}")
