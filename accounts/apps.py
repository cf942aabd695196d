from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def import_models(self) -> None:
        """The one Django model beside the tables: the socket function reads profiles without Django's app registry."""
        super().import_models()
        import_module("accounts.models.user")
