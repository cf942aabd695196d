"""What templates need and Django does not bring: icons, avatars, links in plain text, fields with their errors."""

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


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A decoration: the words stand beside it, or in the control's label."""
    sprite = static("img/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.simple_tag
def fixed(name: str, **context: Any) -> SafeString:
    """A part that is the same on every page: rendered once for each edition of the static files that it may name."""
    edition = static("js/app.js")
    kept = _fixed.get(name)
    if kept is None or kept[0] != edition:
        kept = _fixed[name] = (edition, mark_safe(get_template(name).render(context)))  # noqa: S308  # a template's
    return kept[1]


_fixed: dict[str, tuple[str, SafeString]] = {}
forget_fixed = _fixed.clear


@register.filter
def hue(user_id: str) -> int:
    """1..8, the same wherever a person appears. The client computes the same."""
    return sum(user_id.encode()) % HUES + 1


@register.filter
def initials(name: str) -> str:
    """First letters of the first and the last word; one letter for a single word."""
    words = name.split()
    return "".join(_letter(word) for word in words[:1] + words[1:][-1:]).upper()


def _letter(word: str) -> str:
    """Its first letter or digit: marks that turn or hide text are not for an avatar."""
    return next((character for character in word if character.isalnum()), word[0])


@register.filter
def initial(name: str) -> str:
    return initials(name)[:1]


@register.simple_tag
def avatar(person: Any, size: str = "", slot: str = "") -> SafeString:
    """Their initials, and their picture over them once it came. A decoration: the name stands beside it."""
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
    """Rows of the last few people who spoke, the latest last."""
    latest: dict[str, Any] = {}
    for row in rows:
        if row.kind == "message":
            latest.pop(row.author_id, None)
            latest[row.author_id] = row.face
    return list(latest.values())[-count:]


@register.filter
def rfc(moment: datetime) -> str:
    return rfc3339(moment)


@register.simple_tag
def local_time(moment: datetime | None, style: str, slot: str = "") -> SafeString:
    """A time in UTC, which script tells in the reader's own zone. `style` is time, day, short or date."""
    time = _told(moment, style) if moment else mark_safe("<time></time>")
    return format_html('<local-time data-format="{}"{}>{}</local-time>', style, _slot(slot), time)


def _told(moment: datetime, style: str) -> SafeString:
    words, whole = STYLES[style](moment), date_format(moment, "j F Y, H:i")
    return format_html('<time datetime="{}" title="{} UTC">{}</time>', rfc3339(moment), whole, words)


def _day(moment: datetime) -> str:
    ago = (now().date() - moment.date()).days
    if ago in {0, 1}:
        return ("Today", "Yesterday")[ago]
    return date_format(moment, "l" if 0 < ago < WEEK.days else _with_year(moment, "l j F"))


def _short(moment: datetime) -> str:
    """As short as it is clear: a time today, a weekday this week, else a date."""
    ago = (now().date() - moment.date()).days
    if ago <= 0:
        return date_format(moment, "H:i")
    return date_format(moment, "D" if ago < WEEK.days else _with_year(moment, "j M"))


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
def field(bound: BoundField, prefix: str = "", describedby: str = "", **aside: str) -> SafeString:
    """A form's field with label, hint and errors, each tied to the control for those who listen.

    `aside` and `aside_url` are a link beside the label.
    """
    base = bound.id_for_label
    described = [describedby] if describedby else []
    described += [f"{base}-error"] if bound.errors else []
    described += [f"{base}-hint"] if bound.help_text else []
    attrs: dict[str, str | bool] = {"aria-invalid": "true"} if bound.errors else {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    context = {"field": bound, "widget": bound.as_widget(attrs=attrs), "prefix": prefix, **aside}
    return mark_safe(get_template("_field.html").render(context))  # noqa: S308  # rendered by a template


@register.simple_tag
def password_rules() -> list[dict[str, Any]]:
    """What the server will ask of a password, from its own validators; `name` lets script tick it off."""
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
