"""Who `request.user` is: an unmanaged Django model over a `Profile`. It is never queried; there is no database."""

from typing import Any, ClassVar, Self

from django.db import models

from accounts.domain import Profile
from chatify import clock

MODERATORS, ADMINS = "moderators", "admins"


class User(models.Model):
    id = models.CharField(primary_key=True, max_length=64)
    handle = models.CharField(unique=True, max_length=32)
    name = models.CharField(max_length=64)
    email = models.EmailField("e-mail")

    profile: Profile

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_authenticated = True
    is_anonymous = False

    class Meta:
        managed = False
        default_permissions = ()

    @classmethod
    def of(cls, profile: Profile) -> Self:
        user = cls(id=profile.id, handle=profile.handle, name=profile.name, email=profile.email)
        user.profile = profile
        return user

    def __str__(self) -> str:
        return self.name

    def get_username(self) -> str:
        return self.handle

    def get_session_auth_hash(self) -> str:
        """Kept in the session, on the server: raising a profile's epoch ends every session."""
        return str(self.profile.epoch)

    def get_session_auth_fallback_hash(self) -> tuple[str, ...]:
        return ()

    @property
    def is_active(self) -> bool:
        return not self.profile.is_banned(clock.now())

    @property
    def is_staff(self) -> bool:
        return self.is_active and bool(self.profile.groups & {MODERATORS, ADMINS})

    @property
    def is_superuser(self) -> bool:
        return self.is_active and ADMINS in self.profile.groups

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff
