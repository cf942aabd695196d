"""Cognito's events as it sends them, and what is there afterwards."""

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
    wanted = uuid4().hex[:31] + "a"
    people = [event("post_confirmation_confirm_sign_up", preferred_username=wanted) for _ in range(2)]
    for made in people:
        triggers.handler(made, None)
    assert profile_of(people[1]).handle == wanted[:31] + "2"


def test_a_password_reset_passes_untouched(embedded_aws):
    made = event("post_confirmation_confirm_forgot_password")
    assert triggers.handler(made, None) == made
    assert profile_of(made) is None


def test_a_moment_without_an_act_passes_untouched():
    made = event("post_authentication_authentication") | {"triggerSource": "PreAuthentication_Authentication"}
    assert triggers.handler(json.loads(json.dumps(made)), None) == made


def test_failure_is_counted_and_refusal_is_not(monkeypatch, capsys):
    made = event("post_authentication_authentication")

    def meet(error: Exception) -> str:
        monkeypatch.setitem(triggers.TRIGGERS, made["triggerSource"], Mock(side_effect=error))
        with metrics.collector(), pytest.raises((triggers.TriggerRefusal, ValueError)) as raised:
            triggers.handler(made, None)
        assert raised.value.__cause__ is None
        return capsys.readouterr().out

    assert '"Failures": 1' in meet(ValueError("broken"))
    assert meet(HandleTaken()) == ""


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


@pytest.fixture
def rules(embedded_aws):
    """`rules(sign_up="invitation")`: who may have an account, until the test ends."""
    yield SiteItem.change
    SiteItem.change({"sign_up": None, "domains": None, "channels": None})


def asking(**attributes):
    made = event("pre_sign_up_sign_up")
    made["request"]["userAttributes"].pop("sub")
    made["request"]["userAttributes"].update(attributes)
    return made


def refusal(made):
    with pytest.raises(triggers.TriggerRefusal) as refused:
        triggers.handler(made, None)
    return str(refused.value)


def test_on_an_open_site_everybody_may_sign_up(embedded_aws):
    made = asking()
    assert triggers.handler(made, None) == made
    assert triggers.handler(made, None) == made


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
    assert refusal(asking(**attributes)) == code


def test_a_taken_handle_is_refused(embedded_aws, person):
    assert refusal(asking(preferred_username=person().handle)) == "handle_taken"


def test_only_allowed_domains_may(rules, api, sign_up_fields):
    rules({"sign_up": "domains", "domains": {"workshop.example"}})
    assert refusal(asking()) == "invalid"
    triggers.handler(asking(email=f"{uuid4().hex}@workshop.example"), None)
    refused = api.post("auth/sign-up", **sign_up_fields())
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["email"])
    assert "@workshop.example" in refused.json()["fields"]["email"][0]
    assert api.post("auth/sign-up", **sign_up_fields(email=f"{uuid4().hex}@Workshop.example")).status_code == 201


def test_an_invitation_is_good_as_often_as_it_says(rules, api, sign_up_fields):
    rules({"sign_up": "invitation"})
    code = InvitationItem.make(uses=2, days=7, now=clock.now())
    first, second, third = sign_up_fields(), sign_up_fields(), sign_up_fields()
    assert api.post("auth/sign-up", **first).json()["code"] == "not_invited"
    assert api.post("auth/sign-up", **first, invitation="forged").status_code == 403
    assert api.post("auth/sign-up", **first, invitation=code).status_code == 201
    assert api.post("auth/sign-up", **first, invitation=code).status_code == 201, "the same person once more"
    assert api.post("auth/sign-up", **second, invitation=code).status_code == 201
    refused = api.post("auth/sign-up", **third, invitation=code)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_invited")


def test_an_invitation_counts_right_when_all_come_at_once(rules):
    rules({"sign_up": "invitation"})
    code = InvitationItem.make(uses=5, days=7, now=clock.now())
    with ThreadPoolExecutor(16) as pool:
        came = list(pool.map(lambda n: InvitationItem.use(code, f"{n}@example.org", clock.now()), range(30)))
    assert came.count(True) == 5


def test_an_old_invitation_is_none(rules):
    code = InvitationItem.make(uses=5, days=7, now=clock.now() - timedelta(days=8))
    assert not InvitationItem.is_good(code, clock.now())
    assert not InvitationItem.use(code, "x@example.org", clock.now())


def test_newcomers_are_in_the_first_channels(rules, person):
    host = person()
    channel = conversations.create(host, kind="channel", name=f"c{uuid4().hex[:8]}", public=True)[0].conversation.id
    rules({"channels": [channel, "gone"]})
    made = event("post_confirmation_confirm_sign_up")
    triggers.handler(made, None)
    triggers.handler(made, None)
    assert channel in [entry.conversation.id for entry in inbox.entries(made["userName"])]


def test_the_first_person_of_an_empty_site_becomes_its_admin_and_nobody_else(moto_tables, monkeypatch):
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


def test_the_loser_of_a_handle_is_told(embedded_aws, outbox):
    wanted = f"w{uuid4().hex[:8]}"
    people = [event("post_confirmation_confirm_sign_up", preferred_username=wanted) for _ in range(2)]
    for made in people:
        triggers.handler(made, None)
    emails = [made["request"]["userAttributes"]["email"] for made in people]
    assert outbox(emails[0]) == []
    assert f"@{wanted}2" in outbox(emails[1])[0]["subject"]


def test_a_sign_in_is_noted(embedded_aws):
    made = event("post_authentication_authentication")
    assert triggers.handler(made, None) == made, "nothing to note of somebody without a profile"
    triggers.handler(event_for(made, "post_confirmation_confirm_sign_up"), None)
    triggers.handler(made, None)
    row = ProfileItem.find(made["userName"])
    assert row is not None
    assert row.signed_in_at is not None


def event_for(made, name):
    """Another event of the same person."""
    other = event(name)
    other["userName"] = made["userName"]
    other["request"]["userAttributes"].update(made["request"]["userAttributes"])
    return other


def test_tokens_hold_handle_and_groups_and_the_banned_get_none(embedded_aws):
    made = event("pre_token_generation_authentication")
    triggers.handler(event_for(made, "post_confirmation_confirm_sign_up"), None)
    ProfileItem.change(made["userName"], {"groups": {"moderators"}})
    answer = triggers.handler(made, None)["response"]["claimsAndScopeOverrideDetails"]
    claims = {"handle": profile_of(made).handle, "chatify_groups": "moderators"}
    assert answer["accessTokenGeneration"] == {"claimsToAddOrOverride": claims}
    ProfileItem.change(made["userName"], {"banned_until": clock.now() + timedelta(days=1)})
    assert refusal(event_for(made, "pre_token_generation_authentication")) == "banned"


@pytest.mark.parametrize("name", ["sign_up", "resend_code", "forgot_password"])
def test_mails_are_in_the_sites_name_and_hold_the_place_of_the_code(embedded_aws, name):
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


def test_a_new_device_is_told_of_once(api, signed_up, outbox):
    account = signed_up()
    before = len(outbox(account.email))

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
    assert len(mails) == before + 1
    assert "Firefox on Linux" in mails[0]["body"]
