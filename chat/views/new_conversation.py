"""The form that starts a conversation: a direct one, a group or a channel."""

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
from chat.views.page_context import page_context
from chatify.core.errors import Invalid

FORMS: dict[str, type[NewDirect | NewGroup | NewChannel]] = {
    form.kind: form for form in (NewDirect, NewGroup, NewChannel)
}
TABS = [("direct", "Direct"), ("group", "Group"), ("channel", "Channel")]
BUTTONS = {"direct": "Start writing", "group": "Start group", "channel": "Create channel"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Show the form that `?kind=direct|group|channel` chooses, with the handles of `?to=`; POST creates."""
    kind = request.GET.get("kind", "direct")
    kind = kind if kind in FORMS else "direct"
    form = FORMS[kind](request.POST or None, initial={"handles": request.GET.get("to", "")})
    if form.is_valid():
        conversation_id = _create(request, kind, form)
        if conversation_id:
            return redirect("chat:conversation", conversation_id)
    context = {"form": form, "kind": kind, "tabs": TABS, "button": BUTTONS[kind]}
    return render(request, "chat/new.html", page_context(request) | context, status=422 if form.errors else 200)


def _create(request: HttpRequest, kind: str, form: forms.Form) -> str | None:
    """Create the conversation and return its id, or None with the reason of the refusal in the form."""
    user = caller(request)
    limits.hit("create", user.id)
    try:
        entry, _created = conversations.create(user, **_creation_arguments(kind, form.cleaned_data))
    except Invalid as error:
        for texts in error.fields.values():
            form.add_error(None, texts)
        return None
    return entry.conversation.id


def _creation_arguments(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    arguments: dict[str, Any] = {"kind": kind, "member_ids": [person.id for person in values.get("handles", ())]}
    return arguments | {name: values[name] for name in ("name", "topic", "public") if name in values}
