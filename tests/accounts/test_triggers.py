"""Cognito's events as it sends them, and what is there afterwards."""

import json
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from accounts import triggers
from accounts.models.handles import HandleItem
from accounts.models.profiles import ProfileItem

EVENTS = Path(__file__).parent / "events"


def event(name, **attributes):
    """As recorded, of a person nobody else is."""
    made = json.loads((EVENTS / f"{name}.json").read_text())
    unique = uuid4()
    made["userName"] = str(unique)
    defaults = {"sub": str(unique), "email": f"{unique.hex}@example.org", "preferred_username": f"t{unique.hex[:12]}"}
    made["request"]["userAttributes"].update(defaults | attributes)
    return made


def profile_of(made):
    return ProfileItem.profile(made["userName"])


def test_a_confirmed_person_gets_profile_and_handle(embedded_aws):
    made = event("post_confirmation_confirm_sign_up")
    assert triggers.handler(made, None) == made
    profile = profile_of(made)
    wanted = made["request"]["userAttributes"]
    assert profile is not None
    assert (profile.handle, profile.name, profile.email) == (
        wanted["preferred_username"],
        "Tess van der Berg",
        wanted["email"],
    )
    handle = HandleItem.find(profile.handle)
    assert handle is not None
    assert handle.user_id == profile.id


def test_the_same_event_again_changes_nothing(embedded_aws):
    made = event("post_confirmation_confirm_sign_up")
    triggers.handler(made, None)
    first = profile_of(made)
    ProfileItem.change(made["userName"], {"name": "Tess, renamed"})
    triggers.handler(made, None)
    again = profile_of(made)
    assert first is not None
    assert again is not None
    assert (again.name, again.created_at, again.handle) == ("Tess, renamed", first.created_at, first.handle)


def test_losers_of_a_handle_get_the_nearest_free_ones(embedded_aws):
    wanted = f"w{uuid4().hex[:8]}"
    people = [event("post_confirmation_confirm_sign_up", preferred_username=wanted) for _ in range(3)]
    for made in people:
        triggers.handler(made, None)
    assert [profile_of(made).handle for made in people] == [wanted, f"{wanted}2", f"{wanted}3"]


def test_a_handle_of_full_length_still_finds_a_neighbour(embedded_aws):
    wanted = uuid4().hex
    assert len(wanted) == 32
    people = [event("post_confirmation_confirm_sign_up", preferred_username=wanted) for _ in range(2)]
    for made in people:
        triggers.handler(made, None)
    assert profile_of(people[1]).handle == wanted[:31] + "2"


def test_a_password_reset_passes_untouched(embedded_aws):
    made = event("post_confirmation_confirm_forgot_password")
    assert triggers.handler(made, None) == made
    assert profile_of(made) is None


@pytest.mark.parametrize("name", ["pre_token_generation_authentication"])
def test_a_moment_without_an_act_passes_untouched(name):
    made = event(name)
    assert triggers.handler(json.loads(json.dumps(made)), None) == made


def test_somebody_made_without_name_or_handle_gets_usable_ones(embedded_aws):
    made = event("post_confirmation_confirm_sign_up")
    for name in ("name", "preferred_username"):
        del made["request"]["userAttributes"][name]
    triggers.handler(made, None)
    profile = profile_of(made)
    assert profile is not None
    assert profile.handle == f"person-{made['userName'][:8]}"
    assert profile.name


def test_triggers_and_sockets_start_without_djangos_apps():
    """In functions of their own they are paid for at each cold start."""
    heavy = ("django.contrib", "django.db", "rest_framework", "django.template")
    code = "import accounts.triggers, accounts.services.sessions, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "accounts.services.sessions" in loaded
    assert [name for name in loaded if name.startswith(heavy)] == []
