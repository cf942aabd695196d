"""What templates need and Django does not bring: icons, avatars, links in plain text, fields with their errors."""

import re
from collections.abc import Iterator
from datetime import datetime

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from chatify.clock import rfc3339

register = template.Library()

HUES = 8
URL = re.compile(r"https?://[^\s<>\"'“”‘’]+", re.IGNORECASE)
TRAILING = ".,;:!?)]}"


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decoration: the words stand beside it, or in the control's label."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("img/icons.svg"), name)


@register.filter
def hue(user_id: str) -> int:
    """1..8, the same wherever a person appears. The client computes the same."""
    return sum(user_id.encode()) % HUES + 1


@register.filter
def initials(name: str) -> str:
    """First letters of the first and the last word; one letter for a single word."""
    words = name.split()
    return "".join(word[0] for word in dict.fromkeys((0, len(words) - 1)) if words for word in [words[word]]).upper()


@register.filter
def initial(name: str) -> str:
    return initials(name)[:1]


@register.filter
def rfc(moment: datetime) -> str:
    return rfc3339(moment)


@register.filter
def linked(text: str) -> SafeString:
    """Plain text with its http and https addresses as links; everything else is escaped."""
    return mark_safe("".join(_pieces(text)))  # noqa: S308  # every piece is escaped


def _pieces(text: str) -> Iterator[str]:
    end = 0
    for found in URL.finditer(text):
        url = _trimmed(found.group())
        yield conditional_escape(text[end : found.start()])
        yield format_html('<a href="{0}" rel="noopener nofollow ugc" target="_blank">{0}</a>', url)
        end = found.start() + len(url)
    yield conditional_escape(text[end:])


def _trimmed(url: str) -> str:
    """Without the sentence's own punctuation; a closing bracket stays where the address opened it."""
    while url[-1] in TRAILING and not (url[-1] == ")" and url.count("(") >= url.count(")")):
        url = url[:-1]
    return url


@register.filter
def field_errors(form: BaseForm) -> list[BoundField]:
    return [field for field in form.visible_fields() if field.errors]


@register.simple_tag
def field(bound: BoundField, prefix: str = "", describedby: str = "") -> SafeString:
    """A form's field with label, hint and errors, each tied to the control for those who listen."""
    base = bound.id_for_label
    described = [describedby] if describedby else []
    described += [f"{base}-error"] if bound.errors else []
    described += [f"{base}-hint"] if bound.help_text else []
    attrs = {"aria-invalid": "true"} if bound.errors else {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    context = {"field": bound, "widget": bound.as_widget(attrs=attrs), "prefix": prefix}
    return mark_safe(get_template("_field.html").render(context))  # noqa: S308  # rendered by a template
