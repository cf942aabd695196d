"""Who a session's user id is. Passwords are Cognito's alone: nothing authenticates here."""

from django.contrib.auth.backends import BaseBackend

from accounts.models.profiles import ProfileItem
from accounts.models.user import User
from accounts.sessions import profile_beside


class CognitoBackend(BaseBackend):
    def get_user(self, user_id: str) -> User | None:
        """None for who is gone or banned: to pages they are nobody. A GetItem where the session brought no profile."""
        profile = profile_beside(user_id) or ProfileItem.profile(user_id)
        user = User.of(profile) if profile else None
        return user if user and user.is_active else None
