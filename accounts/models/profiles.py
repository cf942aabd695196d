"""`profiles`: one item per person, keyed by Cognito's `sub`."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Self

from pynamodb.attributes import (
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.expressions.condition import size
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from accounts.domain import Profile
from chatify.core.aws import client
from chatify.core.dynamodb import Item, OnDemand, batch_get, table_name, try_write

DEVICES_MAX = 100
HandleCursor = tuple[str, str]
"""Where a page of the index by handle ended: (handle, user id)."""


class ByHandle(GlobalSecondaryIndex["ProfileItem"]):
    """People by the start of their handle; its first character is the partition."""

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
    ban_reason = UnicodeAttribute(null=True)
    muted_until = UTCDateTimeAttribute(null=True)
    new_email = JSONAttribute(null=True)
    devices = UnicodeSetAttribute(null=True)
    signed_in_at = UTCDateTimeAttribute(null=True)
    epoch = NumberAttribute(default=0)
    groups = UnicodeSetAttribute(null=True)

    by_handle = ByHandle()

    @classmethod
    def profile(cls, user_id: str) -> Profile | None:
        """Return a person's profile. One strongly consistent GetItem (1 RCU): the next request sees a ban."""
        row = cls.find(user_id)
        return row.to_profile() if row else None

    @classmethod
    def profiles(cls, user_ids: Iterable[str]) -> dict[str, Profile]:
        """Return profiles by id, without absent people. One BatchGetItem a hundred; 0.5 RCU each."""
        keys = [(user_id,) for user_id in set(user_ids)]
        rows = batch_get((cls, keys), consistent=False)[cls] if keys else []
        return {row.user_id: row.to_profile() for row in rows}

    @classmethod
    def starting_with(
        cls, prefix: str, limit: int, after: HandleCursor | None = None
    ) -> tuple[list[Profile], HandleCursor | None]:
        """Return people by the start of their handle, in its order, and the cursor of the next page, None at the end.

        One Query of the index; about 0.5 RCU per 20 people. A change may be seen a second late.
        """
        key = cls._key_of(after) if after else None
        rows = cls.by_handle.query(prefix[0], cls.handle.startswith(prefix), limit=limit, last_evaluated_key=key)
        profiles = [row.to_profile() for row in rows]
        return profiles, (profiles[-1].handle, profiles[-1].id) if rows.last_evaluated_key else None

    @staticmethod
    def _key_of(cursor: HandleCursor) -> dict[str, dict[str, str]]:
        handle, user_id = cursor
        return {"initial": {"S": handle[0]}, "handle": {"S": handle}, "user_id": {"S": user_id}}

    @classmethod
    def change(cls, user_id: str, changes: Mapping[str, Any]) -> Profile:
        """Set attributes by name (empty text and None remove them) and return the new profile. One UpdateItem."""
        row = cls(user_id)
        row.update(actions=cls.update_actions(changes), condition=cls.user_id.exists())
        return row.to_profile()

    @classmethod
    def update_actions(cls, changes: Mapping[str, Any]) -> list[Action]:
        return [
            getattr(cls, name).set(value) if value not in ("", None) else getattr(cls, name).remove()
            for name, value in changes.items()
        ]

    @classmethod
    def new_email_of(cls, user_id: str) -> dict[str, Any] | None:
        """Return the address that waits for its code, with the code's digest. One GetItem: 1 RCU."""
        row = cls.find(user_id)
        return row.new_email if row else None

    @classmethod
    def is_alone(cls, user_id: str) -> bool:
        """Return whether the site has nobody else. One Scan of at most two items."""
        return all(row.user_id == user_id for row in cls.scan(limit=2, consistent_read=True))

    @classmethod
    def record_sign_in(cls, user_id: str, now: datetime) -> bool:
        """Store the time of the last sign-in; return False if there is no such person. One UpdateItem."""
        return cls._update(user_id, cls.signed_in_at.set(now))

    @classmethod
    def add_device(cls, user_id: str, device: str) -> bool:
        """Store a device; return whether it is new beside devices of before. One UpdateItem.

        At most a hundred are stored, because every read of the profile pays for them.
        """
        table = client("dynamodb")
        kwargs = cls(user_id).get_update_kwargs_from_instance(
            actions=[cls.devices.add({device})],
            condition=cls.user_id.exists() & (cls.devices.does_not_exist() | (size(cls.devices) < DEVICES_MAX)),
        )
        try:
            answer = table.update_item(**kwargs, ReturnValues="UPDATED_OLD")
        except table.exceptions.ConditionalCheckFailedException:
            return False
        before = answer.get("Attributes", {}).get("devices", {}).get("SS", [])
        return bool(before) and device not in before

    @classmethod
    def forget(cls, user_id: str) -> None:
        """Delete the profile. One DeleteItem."""
        cls(user_id).delete()

    @classmethod
    def end_all_sign_ins(cls, user_id: str) -> None:
        """Raise the epoch, which ends every earlier session and token. One UpdateItem.

        Does nothing if there is no profile: without one no sign-in is valid.
        """
        cls._update(user_id, cls.epoch.add(1))

    @classmethod
    def _update(cls, user_id: str, *actions: Action) -> bool:
        """Update a profile; return False if there is no such person."""
        return try_write(lambda: cls(user_id).update(actions=list(actions), condition=cls.user_id.exists()))

    @classmethod
    def of(cls, profile: Profile) -> Self:
        return cls(
            profile.id,
            initial=profile.handle[0],
            handle=profile.handle,
            name=profile.name,
            email=profile.email,
            created_at=profile.created_at,
        )

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
            ban_reason=self.ban_reason or "",
            muted_until=self.muted_until,
            epoch=int(self.epoch or 0),
            groups=frozenset(self.groups or ()),
        )
