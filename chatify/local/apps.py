"""The app config: it registers triggers and outbox on AWS calls, and shows edited templates at once."""

from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.utils.autoreload import file_changed


class LocalConfig(AppConfig):
    name = "chatify.local"
    verbose_name = "On a laptop"

    def ready(self) -> None:
        from chatify.core.aws import session
        from chatify.local import outbox, triggers

        triggers.install(session())
        outbox.install(session())
        file_changed.connect(_forget_rendered_templates)


def _forget_rendered_templates(file_path: Path, **_: Any) -> None:
    """Show an edited template on the next page; Django forgets its own copy likewise."""
    from chat.views import inbox_rows, timeline
    from chatify.web.template_tags import forget_fixed

    if file_path.suffix == ".html":
        for forget in (inbox_rows.forget_rows, timeline.forget_rows, forget_fixed):
            forget()
