"""Actions act once on the ticked rows and on nothing else, whatever a form says."""

import re

import pytest

from accounts.models.audit import AuditItem
from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from accounts.sessions import SessionStore
from chat.models.messages import MessageItem
from chat.models.reports import ReportItem

pytestmark = pytest.mark.usefixtures("embedded_aws", "recorded")

REPORTS, PEOPLE = "/admin/chat/report/", "/admin/accounts/person/"
ANSWERS = {"reason": "Three times now", "lasts": "86400", "purge": ""}


def run(browser, url, action, *pks, **more):
    """Send the list's form, then the form that asks for a reason."""
    first = {"action": action, "_selected_action": list(pks), "index": "0", "select_across": "0", **more}
    response = browser.post(url, first, follow=True)
    if b'name="apply"' not in response.content:
        return response
    return browser.post(
        url, {"action": action, "_selected_action": list(pks), "apply": "Do it", **ANSWERS}, follow=True
    )


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        *[("dismiss", "dismissed"), ("hide", "hidden"), ("hide_recent", "hidden_recent")],
        *[("warn", "warned"), ("mute", "muted"), ("ban", "banned")],
    ],
)
def test_each_action_resolves_only_the_ticked_report(action, outcome, browse, moderator, report_message):
    ticked, other = report_message("one"), report_message("two")
    page = run(browse(moderator), REPORTS, action, ticked.id)
    assert page.status_code == 200
    resolved_report = ReportItem.find_report(ticked.id)
    assert (resolved_report.outcome, resolved_report.decided_by) == (outcome, moderator.id)
    assert ReportItem.find_report(other.id).status == "open"
    assert [entry.action for entry in AuditItem.about(f"report:{ticked.id}", 5)] == [f"resolved: {outcome}"]


def test_a_hidden_message_is_shown_again(browse, moderator, report_message):
    report = report_message()
    browser = browse(moderator)
    run(browser, REPORTS, "hide", report.id)
    assert MessageItem.find_message(report.conversation_id, report.seq).hidden
    run(browser, f"{REPORTS}?status=all", "unhide", report.id)
    assert not MessageItem.find_message(report.conversation_id, report.seq).hidden


@pytest.mark.parametrize("page", ["change", "context"])
def test_a_resolved_report_can_be_acted_on_from_its_page(page, browse, moderator, report_message):
    report = report_message()
    browser = browse(moderator)
    run(browser, REPORTS, "hide", report.id)
    shown = browser.get(f"{REPORTS}{report.id}/{page}/").content.decode()
    form = re.search(r'<form method="post" action="([^"]+)"[^>]*id="acts"', shown)
    assert form, "the acts are offered"
    run(browser, form[1], "unhide", report.id)
    assert not MessageItem.find_message(report.conversation_id, report.seq).hidden


def test_a_session_without_a_sign_in_cannot_be_ended(browse, moderator):
    session = SessionStore()
    session["confirming"] = "somebody@example.org"
    session.save()
    page = run(browse(moderator), "/admin/accounts/session/", "end", session.session_id)
    assert "Nobody is signed in there." in page.content.decode()


def test_select_across_acts_on_the_ticked_rows_alone(browse, moderator, report_message):
    ticked, other = report_message("one"), report_message("two")
    run(browse(moderator), REPORTS, "dismiss", ticked.id, select_across="1")
    assert ReportItem.find_report(ticked.id).status == "dismissed"
    assert ReportItem.find_report(other.id).status == "open"


@pytest.mark.parametrize("forged", ["nothing", "../../person/x", "' OR 1=1", "x" * 3_000, "a/b", "\x00"])
def test_foreign_ids_act_on_nothing(forged, browse, moderator, report_message):
    report = report_message()
    for url in (REPORTS, PEOPLE):
        response = run(browse(moderator), url, "dismiss" if url == REPORTS else "end_sessions", forged)
        assert response.status_code in {200, 404}
    assert ReportItem.find_report(report.id).status == "open"


def test_an_action_of_another_list_does_nothing(browse, moderator, report_message):
    report = report_message()
    page = run(browse(moderator), REPORTS, "end_sessions", report.id)
    assert b"No action selected" in page.content


def test_rows_outside_the_filter_are_not_acted_on(browse, moderator, report_message):
    report = report_message(reason="spam")
    run(browse(moderator), f"{REPORTS}?reason=abuse", "dismiss", report.id)
    assert ReportItem.find_report(report.id).status == "open"


def test_a_second_act_on_a_resolved_report_is_refused_with_a_sentence(browse, moderator, report_message):
    report = report_message()
    browser = browse(moderator)
    run(browser, REPORTS, "dismiss", report.id)
    page = run(browser, f"{REPORTS}?status=all", "hide", report.id)
    assert "resolved this already" in page.content.decode()
    assert not MessageItem.find_message(report.conversation_id, report.seq).hidden


def test_an_action_without_a_csrf_token_is_refused(browse, moderator, report_message):
    report = report_message()
    browser = browse(moderator, enforce_csrf_checks=True)
    assert browser.post(REPORTS, {"action": "dismiss", "_selected_action": report.id, "index": "0"}).status_code == 403
    assert ReportItem.find_report(report.id).status == "open"


@pytest.mark.parametrize("role", ["visitor", "member"])
def test_members_and_visitors_cannot_act(role, browse, person, report_message):
    report = report_message()
    browser = browse(None if role == "visitor" else person())
    browser.post(REPORTS, {"action": "dismiss", "_selected_action": report.id, "index": "0"})
    assert ReportItem.find_report(report.id).status == "open"


def test_a_moderator_cannot_reset_a_second_step(browse, moderator, person):
    them = person()
    page = run(browse(moderator), PEOPLE, "reset_second_step", them.id)
    assert b"No action selected" in page.content
    assert ProfileItem.profile(them.id).epoch == them.epoch


def test_a_person_is_banned_and_unbanned(browse, moderator, person):
    them = person()
    browser = browse(moderator)
    run(browser, PEOPLE, "ban", them.id)
    banned = ProfileItem.profile(them.id)
    assert banned.banned_until and banned.ban_reason == ANSWERS["reason"]
    run(browser, PEOPLE, "unban", them.id)
    assert ProfileItem.profile(them.id).banned_until is None
    assert [entry.action for entry in AuditItem.about(f"person:{them.id}", 5)] == ["unbanned", "banned"]


def test_a_moderator_cannot_ban_themselves_or_an_admin(browse, moderator, admin):
    for them in (moderator, admin):
        page = run(browse(moderator), PEOPLE, "ban", them.id)
        assert page.status_code == 200
        assert ProfileItem.profile(them.id).banned_until is None


def test_an_ended_session_is_refused(browse, moderator, person):
    them = person()
    their_browser = browse(them)
    assert their_browser.get("/api/v1/me").status_code == 200
    run(browse(moderator), PEOPLE, "end_sessions", them.id)
    assert their_browser.get("/api/v1/me").status_code == 401


def test_ending_one_session_leaves_the_other(browse, moderator, person):
    them = person()
    browsers = browse(them), browse(them)
    ids = list(SessionItem.ids_of(them.id))
    assert len(ids) == 2
    run(browse(moderator), "/admin/accounts/session/", "end", ids[0])
    assert sorted(browser.get("/api/v1/me").status_code for browser in browsers) == [200, 401]


def test_the_api_tells_a_banned_person_why(browse, moderator, person):
    them = person()
    their_browser = browse(them)
    run(browse(moderator), PEOPLE, "ban", them.id)
    answer = their_browser.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (403, "banned")
    assert "Three times now" in answer.json()["detail"]
