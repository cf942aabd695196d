"""`sessions`: a row a sign-in, of a browser or of an API client. It exists as long as that sign-in is alive."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from chatify.core.ahead import read_together
from chatify.core.dynamodb import Item, OnDemand, batch_get, table_name, try_write

SEEN_EVERY = timedelta(minutes=10)


class ByUser(GlobalSecondaryIndex["SessionItem"]):
    class Meta:
        index_name = "by_user"
        projection = IncludeProjection(["device", "created_at", "seen_at", "expires_at"])

    user_id = UnicodeAttribute(hash_key=True)
    session_id = UnicodeAttribute(range_key=True)


class SessionItem(Item):
    """`session_id` is the sha256 of the cookie's key or of a token's `origin_jti`: reading the table opens nothing.

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
        """One strongly consistent GetItem: a sign-out is seen by the next request. TTL alone may lag by days."""
        row = cls.find(session_id)
        return row if row is not None and row.expires_at > now else None

    @classmethod
    def with_profile(cls, session_id: str, user_id: str, now: datetime) -> "tuple[SessionItem | None, Profile | None]":
        """Both in one strongly consistent BatchGetItem: 2 RCU. What the act reads ahead comes with them."""
        found = read_together(user_id, (cls, [(session_id,)]), (ProfileItem, [(user_id,)]))
        row = next((row for row in found[cls] if row.expires_at > now), None)
        return row, next((item.to_profile() for item in found[ProfileItem]), None)

    @classmethod
    def ids_of(cls, user_id: str) -> Iterator[str]:
        """Every sign-in of a person, one Query of the index; it may lag behind a sign-in of this very second."""
        return (row.session_id for row in cls.by_user.query(user_id))

    @classmethod
    def of(cls, user_id: str, epoch: int, now: datetime) -> "list[SessionItem]":
        """A person's sign-ins that are alive, last used first. A Query of the index and a BatchGetItem a hundred."""
        keys = [(session_id,) for session_id in cls.ids_of(user_id)]
        rows = batch_get((cls, keys))[cls] if keys else []
        alive = [row for row in rows if row.expires_at > now and (row.user_id, row.epoch) == (user_id, epoch)]
        return sorted(alive, key=lambda row: row.seen_at, reverse=True)

    @classmethod
    def remove(cls, session_id: str) -> "SessionItem | None":
        """One DeleteItem; answers the row that was there."""
        answer = cls._get_connection().delete_item(session_id, return_values="ALL_OLD")
        old = answer.get("Attributes")
        return cls.from_raw_data(old) if old else None

    def create(self) -> bool:
        """One PutItem; False where the key is taken."""
        return try_write(lambda: self.save(condition=SessionItem.session_id.does_not_exist()))

    def change(self, *actions: Action) -> bool:
        """One UpdateItem; False where the row is gone: what was signed out never comes back."""
        return try_write(lambda: self.update(actions=list(actions), condition=SessionItem.session_id.exists()))

    def seen(self, now: datetime) -> None:
        """Last use, to ten minutes: not a write on each request."""
        if now - self.seen_at > SEEN_EVERY:
            self.change(SessionItem.seen_at.set(now))
