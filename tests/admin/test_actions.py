"""Actions do what was ticked, once, and nothing else, whatever a form says."""

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
ASKED = {"reason": "Three times now", "lasts": "86400", "purge": ""}


def run(browser, url, action, *pks, **more):
    """As the list's form sends it, then the question's."""
    first = {"action": action, "_selected_action": list(pks), "index": "0", "select_across": "0", **more}
    response = browser.post(url, first, follow=True)
    if b'name="apply"' not in response.content:
        return response
    return browser.post(url, {"action": action, "_selected_action": list(pks), "apply": "Do it", **ASKED}, follow=True)


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        *[("dismiss", "dismissed"), ("hide", "hidden"), ("hide_recent", "hidden_recent")],
        *[("warn", "warned"), ("mute", "muted"), ("ban", "banned")],
    ],
)
def test_each_action_settles_the_ticked_report_alone(action, outcome, browse, moderator, reported):
    ticked, other = reported("one"), reported("two")
    page = run(browse(moderator), REPORTS, action, ticked.id)
    assert page.status_code == 200
    settled = ReportItem.find_report(ticked.id)
    assert (settled.outcome, settled.decided_by) == (outcome, moderator.id)
    assert ReportItem.find_report(other.id).status == "open"
    assert [one.action for one in AuditItem.about(f"report:{ticked.id}", 5)] == [f"settled: {outcome}"]


def test_a_hidden_message_is_shown_again(browse, moderator, reported):
    report = reported()
    browser = browse(moderator)
    run(browser, REPORTS, "hide", report.id)
    assert MessageItem.find_message(report.conversation_id, report.seq).hidden
    run(browser, f"{REPORTS}?status=all", "unhide", report.id)
    assert not MessageItem.find_message(report.conversation_id, report.seq).hidden


@pytest.mark.parametrize("page", ["change", "context"])
def test_a_settled_report_is_acted_on_from_its_own_page(page, browse, moderator, reported):
    report = reported()
    browser = browse(moderator)
    run(browser, REPORTS, "hide", report.id)
    shown = browser.get(f"{REPORTS}{report.id}/{page}/").content.decode()
    form = re.search(r'<form method="post" action="([^"]+)"[^>]*id="acts"', shown)
    assert form, "the acts are offered"
    run(browser, form[1], "unhide", report.id)
    assert not MessageItem.find_message(report.conversation_id, report.seq).hidden


def test_a_browser_that_nobody_has_signed_in_with_is_nobodys_to_end(browse, moderator):
    session = SessionStore()
    session["confirming"] = "somebody@example.org"
    session.save()
    page = run(browse(moderator), "/admin/accounts/session/", "end", session.session_id)
    assert "Nobody is signed in there." in page.content.decode()


def test_select_across_acts_on_what_was_ticked(browse, moderator, reported):
    ticked, other = reported("one"), reported("two")
    run(browse(moderator), REPORTS, "dismiss", ticked.id, select_across="1")
    assert ReportItem.find_report(ticked.id).status == "dismissed"
    assert ReportItem.find_report(other.id).status == "open"


@pytest.mark.parametrize("forged", ["nothing", "../../person/x", "' OR 1=1", "x" * 3_000, "a/b", "\x00"])
def test_foreign_ids_act_on_nothing(forged, browse, moderator, reported):
    report = reported()
    for url in (REPORTS, PEOPLE):
        response = run(browse(moderator), url, "dismiss" if url == REPORTS else "end_sessions", forged)
        assert response.status_code in {200, 404}
    assert ReportItem.find_report(report.id).status == "open"


def test_an_action_of_another_list_does_nothing(browse, moderator, reported):
    report = reported()
    page = run(browse(moderator), REPORTS, "end_sessions", report.id)
    assert b"No action selected" in page.content


def test_what_the_filter_leaves_out_is_not_acted_on(browse, moderator, reported):
    report = reported(reason="spam")
    run(browse(moderator), f"{REPORTS}?reason=abuse", "dismiss", report.id)
    assert ReportItem.find_report(report.id).status == "open"


def test_a_double_submit_does_it_once_and_says_so(browse, moderator, reported):
    report = reported()
    browser = browse(moderator)
    run(browser, REPORTS, "dismiss", report.id)
    page = run(browser, f"{REPORTS}?status=all", "hide", report.id)
    assert "settled this already" in page.content.decode()
    assert not MessageItem.find_message(report.conversation_id, report.seq).hidden


def test_without_a_csrf_token_nothing_is_done(browse, moderator, reported):
    report = reported()
    browser = browse(moderator, enforce_csrf_checks=True)
    assert browser.post(REPORTS, {"action": "dismiss", "_selected_action": report.id, "index": "0"}).status_code == 403
    assert ReportItem.find_report(report.id).status == "open"


@pytest.mark.parametrize("who", ["nobody", "member"])
def test_others_cannot_act(who, browse, person, reported):
    report = reported()
    browser = browse(None if who == "nobody" else person())
    browser.post(REPORTS, {"action": "dismiss", "_selected_action": report.id, "index": "0"})
    assert ReportItem.find_report(report.id).status == "open"


def test_a_moderator_does_not_reset_a_second_step(browse, moderator, person):
    them = person()
    page = run(browse(moderator), PEOPLE, "reset_second_step", them.id)
    assert b"No action selected" in page.content
    assert ProfileItem.profile(them.id).epoch == them.epoch


def test_a_ban_of_a_person_and_its_end(browse, moderator, person):
    them = person()
    browser = browse(moderator)
    run(browser, PEOPLE, "ban", them.id)
    banned = ProfileItem.profile(them.id)
    assert banned.banned_until and banned.ban_reason == ASKED["reason"]
    run(browser, PEOPLE, "unban", them.id)
    assert ProfileItem.profile(them.id).banned_until is None
    assert [one.action for one in AuditItem.about(f"person:{them.id}", 5)] == ["unbanned", "banned"]


def test_nobody_bans_themselves_or_an_admin(browse, moderator, admin):
    for them in (moderator, admin):
        page = run(browse(moderator), PEOPLE, "ban", them.id)
        assert page.status_code == 200
        assert ProfileItem.profile(them.id).banned_until is None


def test_ended_sessions_let_nobody_in(browse, moderator, person):
    them = person()
    theirs = browse(them)
    assert theirs.get("/api/v1/me").status_code == 200
    run(browse(moderator), PEOPLE, "end_sessions", them.id)
    assert theirs.get("/api/v1/me").status_code == 401


def test_one_session_is_ended_and_the_other_stays(browse, moderator, person):
    them = person()
    one, other = browse(them), browse(them)
    ids = list(SessionItem.ids_of(them.id))
    assert len(ids) == 2
    run(browse(moderator), "/admin/accounts/session/", "end", ids[0])
    assert sorted(browser.get("/api/v1/me").status_code for browser in (one, other)) == [200, 401]


def test_a_banned_person_is_told_so_by_the_api(browse, moderator, person):
    them = person()
    theirs = browse(them)
    run(browse(moderator), PEOPLE, "ban", them.id)
    answer = theirs.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (403, "banned")
    assert "Three times now" in answer.json()["detail"]
