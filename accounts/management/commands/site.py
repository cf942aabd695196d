"""manage.py site --name …: show or change the settings of the site."""

from typing import Any

from django.core.management.base import CommandParser

from accounts.management.console import ServiceCommand
from accounts.models.site import SiteItem
from accounts.services import site_setup


class Command(ServiceCommand):
    help = "Show what this Chatify is called and who may sign up; with options, change it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", help="what the site is called")
        parser.add_argument("--sign-up", choices=["open", "invitation", "domains"], help="who can sign up")
        parser.add_argument("--domains", help="e-mail domains for --sign-up domains, comma-separated")

    def act(self, *, name: str | None, sign_up: str | None, domains: str | None, **_: Any) -> None:
        if name or sign_up or domains:
            now = SiteItem.site()
            site_setup.set_up(
                name=name or now.name,
                sign_up=sign_up or ("domains" if domains else now.sign_up),
                domains=domains or ",".join(now.domains),
            )
        site = SiteItem.site()
        of = f" ({', '.join(sorted(site.domains))})" if site.sign_up == "domains" else ""
        self.say(f"{site.name}: sign-up is {WORDS[site.sign_up]}{of}.")


WORDS = {
    "open": "open to everyone",
    "invitation": "by invitation only",
    "domains": "limited to certain e-mail addresses",
}
