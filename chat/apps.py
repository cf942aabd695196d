"""The Django app of conversations and messages."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        from chat.sockets import closing  # noqa: PLC0415  # its models need the apps

        closing.listen()
