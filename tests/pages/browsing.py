"""A browser without script: it follows links, fills in forms and sends them with all their fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

VOID = {"input", "meta", "link", "br", "img", "hr"}


@dataclass
class Form:
    method: str
    action: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""


class Page(HTMLParser):
    """A page of HTML: its elements with their text, and its forms with their values."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self._open: list[Element] = []
        self._form: Form | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)
        if tag == "form":
            self._form = Form(element.attributes.get("method", "get"), element.attributes.get("action", ""))
            self.forms.append(self._form)
        elif self._form is not None and _is_sent(element):
            self._form.values[element.attributes["name"]] = element.attributes.get("value", "")

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass
        if tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Return elements by tag and attributes (`data_slot="body"`); `cls` matches one of several classes."""
        expected = {("class" if name == "cls" else name.replace("_", "-")): value for name, value in attributes.items()}
        return [element for element in self.elements if tag in {"", element.tag} and _has(element.attributes, expected)]

    def texts(self, tag: str = "", **attributes: str) -> list[str]:
        return [" ".join(element.text.split()) for element in self.all(tag, **attributes)]

    def form(self, *, action: str | None = None, having: str | None = None) -> Form:
        """Return the only form that posts to `action`, or that has the field `having`."""
        posted = [form for form in self.forms if form.method == "post" and (action is None or form.action == action)]
        matching = [form for form in posted if having is None or having in form.values]
        assert len(matching) == 1, (
            f"{len(matching)} forms fit, of {[(form.action, list(form.values)) for form in self.forms]}"
        )
        return matching[0]


def _is_sent(element: Element) -> bool:
    if element.tag not in {"input", "textarea"} or "name" not in element.attributes:
        return False
    return element.attributes.get("type") != "radio" or "checked" in element.attributes


def _has(attributes: Mapping[str, str], expected: Mapping[str, str]) -> bool:
    return all(
        value in attributes.get(name, "").split() if name == "class" else attributes.get(name) == value
        for name, value in expected.items()
    )


class Browser:
    """A session in a browser; CSRF is checked as for anybody."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.address = ""
        self.response: Any = None

    def get(self, address: str) -> Page:
        self.address = address
        return self._open_page(self.client.get(address))

    def send(self, form: Form, **values: str) -> Page:
        """Send a form as a click on its button does: to its action, or to the page's own address."""
        return self._open_page(self.client.post(form.action, form.values | values))

    def follow(self) -> Page:
        """Follow the last answer's redirect."""
        assert self.response.status_code == 302, self.response.content.decode()[:2000]
        return self.get(self.response["Location"])

    @property
    def status(self) -> int:
        return int(self.response.status_code)

    def _open_page(self, response: Any) -> Page:
        self.response = response
        page = Page(response.content.decode())
        for form in page.forms:
            form.action = form.action or self.address
        return page
