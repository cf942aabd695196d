"""`sessions`: one row per sign-in, of a browser or an API client. It exists as long as the sign-in is alive."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from chatify.core.dynamodb import BatchRead, Item, ItemsByModel, OnDemand, batch_get, table_name, try_write

SEEN_EVERY = timedelta(minutes=10)

ExtraRead = Callable[[str], BatchRead[Any]]
"""Given a user id, what to read in the same call as that person's sign-in."""
NO_EXTRA_READ: BatchRead[None] = BatchRead((), lambda _: None)


class ByUser(GlobalSecondaryIndex["SessionItem"]):
    class Meta:
        index_name = "by_user"
        projection = IncludeProjection(["device", "created_at", "seen_at", "expires_at"])

    user_id = UnicodeAttribute(hash_key=True)
    session_id = UnicodeAttribute(range_key=True)


class SessionItem(Item):
    """A sign-in. `session_id` is a sha256 of the cookie's key or a token's `origin_jti`, so a row opens nothing.

    `user_id` and `epoch` are attributes of their own, so that sockets need no session codec; both are absent before a
    sign-in. `data` is Django's encoded session, absent for API clients. `refresh_token` is kept to revoke it.
    """

    class Meta(OnDemand):
        table_name = table_name("sessions")

    session_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(null=True)
    epoch = NumberAttribute(null=True)
    data = UnicodeAttribute(null=True)
    device = UnicodeAttribute(null=True)
    place = UnicodeAttribute(null=True)
    refresh_token = UnicodeAttribute(null=True)
    created_at = UTCDateTimeAttribute()
    seen_at = UTCDateTimeAttribute()
    expires_at = TTLAttribute()

    by_user = ByUser()

    @classmethod
    def alive(cls, session_id: str, now: datetime) -> "SessionItem | None":
        """Return a sign-in that is alive. One strongly consistent GetItem: the next request sees a sign-out."""
        row = cls.find(session_id)
        return row if row is not None and row.expires_at > now else None

    @classmethod
    def with_profile(
        cls, session_id: str, user_id: str, now: datetime, *, extra_read: ExtraRead | None = None
    ) -> "tuple[tuple[SessionItem | None, Profile | None], Any]":
        """Return a sign-in that is alive and the person's profile, then what `extra_read` makes (None without one).

        One strongly consistent BatchGetItem: 2 RCU, and those of the extra read.
        """

        def build(items: ItemsByModel) -> "tuple[SessionItem | None, Profile | None]":
            row = next((row for row in items[cls] if row.session_id == session_id and row.expires_at > now), None)
            profile = next((item.to_profile() for item in items[ProfileItem] if item.user_id == user_id), None)
            return row, profile

        sign_in = BatchRead([(cls, [(session_id,)]), (ProfileItem, [(user_id,)])], build)
        return sign_in.fetch_with(extra_read(user_id) if extra_read else NO_EXTRA_READ)

    @classmethod
    def ids_of(cls, user_id: str) -> Iterator[str]:
        """Yield the ids of a person's sign-ins. One Query of the index, which may lag by a second."""
        return (row.session_id for row in cls.by_user.query(user_id))

    @classmethod
    def of(cls, user_id: str, epoch: int, now: datetime) -> "list[SessionItem]":
        """Return a person's sign-ins that are alive, last used first. A Query and a BatchGetItem a hundred."""
        keys = [(session_id,) for session_id in cls.ids_of(user_id)]
        rows = batch_get((cls, keys))[cls] if keys else []
        alive = [row for row in rows if row.expires_at > now and (row.user_id, row.epoch) == (user_id, epoch)]
        return sorted(alive, key=lambda row: row.seen_at, reverse=True)

    @classmethod
    def remove(cls, session_id: str) -> "SessionItem | None":
        """Delete a row and return it. One DeleteItem."""
        answer = cls._get_connection().delete_item(session_id, return_values="ALL_OLD")
        old = answer.get("Attributes")
        return cls.from_raw_data(old) if old else None

    def create(self) -> bool:
        """Store a new row; return False if the key is taken. One PutItem."""
        return try_write(lambda: self.save(condition=SessionItem.session_id.does_not_exist()))

    def change(self, *actions: Action) -> bool:
        """Change the row; return False if it is gone, so that no sign-out is undone. One UpdateItem."""
        return try_write(lambda: self.update(actions=list(actions), condition=SessionItem.session_id.exists()))

    def seen(self, now: datetime) -> None:
        """Store the time of the last use, at most every ten minutes."""
        if now - self.seen_at > SEEN_EVERY:
            self.change(SessionItem.seen_at.set(now))
