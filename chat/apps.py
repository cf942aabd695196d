"""The app: what people say."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        # Models of accounts are loaded only now.
        from chat.sockets import closing

        closing.listen()
