from django.apps import AppConfig


class LocalConfig(AppConfig):
    name = "chatify.local"
    verbose_name = "On a laptop"

    def ready(self) -> None:
        from chatify.dynamodb import session
        from chatify.local import outbox, triggers

        triggers.install(session())
        outbox.install(session())
