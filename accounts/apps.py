"""The app of accounts."""

from importlib import import_module

from django.apps import AppConfig, apps


class AccountsConfig(AppConfig):
    name = "accounts"

    def import_models(self) -> None:
        """Import the one Django model, where pages need it: functions without pages skip Django's database layer."""
        super().import_models()
        if apps.is_installed("django.contrib.auth"):
            import_module("accounts.models.user")
