"""Template tags and filters: icons, avatars, times, links in plain text, form fields with their errors."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django import template
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
    get_default_password_validators,
)
from django.forms import BaseForm, BoundField
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from chatify.core.clock import now, rfc3339

register = template.Library()

HUES = 8
URL = re.compile(r"https?://[^\s<>\"'“”‘’]+", re.IGNORECASE)
TRAILING = ".,;:!?)]}"
"""Punctuation that may end a sentence right behind an address."""


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Render an icon. It is decoration, hidden from assistive technology: text beside it or a label says the same."""
    sprite = static("img/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.simple_tag
def fixed(name: str, **context: Any) -> SafeString:
    """Render a template that is the same on every page, once for each edition of the static files."""
    edition = static("js/app.js")
    cached = _fixed.get(name)
    if cached is None or cached[0] != edition:
        # The markup comes from a template, which has escaped it.
        cached = _fixed[name] = (edition, mark_safe(get_template(name).render(context)))  # noqa: S308
    return cached[1]


_fixed: dict[str, tuple[str, SafeString]] = {}
forget_fixed = _fixed.clear


@register.filter
def hue(user_id: str) -> int:
    """Return the person's colour, 1 to 8. The scripts compute the same."""
    return sum(user_id.encode()) % HUES + 1


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word, or one letter for a single word."""
    words = name.split()
    return "".join(_letter(word) for word in words[:1] + words[1:][-1:]).upper()


def _letter(word: str) -> str:
    """Return the first letter or digit, skipping invisible characters and those that reverse text."""
    return next((character for character in word if character.isalnum()), word[0])


@register.filter
def initial(name: str) -> str:
    """Return the first letter of the first word."""
    return initials(name)[:1]


@register.simple_tag
def avatar(person: Any, size: str = "", slot: str = "") -> SafeString:
    """Render a person's initials, under their picture if they have one. It is decoration: the name stands beside it."""
    return format_html(
        '<span class="{}"{} data-hue="{}" aria-hidden="true">{}{}</span>',
        f"avatar {size}".strip(),
        _slot(slot),
        hue(person.id),
        initial(person.name) if size == "small" else initials(person.name),
        _picture(person.avatar_id),
    )


def _picture(avatar_id: str | None) -> SafeString | str:
    return format_html('<img src="/avatars/{}" alt="" loading="lazy">', avatar_id) if avatar_id else ""


def _slot(name: str) -> SafeString | str:
    return format_html(' data-slot="{}"', name) if name else ""


@register.filter
def faces(rows: Iterable[Any], count: int = 3) -> list[Any]:
    """Return the faces of the last few people who wrote, the latest last."""
    latest: dict[str, Any] = {}
    for row in rows:
        if row.kind == "message":
            latest.pop(row.author_id, None)
            latest[row.author_id] = row.face
    return list(latest.values())[-count:]


@register.filter
def rfc(moment: datetime) -> str:
    """Return a time in the contract's format."""
    return rfc3339(moment)


@register.simple_tag
def local_time(moment: datetime | None, style: str, slot: str = "") -> SafeString:
    """Render a time in UTC; a script shows it in the reader's own zone. `style` is time, day, short or date."""
    time = _time_element(moment, style) if moment else mark_safe("<time></time>")
    return format_html('<local-time data-format="{}"{}>{}</local-time>', style, _slot(slot), time)


def _time_element(moment: datetime, style: str) -> SafeString:
    text, title = STYLES[style](moment), date_format(moment, "j F Y, H:i")
    return format_html('<time datetime="{}" title="{} UTC">{}</time>', rfc3339(moment), title, text)


def _day(moment: datetime) -> str:
    days_ago = (now().date() - moment.date()).days
    if days_ago in {0, 1}:
        return ("Today", "Yesterday")[days_ago]
    return date_format(moment, "l" if 0 < days_ago < WEEK.days else _with_year(moment, "l j F"))


def _short(moment: datetime) -> str:
    """Format as short as is clear: the time today, the weekday within a week, else the date."""
    days_ago = (now().date() - moment.date()).days
    if days_ago <= 0:
        return date_format(moment, "H:i")
    return date_format(moment, "D" if days_ago < WEEK.days else _with_year(moment, "j M"))


def _with_year(moment: datetime, style: str) -> str:
    return style if moment.year == now().year else f"{style} Y"


WEEK = timedelta(days=7)
STYLES: dict[str, Callable[[datetime], str]] = {
    "time": lambda moment: date_format(moment, "H:i"),
    "day": _day,
    "short": _short,
    "date": lambda moment: date_format(moment, "j F Y"),
}


@register.filter
def linked(text: str) -> SafeString:
    """Escape plain text and turn its http and https addresses into links."""
    return mark_safe("".join(_escaped_pieces(text)))  # noqa: S308  # every piece is escaped


def _escaped_pieces(text: str) -> Iterator[str]:
    end = 0
    for match in URL.finditer(text):
        url = _trim(match.group())
        yield conditional_escape(text[end : match.start()])
        yield format_html('<a href="{0}" rel="noopener nofollow ugc" target="_blank">{0}</a>', url)
        end = match.start() + len(url)
    yield conditional_escape(text[end:])


def _trim(url: str) -> str:
    """Cut the sentence's punctuation off an address; keep a closing bracket that the address opened."""
    while url[-1] in TRAILING and not (url[-1] == ")" and url.count("(") >= url.count(")")):
        url = url[:-1]
    return url


@register.filter
def field_errors(form: BaseForm) -> list[BoundField]:
    """Return the visible fields that have errors."""
    return [field for field in form.visible_fields() if field.errors]


@register.simple_tag
def field(bound: BoundField, prefix: str = "", describedby: str = "", **aside: str) -> SafeString:
    """Render a form field with label, hint and errors, each tied to the control for screen readers.

    `aside` and `aside_url` are the text and the address of a link beside the label.
    """
    base = bound.id_for_label
    described = [describedby] if describedby else []
    described += [f"{base}-error"] if bound.errors else []
    described += [f"{base}-hint"] if bound.help_text else []
    attrs: dict[str, str | bool] = {"aria-invalid": "true"} if bound.errors else {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    context = {"field": bound, "widget": bound.as_widget(attrs=attrs), "prefix": prefix, **aside}
    return mark_safe(get_template("_field.html").render(context))  # noqa: S308  # the template has escaped it


@register.simple_tag
def password_rules() -> list[dict[str, Any]]:
    """Return what the password validators require; a script ticks each rule off by its `name`."""
    return [_rule(validator) for validator in get_default_password_validators()]


def _rule(validator: Any) -> dict[str, Any]:
    match validator:
        case MinimumLengthValidator(min_length=length):
            return {"name": "length", "min": length, "words": f"At least {length} characters"}
        case UserAttributeSimilarityValidator():
            return {"name": "similar", "words": "Nothing like your name or e-mail"}
        case CommonPasswordValidator():
            return {"name": "common", "words": "Not a commonly used password"}
    return {"name": "other", "words": validator.get_help_text()}
