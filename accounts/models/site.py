"""`site`: what whoever runs this Chatify has decided, one item."""

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
Admission = Literal["open", "invitation", "domains"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """`sign_up` says who may: anybody, who has an invitation, or who has an e-mail of these `domains`."""

    name: str
    sign_up: Admission = "open"
    domains: frozenset[str] = frozenset()
    channels: tuple[str, ...] = ()
    """Conversation ids that newcomers are in from the start."""
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
        """One strongly consistent GetItem: 1 RCU."""
        found = cls.find(KEY)
        return found.to_site() if found else Site(name=settings.SITE_NAME)

    @classmethod
    def found(cls, user_id: str) -> bool:
        """Whether this person is the founder now: the first one is, whoever asks again stays it. One UpdateItem."""
        free = cls.founder.does_not_exist() | (cls.founder == user_id)
        return try_write(lambda: cls(KEY).update(actions=[cls.founder.set(user_id)], condition=free))

    @classmethod
    def change(cls, changes: Mapping[str, Any]) -> Site:
        """Empty values are removed. One UpdateItem."""
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
    """As of the last half minute: it stands on every page, also on the one that says that the store is down."""
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
