"""Acts on one message, for those without script: react, pin, take back, and what it said before."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain import Profile
from accounts.requests import caller
from accounts.services import limits
from chat.domain.messages import Message
from chat.services import editing, inbox, messages, pins, reactions
from chat.views.composing import name_of
from chat.views.inbox_rows import room, words
from chat.views.message_parts import rich
from chat.views.shell import whole_shell
from chatify.core.errors import NotFound


@require_POST
@login_required
def react(request: HttpRequest, conversation_id: str, seq: int) -> HttpResponse:
    """The button pressed says which emoji, and by its name whether it comes or goes."""
    user = caller(request)
    limits.hit_here("send", user.id)
    if "take_back" in request.POST:
        reactions.take_back(user, conversation_id, seq, request.POST["take_back"])
    else:
        reactions.react(user, conversation_id, seq, request.POST.get("react", ""))
    return redirect("chat:permalink", conversation_id, seq)


@require_POST
@login_required
def pin(request: HttpRequest, conversation_id: str, seq: int) -> HttpResponse:
    """`off` takes it down."""
    act = pins.unpin if "off" in request.POST else pins.pin
    act(caller(request), conversation_id, seq)
    return redirect("chat:pins", conversation_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: HttpRequest, conversation_id: str, seq: int) -> HttpResponse:
    user = caller(request)
    if request.method == "POST":
        editing.delete(user, conversation_id, seq)
        return redirect(f"/c/{conversation_id}#m-{seq}")
    said = messages.one(user, conversation_id, seq)
    if said.deleted or said.kind == "system":
        raise NotFound
    return render(request, "chat/delete.html", _about(request, user, said))


@require_safe
@login_required
def history(request: HttpRequest, conversation_id: str, seq: int) -> HttpResponse:
    user = caller(request)
    said = messages.one(user, conversation_id, seq)
    earlier = [
        {"words": one.body, "html": rich(one.html, user.id), "written_at": one.written_at}
        for one in editing.history(user, conversation_id, seq)
    ]
    return render(request, "chat/history.html", _about(request, user, said) | {"versions": earlier})


def _about(request: HttpRequest, user: Profile, said: Message) -> dict[str, Any]:
    author = "You" if said.author_id == user.id else name_of(said)
    entry = inbox.entry(user.id, said.conversation_id)
    about = {"room": room(entry), "seq": said.seq, "author": author, "words": words(said)}
    return whole_shell(request) | about
