"""`site`: the settings of this Chatify, one item."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal

from django.conf import settings
from pynamodb.attributes import ListAttribute, UnicodeAttribute, UnicodeSetAttribute, UTCDateTimeAttribute

from chatify.core.dynamodb import Item, OnDemand, table_name, try_write
from chatify.core.store_errors import StoreError

KEY = "site"
FRESH_SECONDS = 30.0
SignUpPolicy = Literal["open", "invitation", "domains"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The settings. `sign_up` says who may: anybody, the invited, or people with an e-mail of these `domains`."""

    name: str
    sign_up: SignUpPolicy = "open"
    domains: frozenset[str] = frozenset()
    channels: tuple[str, ...] = ()
    """Ids of the channels that newcomers join."""
    founder: str | None = None
    is_set_up: bool = False


class SiteItem(Item):
    class Meta(OnDemand):
        table_name = table_name("site")

    key = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute(null=True)
    sign_up = UnicodeAttribute(null=True)
    domains = UnicodeSetAttribute(null=True)
    channels: ListAttribute[Any] = ListAttribute(null=True)
    founder = UnicodeAttribute(null=True)
    set_up_at = UTCDateTimeAttribute(null=True)

    @classmethod
    def site(cls) -> Site:
        """Return the settings. One strongly consistent GetItem: 1 RCU."""
        row = cls.find(KEY)
        return row.to_site() if row else Site(name=settings.SITE_NAME)

    @classmethod
    def claim_founder(cls, user_id: str) -> bool:
        """Make the first person who calls this the founder; return whether it is this one. One UpdateItem."""
        free = cls.founder.does_not_exist() | (cls.founder == user_id)
        return try_write(lambda: cls(KEY).update(actions=[cls.founder.set(user_id)], condition=free))

    @classmethod
    def change(cls, changes: Mapping[str, Any]) -> Site:
        """Change settings by name; empty values remove them. One UpdateItem."""
        row = cls(KEY)
        row.update(
            actions=[
                getattr(cls, name).set(value) if value else getattr(cls, name).remove()
                for name, value in changes.items()
            ]
        )
        _known.clear()
        return row.to_site()

    def to_site(self) -> Site:
        return Site(
            name=self.name or settings.SITE_NAME,
            sign_up=self.sign_up or "open",  # type: ignore[arg-type]  # written by us alone
            domains=frozenset(self.domains or ()),
            channels=tuple(self.channels or ()),
            founder=self.founder,
            is_set_up=self.set_up_at is not None,
        )


_known: dict[str, tuple[float, str]] = {}


def site_name() -> str:
    """Return the site's name, at most half a minute old: every page shows it, also while the store is down."""
    read_at, known = _known.get(KEY, (float("-inf"), ""))
    if monotonic() - read_at > FRESH_SECONDS:
        known = _name_now() or known or settings.SITE_NAME
        _known[KEY] = (monotonic(), known)
    return known


def _name_now() -> str | None:
    try:
        return SiteItem.site().name
    except StoreError:
        return None
