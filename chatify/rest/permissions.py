"""Who may call at all. What they may do in a conversation is `chat.services.access`'s to say."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

if TYPE_CHECKING:
    # `rest_framework.views` imports this module by the name in the settings.
    from rest_framework.request import Request
    from rest_framework.views import APIView


class SignedIn(BasePermission):
    def has_permission(self, request: "Request", view: "APIView") -> bool:
        return bool(request.user and request.user.is_authenticated)


class Anyone(BasePermission):
    """Said explicitly, so that a route without a permission can fail the build."""

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        return True
