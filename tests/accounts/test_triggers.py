"""Recorded events of Cognito, and what the triggers store and answer."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock
from uuid import uuid4

import pytest

from accounts import triggers
from accounts.cognito import admin
from accounts.domain import HandleTaken
from accounts.models.handles import HandleItem
from accounts.models.invitations import InvitationItem
from accounts.models.profiles import ProfileItem
from accounts.models.site import SiteItem
from chat.services import conversations, inbox
from chatify.core import clock, metrics

EVENTS = Path(__file__).parent / "events"


def event(name, **attributes):
    """Return a recorded event, changed to a new person."""
    trigger_event = json.loads((EVENTS / f"{name}.json").read_text())
    unique = uuid4()
    trigger_event["userName"] = str(unique)
    defaults = {"sub": str(unique), "email": f"{unique.hex}@example.org", "preferred_username": f"t{unique.hex[:12]}"}
    trigger_event["request"]["userAttributes"].update(defaults | attributes)
    return trigger_event


def profile_of(trigger_event):
    return ProfileItem.profile(trigger_event["userName"])


def test_a_confirmed_person_gets_profile_and_handle(embedded_aws):
    trigger_event = event("post_confirmation_confirm_sign_up")
    assert triggers.handler(trigger_event, None) == trigger_event
    profile = profile_of(trigger_event)
    attributes = trigger_event["request"]["userAttributes"]
    assert profile is not None
    assert (profile.handle, profile.name, profile.email) == (
        attributes["preferred_username"],
        "Tess van der Berg",
        attributes["email"],
    )
    handle = HandleItem.find(profile.handle)
    assert handle is not None
    assert handle.user_id == profile.id


def test_a_repeated_event_changes_nothing(embedded_aws):
    trigger_event = event("post_confirmation_confirm_sign_up")
    triggers.handler(trigger_event, None)
    first = profile_of(trigger_event)
    ProfileItem.change(trigger_event["userName"], {"name": "Tess, renamed"})
    triggers.handler(trigger_event, None)
    second = profile_of(trigger_event)
    assert first is not None
    assert second is not None
    assert (second.name, second.created_at, second.handle) == ("Tess, renamed", first.created_at, first.handle)


def test_people_with_a_taken_handle_get_the_next_free_one(embedded_aws):
    wanted_handle = f"w{uuid4().hex[:8]}"
    people = [event("post_confirmation_confirm_sign_up", preferred_username=wanted_handle) for _ in range(3)]
    for trigger_event in people:
        triggers.handler(trigger_event, None)
    assert [profile_of(trigger_event).handle for trigger_event in people] == [
        wanted_handle,
        f"{wanted_handle}2",
        f"{wanted_handle}3",
    ]


def test_a_taken_handle_of_full_length_is_shortened(embedded_aws):
    wanted_handle = uuid4().hex[:31] + "a"
    people = [event("post_confirmation_confirm_sign_up", preferred_username=wanted_handle) for _ in range(2)]
    for trigger_event in people:
        triggers.handler(trigger_event, None)
    assert profile_of(people[1]).handle == wanted_handle[:31] + "2"


def test_a_password_reset_creates_no_profile(embedded_aws):
    trigger_event = event("post_confirmation_confirm_forgot_password")
    assert triggers.handler(trigger_event, None) == trigger_event
    assert profile_of(trigger_event) is None


def test_an_event_without_a_trigger_is_returned_unchanged():
    trigger_event = event("post_authentication_authentication") | {"triggerSource": "PreAuthentication_Authentication"}
    assert triggers.handler(json.loads(json.dumps(trigger_event)), None) == trigger_event


def test_failure_is_counted_and_refusal_is_not(monkeypatch, capsys):
    trigger_event = event("post_authentication_authentication")

    def handle_with(error: Exception) -> str:
        monkeypatch.setitem(triggers.TRIGGERS, trigger_event["triggerSource"], Mock(side_effect=error))
        with metrics.collector(), pytest.raises((triggers.TriggerRefusal, ValueError)) as raised:
            triggers.handler(trigger_event, None)
        assert raised.value.__cause__ is None
        return capsys.readouterr().out

    assert '"Failures": 1' in handle_with(ValueError("broken"))
    assert handle_with(HandleTaken()) == ""


def test_a_person_without_name_and_handle_gets_defaults(embedded_aws):
    trigger_event = event("post_confirmation_confirm_sign_up")
    for name in ("name", "preferred_username"):
        del trigger_event["request"]["userAttributes"][name]
    triggers.handler(trigger_event, None)
    profile = profile_of(trigger_event)
    assert profile is not None
    assert profile.handle == f"person-{trigger_event['userName'][:8]}"
    assert profile.name


def test_triggers_and_sockets_start_without_djangos_apps():
    """These apps would slow down each cold start of the functions."""
    unwanted = ("django.contrib", "django.db", "rest_framework", "django.template")
    code = "import accounts.triggers, accounts.services.sessions, sys; print(*sys.modules)"
    imported_modules = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert "accounts.services.sessions" in imported_modules
    assert [name for name in imported_modules if name.startswith(unwanted)] == []


@pytest.fixture
def sign_up_rules(embedded_aws):
    """Return a callable that changes who may sign up, until the test ends: `sign_up_rules({"sign_up": "invitation"})`."""
    yield SiteItem.change
    SiteItem.change({"sign_up": None, "domains": None, "channels": None})


def sign_up_event(**attributes):
    trigger_event = event("pre_sign_up_sign_up")
    trigger_event["request"]["userAttributes"].pop("sub")
    trigger_event["request"]["userAttributes"].update(attributes)
    return trigger_event


def refusal_code(trigger_event):
    with pytest.raises(triggers.TriggerRefusal) as refusal:
        triggers.handler(trigger_event, None)
    return str(refusal.value)


def test_on_an_open_site_everybody_may_sign_up(embedded_aws):
    trigger_event = sign_up_event()
    assert triggers.handler(trigger_event, None) == trigger_event
    assert triggers.handler(trigger_event, None) == trigger_event


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({"preferred_username": "admin"}, "handle_taken"),
        ({"preferred_username": "no handle"}, "invalid"),
        ({"name": "\u200b"}, "invalid"),
        ({"email": "nowhere"}, "invalid"),
    ],
)
def test_bad_names_and_reserved_handles_are_refused(embedded_aws, attributes, code):
    assert refusal_code(sign_up_event(**attributes)) == code


def test_a_taken_handle_is_refused(embedded_aws, person):
    assert refusal_code(sign_up_event(preferred_username=person().handle)) == "handle_taken"


def test_only_allowed_domains_may_sign_up(sign_up_rules, api, sign_up_fields):
    sign_up_rules({"sign_up": "domains", "domains": {"workshop.example"}})
    assert refusal_code(sign_up_event()) == "invalid"
    triggers.handler(sign_up_event(email=f"{uuid4().hex}@workshop.example"), None)
    refusal = api.post("auth/sign-up", **sign_up_fields())
    assert (refusal.status_code, list(refusal.json()["fields"])) == (400, ["email"])
    assert "@workshop.example" in refusal.json()["fields"]["email"][0]
    assert api.post("auth/sign-up", **sign_up_fields(email=f"{uuid4().hex}@Workshop.example")).status_code == 201


def test_an_invitation_admits_as_many_people_as_it_says(sign_up_rules, api, sign_up_fields):
    sign_up_rules({"sign_up": "invitation"})
    code = InvitationItem.make(uses=2, days=7, now=clock.now())
    first, second, third = sign_up_fields(), sign_up_fields(), sign_up_fields()
    assert api.post("auth/sign-up", **first).json()["code"] == "not_invited"
    assert api.post("auth/sign-up", **first, invitation="forged").status_code == 403
    assert api.post("auth/sign-up", **first, invitation=code).status_code == 201
    assert api.post("auth/sign-up", **first, invitation=code).status_code == 201, "the same person may try again"
    assert api.post("auth/sign-up", **second, invitation=code).status_code == 201
    refusal = api.post("auth/sign-up", **third, invitation=code)
    assert (refusal.status_code, refusal.json()["code"]) == (403, "not_invited")


def test_simultaneous_uses_of_an_invitation_are_counted_exactly(sign_up_rules):
    sign_up_rules({"sign_up": "invitation"})
    code = InvitationItem.make(uses=5, days=7, now=clock.now())
    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(lambda n: InvitationItem.use(code, f"{n}@example.org", clock.now()), range(30)))
    assert results.count(True) == 5


def test_an_expired_invitation_is_refused(sign_up_rules):
    code = InvitationItem.make(uses=5, days=7, now=clock.now() - timedelta(days=8))
    assert not InvitationItem.is_good(code, clock.now())
    assert not InvitationItem.use(code, "x@example.org", clock.now())


def test_newcomers_join_the_first_channels(sign_up_rules, person):
    host = person()
    channel = conversations.create(host, kind="channel", name=f"c{uuid4().hex[:8]}", public=True)[0].conversation.id
    sign_up_rules({"channels": [channel, "gone"]})
    trigger_event = event("post_confirmation_confirm_sign_up")
    triggers.handler(trigger_event, None)
    triggers.handler(trigger_event, None)
    assert channel in [entry.conversation.id for entry in inbox.entries(trigger_event["userName"])]


def test_only_the_first_person_of_a_site_becomes_its_admin(moto_tables, monkeypatch):
    joined = []
    monkeypatch.setattr(admin, "set_groups", lambda user_id, **groups: joined.append((user_id, groups["joined"])))
    first, second = (event("post_confirmation_confirm_sign_up") for _ in range(2))
    triggers.handler(first, None)
    triggers.handler(second, None)
    triggers.handler(first, None)
    assert profile_of(first).groups == {"admins"}
    assert profile_of(second).groups == frozenset()
    assert joined == [(first["userName"], ["admins"])]
    assert SiteItem.site().founder == first["userName"]


def test_a_person_whose_handle_was_taken_gets_a_mail(embedded_aws, outbox):
    wanted_handle = f"w{uuid4().hex[:8]}"
    people = [event("post_confirmation_confirm_sign_up", preferred_username=wanted_handle) for _ in range(2)]
    for trigger_event in people:
        triggers.handler(trigger_event, None)
    emails = [trigger_event["request"]["userAttributes"]["email"] for trigger_event in people]
    assert outbox(emails[0]) == []
    assert f"@{wanted_handle}2" in outbox(emails[1])[0]["subject"]


def test_a_sign_in_updates_the_profile(embedded_aws):
    trigger_event = event("post_authentication_authentication")
    assert triggers.handler(trigger_event, None) == trigger_event, "nothing is stored without a profile"
    triggers.handler(event_for(trigger_event, "post_confirmation_confirm_sign_up"), None)
    triggers.handler(trigger_event, None)
    row = ProfileItem.find(trigger_event["userName"])
    assert row is not None
    assert row.signed_in_at is not None


def event_for(trigger_event, name):
    """Return another event of the same person."""
    other = event(name)
    other["userName"] = trigger_event["userName"]
    other["request"]["userAttributes"].update(trigger_event["request"]["userAttributes"])
    return other


def test_tokens_contain_handle_and_groups_and_banned_people_get_none(embedded_aws):
    trigger_event = event("pre_token_generation_authentication")
    triggers.handler(event_for(trigger_event, "post_confirmation_confirm_sign_up"), None)
    ProfileItem.change(trigger_event["userName"], {"groups": {"moderators"}})
    answer = triggers.handler(trigger_event, None)["response"]["claimsAndScopeOverrideDetails"]
    claims = {"handle": profile_of(trigger_event).handle, "chatify_groups": "moderators"}
    assert answer["accessTokenGeneration"] == {"claimsToAddOrOverride": claims}
    ProfileItem.change(trigger_event["userName"], {"banned_until": clock.now() + timedelta(days=1)})
    assert refusal_code(event_for(trigger_event, "pre_token_generation_authentication")) == "banned"


@pytest.mark.parametrize("name", ["sign_up", "resend_code", "forgot_password"])
def test_mails_name_the_site_and_contain_the_code(embedded_aws, name):
    answer = triggers.handler(event(f"custom_message_{name}"), None)["response"]
    assert answer["emailSubject"] == "Your Chatify code"
    assert "{####}" in answer["emailMessage"]
    assert len(answer["emailMessage"]) < 20_000
    assert "<script" not in answer["emailMessage"]


def test_cognito_sends_the_mails_of_the_templates(api, sign_up_fields, outbox):
    tess = sign_up_fields()
    api.post("auth/sign-up", **tess)
    mail = outbox(tess["email"])[0]
    assert mail["subject"] == "Your Chatify code"
    assert mail["body"].startswith(f"Welcome to Chatify. Your code is {mail['code']}")


def test_a_new_device_causes_one_mail(api, signed_up, outbox):
    account = signed_up()
    mails_before = len(outbox(account.email))

    def sign_in(agent):
        answer = api.client.post(
            "/api/v1/auth/sign-in",
            {"email": account.email, "password": account.password},
            format="json",
            headers={"user-agent": agent},
            REMOTE_ADDR=api.address,
        )
        assert answer.status_code == 200

    for _ in range(2):
        sign_in("Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0")
    mails = outbox(account.email)
    assert len(mails) == mails_before + 1
    assert "Firefox on Linux" in mails[0]["body"]
