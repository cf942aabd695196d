"""Mails in the site's own name and words, plain and HTML. Each is a template: subject, a blank line, paragraphs."""

import logging
from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string

from accounts.models.site import site_name
from chatify.core.store_errors import StoreError

logger = logging.getLogger(__name__)


def send(name: str, to: str, **facts: Any) -> None:
    """Raises botocore's errors."""
    subject, body, html = written(name, **facts)
    send_mail(subject, body, None, [to], html_message=html)


def tell(name: str, to: str, **facts: Any) -> None:
    """Of what holds whether or not they are told of it: a mail that can't be sent is logged, never raised."""
    try:
        send(name, to, **facts)
    except StoreError:
        logger.exception("the mail “%s” was not sent", name)


def written(name: str, **facts: Any) -> tuple[str, str, str]:
    """Subject, plain text, HTML, from `templates/mails/<name>.txt`."""
    text = render_to_string(f"mails/{name}.txt", {"site": site_name(), **facts})
    subject, _, body = text.strip().partition("\n\n")
    paragraphs = body.split("\n\n")
    return subject, body + "\n", render_to_string("mails/_page.html", {"subject": subject, "paragraphs": paragraphs})
