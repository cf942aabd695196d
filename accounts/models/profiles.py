"""`profiles`: one item a person, keyed by Cognito's `sub`."""

from collections.abc import Iterable, Sequence

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute, UTCDateTimeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from accounts.domain import Profile
from chatify.dynamodb import Item, OnDemand, batch_get, table_name


class ByHandle(GlobalSecondaryIndex["ProfileItem"]):
    """Find people by the start of their handle: partitioned by its first character."""

    class Meta:
        index_name = "by_handle"
        projection = IncludeProjection(["name", "email", "created_at", "status", "avatar_id"])

    initial = UnicodeAttribute(hash_key=True)
    handle = UnicodeAttribute(range_key=True)


class ProfileItem(Item):
    class Meta(OnDemand):
        table_name = table_name("profiles")

    user_id = UnicodeAttribute(hash_key=True)
    initial = UnicodeAttribute()
    handle = UnicodeAttribute()
    name = UnicodeAttribute()
    email = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()
    status = UnicodeAttribute(null=True)
    avatar_id = UnicodeAttribute(null=True)
    settings = JSONAttribute(null=True)
    banned_until = UTCDateTimeAttribute(null=True)
    epoch = NumberAttribute(default=0)
    groups = UnicodeSetAttribute(null=True)

    by_handle = ByHandle()

    @classmethod
    def profile(cls, user_id: str) -> Profile | None:
        """One strongly consistent GetItem: 1 RCU. A ban or sign-out everywhere is seen by the next request."""
        found = cls.find(user_id)
        return found.to_profile() if found else None

    @classmethod
    def profiles(cls, user_ids: Iterable[str]) -> dict[str, Profile]:
        """Absent people are left out. One BatchGetItem a hundred; 0.5 RCU each."""
        keys = [(user_id,) for user_id in set(user_ids)]
        rows = batch_get((cls, keys), consistent=False)[cls] if keys else []
        return {row.user_id: row.to_profile() for row in rows}

    @classmethod
    def starting_with(cls, prefix: str, limit: int) -> Sequence[Profile]:
        """People by the start of their handle, in its order. One Query of the index; about 0.5 RCU per 20 people."""
        rows = cls.by_handle.query(prefix[0], cls.handle.startswith(prefix), limit=limit)
        return [row.to_profile() for row in rows]

    def to_profile(self) -> Profile:
        return Profile(
            id=self.user_id,
            handle=self.handle,
            name=self.name,
            email=self.email,
            created_at=self.created_at,
            status=self.status or "",
            avatar_id=self.avatar_id,
            settings=self.settings or {},
            banned_until=self.banned_until,
            epoch=int(self.epoch or 0),
            groups=frozenset(self.groups or ()),
        )
