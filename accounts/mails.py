"""Mails in the site's own name and words, plain and HTML. Each is a template: subject, a blank line, paragraphs."""

from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string

from accounts.models.site import site_name


def send(name: str, to: str, **facts: Any) -> None:
    """Raises botocore's errors."""
    subject, body, html = written(name, **facts)
    send_mail(subject, body, None, [to], html_message=html)


def written(name: str, **facts: Any) -> tuple[str, str, str]:
    """Subject, plain text, HTML, from `templates/mails/<name>.txt`."""
    text = render_to_string(f"mails/{name}.txt", {"site": site_name(), **facts})
    subject, _, body = text.strip().partition("\n\n")
    paragraphs = body.split("\n\n")
    return subject, body + "\n", render_to_string("mails/_page.html", {"subject": subject, "paragraphs": paragraphs})
