"""Every form, its history and its acts: for operators alone, in at most four calls."""

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
def object_ids(operators, browse, write_message, report_message):
    """The id of one object of each kind, all of them with a history."""
    report, browser = report_message(), browse(operators["admin"])
    author, _, conversation_id, _ = write_message()
    _, link = invites.make(load_member(author, conversation_id))
    their_browser = browse(author)
    assert their_browser.get("/api/v1/me").status_code == 200
    rule = rules.save(operators["admin"], Rule(id="", kind="words", terms=("gold",)))
    moderation.mute(operators["moderator"], report, until=report.created_at, reason="x")
    browser.post(
        f"/admin/chat/conversation/{conversation_id}/change/", {"name": "y", "posting": "members", "slow_seconds": "0"}
    )
    entry = AuditItem.about(f"report:{report.id}", 1)[0]
    yield {
        "accounts/person": author.id,
        "accounts/session": next(iter(SessionItem.ids_of(author.id))),
        "accounts/auditentry": f"{entry.day}/{entry.entry_id}",
        "chat/report": report.id,
        "chat/conversation": conversation_id,
        "chat/invitation": link.id,
        "chat/rule": rule.id,
    }
    RuleSetItem("site").delete()
    rules.forget()


def address(kind, object_ids, page):
    return f"/admin/{kind}/{object_ids[kind].replace('/', '_2F').replace(':', '_3A')}/{page}/"


@pytest.mark.parametrize("role", ["moderator", "admin"])
def test_operators_see_each_form_and_history(role, operators, object_ids, browse):
    browser = browse(operators[role])
    for kind in KINDS:
        for page in ("change", "history"):
            response = browser.get(address(kind, object_ids, page))
            assert response.status_code == 200, (kind, page)


@pytest.mark.parametrize("role", ["member", "visitor"])
def test_forms_are_closed_to_members_and_visitors(role, object_ids, browse, person):
    browser = browse(person() if role == "member" else None)
    for kind in KINDS:
        for page in ("change", "history", "delete"):
            answer = browser.get(address(kind, object_ids, page), follow=role == "member")
            assert answer.status_code == (403 if role == "member" else 302), (kind, page)
            assert browser.post(address(kind, object_ids, page), {"post": "yes"}).status_code in {302, 403}
    assert rules.list_rules()[0].id == object_ids["chat/rule"]


@pytest.mark.parametrize("role", ["moderator", "admin"])
def test_each_form_offers_its_acts_and_no_other(role, operators, object_ids, browse):
    browser = browse(operators[role])
    for kind in KINDS:
        page = browser.get(address(kind, object_ids, "change")).content.decode()
        options = page.partition('id="act"')[2].partition("</select>")[0]
        offered = set(re.findall(r'<option value="(\w+)"', options))
        assert offered == ACTS.get(kind, set()) - ({"reset_second_step"} if role == "moderator" else set()), kind


def test_a_form_costs_at_most_four_calls_and_its_history_five(operators, object_ids, browse):
    browser = browse(operators["moderator"])
    for kind in KINDS:
        for page, most in (("change", 4), ("history", 5)):
            site_name()
            with count_calls() as calls:
                assert browser.get(address(kind, object_ids, page)).status_code == 200
            assert len(calls) <= most, (kind, page, calls.operations)


def test_a_list_costs_at_most_four_calls(operators, object_ids, browse):
    browser, handle = browse(operators["moderator"]), ProfileItem.profile(object_ids["accounts/person"]).handle
    run(browser, "/admin/accounts/person/", "mute", object_ids["accounts/person"])
    lists = ["", *(f"{kind}/" for kind in KINDS)]
    lists += [f"chat/report/?status=all&q={handle}", f"accounts/session/?q={handle}", f"accounts/person/?q={handle}"]
    lists += [f"accounts/auditentry/?q={operators['moderator'].handle}", "accounts/auditentry/?q=person:x"]
    lists += [f"chat/invitation/?q={object_ids['chat/conversation']}", "chat/conversation/?kind=group"]
    for page in lists:
        site_name()
        with count_calls() as calls:
            assert browser.get(f"/admin/{page}").status_code == 200, page
        assert len(calls) <= 4, (page, calls.operations)


def test_the_context_costs_at_most_eleven_calls_one_of_them_a_write(operators, object_ids, browse):
    browser = browse(operators["moderator"])
    site_name()
    with count_calls() as calls:
        assert browser.get(address("chat/report", object_ids, "context")).status_code == 200
    assert calls.writes == ["PutItem"] and len(calls) <= 11, calls.operations
