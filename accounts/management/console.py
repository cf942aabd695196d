"""What the commands share: the actor, finding a person, and sentences instead of tracebacks."""

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
"""The actor of every command, also in the audit log."""


class ServiceCommand(BaseCommand):
    """A command that calls one service. It prints an error as a sentence and exits with status 1."""

    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.act(**options)
        except Invalid as error:
            sentences = [sentence for sentences in error.fields.values() for sentence in sentences]
            raise CommandError(" ".join(sentences)) from error
        except DomainError as error:
            raise CommandError(error.message) from error
        except StoreError as error:
            raise CommandError("The database doesn’t answer. On a laptop, start Chatify first: make run") from error

    def act(self, *args: Any, **options: Any) -> None:
        raise NotImplementedError

    def say(self, words: str) -> None:
        self.stdout.write(words)


def find_person(handle: str) -> Profile:
    """Return a person by handle. Raises `CommandError`."""
    try:
        return people.get_person_by_handle(normal_handle(handle))
    except PersonNotFound as error:
        raise CommandError(f"There’s nobody called @{normal_handle(handle)} here.") from error
