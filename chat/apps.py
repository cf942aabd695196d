"""The Django app of conversations and messages."""

from typing import Any

from django.apps import AppConfig

from accounts import hooks


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        hooks.register(_load_account_hooks)
        hooks.signed_out.connect(_close_sockets, dispatch_uid="chat")


# Both import when they are first called: chat's services take 95 ms of processor time to import, and Cognito's function
# starts without them.
def _load_account_hooks() -> hooks.Hooks:
    from chat.services.account_hooks import HOOKS  # noqa: PLC0415

    return HOOKS


def _close_sockets(**event: Any) -> None:
    from chat.sockets.closing import close_signed_out  # noqa: PLC0415

    close_signed_out(**event)
