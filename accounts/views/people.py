"""Other people, as everyone here may see them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.domain import normal_handle
from accounts.requests import caller
from accounts.services import people


@require_safe
@login_required
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """Show a person; an old handle redirects to the new one."""
    profile = people.get_person_by_handle(normal_handle(handle))
    if profile.handle != handle:
        return redirect("accounts:person", handle=profile.handle)
    context = {"person": profile, "online": bool(people.online_ids([profile], caller(request))), "me": caller(request)}
    return render(request, "accounts/person.html", context)
