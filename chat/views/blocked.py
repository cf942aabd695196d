"""Whom one blocked: among the settings, where they can be had back."""

from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.pages import SettingsPage
from chat.services import blocks
from chatify.rest import cursors

PAGE = 50


class Whom(forms.Form):
    user_id = forms.CharField()


class Blocked(SettingsPage):
    """POST unblocks one."""

    template_name = "settings/blocked.html"
    form_class = Whom
    section = "privacy"
    done = "Unblocked."
    goes_to = "chat:blocked"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        after = cursors.decode_text(self.request.GET.get("cursor"))
        found, last = blocks.listed(self.me, after, PAGE)
        return super().get_context_data(**context) | {"blocked": found, "next": cursors.encode(last)}

    def change(self, given: Mapping[str, Any]) -> None:
        blocks.unblock(self.me, given["user_id"])
