"""Whom a session's user id stands for. Passwords are Cognito's alone: nothing authenticates here."""

from django.contrib.auth.backends import BaseBackend

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from accounts.models.user import User


class CognitoBackend(BaseBackend):
    """The backend that Django's `login` requires. Requests get their user from `accounts.middleware`."""

    def get_user(self, user_id: str) -> User | None:
        """Return the person unless they are gone or banned. One GetItem."""
        return active_user(ProfileItem.profile(user_id))


def active_user(profile: Profile | None) -> User | None:
    """Return the user of a profile, or None if there is none or it is banned: to pages they are nobody."""
    user = User.of(profile) if profile else None
    return user if user and user.is_active else None
