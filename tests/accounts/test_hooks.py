"""Chat registers its hooks, and accounts raises a clear error if it has not."""

import subprocess
import sys

import pytest

from accounts import hooks
from chat.services.account_hooks import HOOKS


def test_chat_registers_its_hooks_when_django_starts():
    assert hooks.registered() is HOOKS


def test_missing_hooks_are_named_in_the_error(monkeypatch):
    monkeypatch.setattr(hooks, "_loaders", [])
    with pytest.raises(hooks.HooksMissing, match=r"accounts\.hooks\.register"):
        hooks.registered()


def test_the_last_registration_wins(monkeypatch):
    monkeypatch.setattr(hooks, "_loaders", [])
    hooks.register(lambda: pytest.fail("replaced"))
    hooks.register(lambda: HOOKS)
    assert hooks.registered() is HOOKS


def test_starting_django_imports_no_conversations():
    """The function behind Cognito's triggers starts in the same way and needs no conversations."""
    code = "import os, sys, django; django.setup(); print(*sys.modules)"
    environment = {"DJANGO_SETTINGS_MODULE": "chatify.settings", "CHATIFY_ADMIN": "off"}
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment
    ).stdout.split()
    assert "accounts.hooks" in loaded, "a start without the apps would prove nothing"
    assert [name for name in loaded if name.startswith(("chat.services.", "chat.models.", "chat.sockets."))] == []
