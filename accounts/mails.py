"""Mails in the site's name, plain and HTML. Each template has a subject, a blank line and paragraphs."""

import logging
from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string

from accounts.models.site import site_name
from chatify.core.store_errors import StoreError

logger = logging.getLogger(__name__)


def send(name: str, to: str, **facts: Any) -> None:
    """Send a mail. Raises botocore's errors."""
    subject, body, html = render(name, **facts)
    send_mail(subject, body, None, [to], html_message=html)


def send_if_possible(name: str, to: str, **facts: Any) -> None:
    """Send a mail about something that is done in any case: an error is logged, never raised."""
    try:
        send(name, to, **facts)
    except StoreError:
        logger.exception("the mail “%s” was not sent", name)


def render(name: str, **facts: Any) -> tuple[str, str, str]:
    """Return subject, plain text and HTML from `templates/mails/<name>.txt`."""
    text = render_to_string(f"mails/{name}.txt", {"site": site_name(), **facts})
    subject, _, body = text.strip().partition("\n\n")
    paragraphs = body.split("\n\n")
    return subject, body + "\n", render_to_string("mails/_page.html", {"subject": subject, "paragraphs": paragraphs})
