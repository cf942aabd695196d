"""`request.user`: an unmanaged Django model around a `Profile`. There is no database, so it is never queried."""

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from accounts.domain import ADMINS, MODERATORS, Profile
from chatify.core import clock


class User(AbstractBaseUser):
    id: "models.CharField[str, str]" = models.CharField(primary_key=True, max_length=64)
    handle: "models.CharField[str, str]" = models.CharField(unique=True, max_length=32)
    name: "models.CharField[str, str]" = models.CharField(max_length=64)
    email: "models.EmailField[str, str]" = models.EmailField("e-mail")
    password = None  # type: ignore[assignment]  # Cognito's business
    last_login = None

    profile: Profile

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        managed = False
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, profile: Profile) -> Self:
        user = cls(id=profile.id, handle=profile.handle, name=profile.name, email=profile.email)
        user.profile = profile
        return user

    def get_session_auth_hash(self) -> str:
        """Return what a session must hold: raising the profile's epoch ends every session."""
        return str(self.profile.epoch)

    def get_session_auth_fallback_hash(self) -> tuple[str, ...]:
        return ()

    def has_usable_password(self) -> bool:
        """Return False: Cognito has the passwords, so the admin offers no change."""
        return False

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # Django only reads it
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


__all__ = ["ADMINS", "MODERATORS", "User"]
