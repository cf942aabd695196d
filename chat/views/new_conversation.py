"""Starting a conversation: with one person, in a group, in a channel."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import caller
from accounts.services import limits
from chat.forms import NewChannel, NewDirect, NewGroup
from chat.services import conversations
from chat.views.shell import whole_shell
from chatify.core.errors import Invalid

FORMS: dict[str, type[NewDirect | NewGroup | NewChannel]] = {
    form.kind: form for form in (NewDirect, NewGroup, NewChannel)
}
TABS = [("direct", "Direct"), ("group", "Group"), ("channel", "Channel")]
BUTTONS = {"direct": "Start writing", "group": "Start group", "channel": "Create channel"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """`?kind=direct|group|channel` chooses the form; `?to=` fills in whom."""
    kind = request.GET.get("kind", "direct")
    kind = kind if kind in FORMS else "direct"
    form = FORMS[kind](request.POST or None, initial={"handles": request.GET.get("to", "")})
    if form.is_valid():
        made = _create(request, kind, form)
        if made:
            return redirect("chat:conversation", made)
    context = {"form": form, "kind": kind, "tabs": TABS, "button": BUTTONS[kind]}
    return render(request, "chat/new.html", whole_shell(request) | context, status=422 if form.errors else 200)


def _create(request: HttpRequest, kind: str, form: forms.Form) -> str | None:
    """The conversation's id; None where the domain refused, with its words in the form."""
    user, values = caller(request), form.cleaned_data
    limits.hit("create", user.id)
    try:
        entry, _created = conversations.create(user, **_wanted(kind, values))
    except Invalid as error:
        for words in error.fields.values():
            form.add_error(None, words)
        return None
    return entry.conversation.id


def _wanted(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    people = [person.id for person in values.get("handles", ())]
    wanted: dict[str, Any] = {"kind": kind, "member_ids": people}
    return wanted | {name: values[name] for name in ("name", "topic", "public") if name in values}
