"""Confirmation before an act that cannot simply be undone: a page of its own, which script shows as a dialog."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chat.views.inbox_rows import ConversationSummary
from chat.views.page_context import page_context


@dataclass(frozen=True, kw_only=True)
class Question:
    """The text of the page and its two buttons; `back_url` is where the button that declines leads."""

    title: str
    text: str
    keep_label: str
    act_label: str
    back_url: str
    danger: bool = True


def ask(
    request: HttpRequest, question: Question, *, conversation: ConversationSummary | None = None, refusal: str = ""
) -> HttpResponse:
    """Show the question. `refusal` says why the domain refused the act after the person confirmed it."""
    context: dict[str, Any] = page_context(request)
    context |= {"question": question, "conversation": conversation, "refusal": refusal}
    return render(request, "chat/sure.html", context, status=422 if refusal else 200)
