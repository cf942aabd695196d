"""Every form, its history and its acts: for moderators and admins, for nobody else, in at most four calls."""

import re

import pytest

from accounts.models.audit import AuditItem
from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from accounts.models.site import site_name
from chat.domain.rules import Rule
from chat.models.rules import RuleSetItem
from chat.services import invites, moderation, rules
from chat.services.access import load_member
from tests.admin.test_actions import run
from tests.counting import count_calls

pytestmark = pytest.mark.usefixtures("embedded_aws", "recorded")

KINDS = [
    *("accounts/person", "accounts/session", "accounts/auditentry"),
    *("chat/report", "chat/conversation", "chat/invitation", "chat/rule"),
]
ACTS = {
    "accounts/person": {"ban", "unban", "mute", "unmute", "end_sessions", "reset_second_step"},
    "accounts/session": {"end"},
    "chat/report": {"dismiss", "hide", "hide_recent", "warn", "mute", "ban", "unhide"},
    "chat/conversation": {"transfer"},
    "chat/invitation": {"revoke"},
}


@pytest.fixture
def operators(moderator, admin):
    return {"moderator": moderator, "admin": admin}


@pytest.fixture
def there(operators, browse, said, reported):
    """One of each kind, by its path: all of them with a history."""
    report, browser = reported(), browse(operators["admin"])
    author, _, room, _ = said()
    _, link = invites.make(load_member(author, room))
    theirs = browse(author)
    assert theirs.get("/api/v1/me").status_code == 200
    rule = rules.save(operators["admin"], Rule(id="", kind="words", terms=("gold",)))
    moderation.mute(operators["moderator"], report, until=report.created_at, reason="x")
    browser.post(f"/admin/chat/conversation/{room}/change/", {"name": "y", "posting": "members", "slow_seconds": "0"})
    entry = AuditItem.about(f"report:{report.id}", 1)[0]
    yield {
        "accounts/person": author.id,
        "accounts/session": next(iter(SessionItem.ids_of(author.id))),
        "accounts/auditentry": f"{entry.day}/{entry.entry_id}",
        "chat/report": report.id,
        "chat/conversation": room,
        "chat/invitation": link.id,
        "chat/rule": rule.id,
    }
    RuleSetItem("site").delete()
    rules.forget()


def address(kind, there, page):
    return f"/admin/{kind}/{there[kind].replace('/', '_2F').replace(':', '_3A')}/{page}/"


@pytest.mark.parametrize("who", ["moderator", "admin"])
def test_operators_see_each_form_and_history(who, operators, there, browse):
    browser = browse(operators[who])
    for kind in KINDS:
        for page in ("change", "history"):
            shown = browser.get(address(kind, there, page))
            assert shown.status_code == 200, (kind, page)


@pytest.mark.parametrize("who", ["member", "nobody"])
def test_nobody_else_does(who, there, browse, person):
    browser = browse(person() if who == "member" else None)
    for kind in KINDS:
        for page in ("change", "history", "delete"):
            answer = browser.get(address(kind, there, page), follow=who == "member")
            assert answer.status_code == (403 if who == "member" else 302), (kind, page)
            assert browser.post(address(kind, there, page), {"post": "yes"}).status_code in {302, 403}
    assert rules.listed()[0].id == there["chat/rule"]


@pytest.mark.parametrize("who", ["moderator", "admin"])
def test_each_offers_its_acts_and_no_other(who, operators, there, browse):
    browser = browse(operators[who])
    for kind in KINDS:
        page = browser.get(address(kind, there, "change")).content.decode()
        found = page.partition('id="act"')[2].partition("</select>")[0]
        offered = set(re.findall(r'<option value="(\w+)"', found))
        assert offered == ACTS.get(kind, set()) - ({"reset_second_step"} if who == "moderator" else set()), kind


def test_a_form_costs_at_most_four_calls_and_its_history_five(operators, there, browse):
    browser = browse(operators["moderator"])
    for kind in KINDS:
        for page, most in (("change", 4), ("history", 5)):
            site_name()
            with count_calls() as calls:
                assert browser.get(address(kind, there, page)).status_code == 200
            assert len(calls) <= most, (kind, page, calls.operations)


def test_a_list_costs_at_most_four_calls_with_acts_behind_one(operators, there, browse):
    browser, handle = browse(operators["moderator"]), ProfileItem.profile(there["accounts/person"]).handle
    run(browser, "/admin/accounts/person/", "mute", there["accounts/person"])
    lists = ["", *(f"{kind}/" for kind in KINDS)]
    lists += [f"chat/report/?status=all&q={handle}", f"accounts/session/?q={handle}", f"accounts/person/?q={handle}"]
    lists += [f"accounts/auditentry/?q={operators['moderator'].handle}", "accounts/auditentry/?q=person:x"]
    lists += [f"chat/invitation/?q={there['chat/conversation']}", "chat/conversation/?kind=group"]
    for page in lists:
        site_name()
        with count_calls() as calls:
            assert browser.get(f"/admin/{page}").status_code == 200, page
        assert len(calls) <= 4, (page, calls.operations)


def test_what_the_context_shows_costs_a_write_and_a_page(operators, there, browse):
    browser = browse(operators["moderator"])
    site_name()
    with count_calls() as calls:
        assert browser.get(address("chat/report", there, "context")).status_code == 200
    assert calls.writes == ["PutItem"] and len(calls) <= 11, calls.operations
