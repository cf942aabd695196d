"""Asking before what cannot simply be taken back: a page of its own, which script shows as a dialog."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chat.views.inbox_rows import Room
from chat.views.shell import whole_shell


@dataclass(frozen=True, kw_only=True)
class Question:
    title: str
    words: str
    keep: str
    act: str
    back: str
    """Where one goes who would rather not."""
    danger: bool = True


def ask(request: HttpRequest, question: Question, *, room: Room | None = None, refusal: str = "") -> HttpResponse:
    """`refusal` is what the domain said to a yes."""
    context: dict[str, Any] = whole_shell(request) | {"question": question, "room": room, "refusal": refusal}
    return render(request, "chat/sure.html", context, status=422 if refusal else 200)
