"""Who calls, as the services know people."""

from typing import cast

from rest_framework.request import Request

from accounts.domain import Profile
from accounts.models.user import User


def caller(request: Request) -> Profile:
    return cast(User, request.user).profile
