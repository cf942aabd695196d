"""What the commands share: who acts, whom it concerns, and words instead of traces."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.domain import ADMINS, PersonNotFound, Profile, normal_handle
from accounts.services import people
from accounts.services.audit import CONSOLE
from chatify.core import clock
from chatify.core.errors import DomainError, Invalid
from chatify.core.store_errors import StoreError

OPERATOR = Profile(
    id=CONSOLE, handle=CONSOLE, name="Console", email="", created_at=clock.now(), groups=frozenset({ADMINS})
)
"""Whoever may run commands here: in the audit log, too."""


class Act(BaseCommand):
    """A command that calls one service. Its refusals are sentences, and the exit status is 1."""

    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.act(**options)
        except Invalid as error:
            raise CommandError(" ".join(words for told in error.fields.values() for words in told)) from error
        except DomainError as error:
            raise CommandError(error.message) from error
        except StoreError as error:
            raise CommandError("The store doesn’t answer. On a laptop Chatify has to run: make run") from error

    def act(self, *args: Any, **options: Any) -> None:
        raise NotImplementedError

    def say(self, words: str) -> None:
        self.stdout.write(words)


def person(handle: str) -> Profile:
    """Raises `CommandError`."""
    try:
        return people.named(normal_handle(handle))
    except PersonNotFound as error:
        raise CommandError(f"There’s nobody called @{normal_handle(handle)} here.") from error
