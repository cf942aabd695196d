"""Who may call a view at all. What a person may do in a conversation is checked in `chat.services`."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

if TYPE_CHECKING:
    # `rest_framework.views` imports this module, so importing it here at run time would be circular.
    from rest_framework.request import Request
    from rest_framework.views import APIView


class SignedIn(BasePermission):
    def has_permission(self, request: "Request", view: "APIView") -> bool:
        return bool(request.user and request.user.is_authenticated)


class Anyone(BasePermission):
    """No sign-in needed. Views name it explicitly, so that a test can list them."""

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        return True
