"""The admin's lists, filters and pages."""

from datetime import timedelta

import pytest

from accounts.models.audit import AuditItem
from chat.models.reports import ReportItem
from chat.services import moderation
from chatify.core.clock import now

pytestmark = pytest.mark.usefixtures("embedded_aws", "recorded")

LISTS = [
    *("accounts/person", "accounts/session", "accounts/auditentry"),
    *("chat/report", "chat/conversation", "chat/invitation", "chat/rule"),
]
READ_ONLY = [path for path in LISTS if path != "chat/rule"]
QUERIES = {
    "accounts/person": ["", "?state=banned_until", "?group=admins", "?q=pe", "?q=nobody-here"],
    "accounts/session": ["", "?q=nobody-here"],
    "accounts/auditentry": ["", "?day=2026-01-01", "?q=person:x", "?q=somebody"],
    "chat/conversation": ["", "?kind=group", "?archived=yes", "?archived=slow", "?q=workshop", "?q=" + "a" * 28],
    "chat/invitation": ["", "?q=somewhere"],
    "chat/rule": [""],
    "chat/report": [
        *("", "?status=all", "?status=acted", "?status=dismissed", "?reason=spam", "?age=new", "?age=day", "?age=week"),
        *("?status=all&reason=abuse&age=new", "?q=somebody&status=all"),
    ],
}


@pytest.mark.parametrize(("path", "query"), [(path, query) for path in LISTS for query in QUERIES[path]])
def test_every_list_and_filter_is_shown_to_operators(path, query, browse, moderator):
    response = browse(moderator).get(f"/admin/{path}/{query}")
    assert response.status_code == 200, response.headers.get("Location")


@pytest.mark.parametrize(
    "path", ["", *(f"{path}/" for path in LISTS), "chat/report/x/change/", "chat/report/x/context/"]
)
def test_members_and_visitors_cannot_see_any_page(path, browse, person):
    assert browse(None).get(f"/admin/{path}").headers["Location"].startswith("/admin/login/")
    signed_in = browse(person()).get(f"/admin/{path}", follow=True)
    assert signed_in.status_code == 403


def test_the_admin_bears_the_sites_name(browse, moderator, monkeypatch):
    monkeypatch.setattr("accounts.admin.site.site_name", lambda: "The Workshop")
    page = browse(moderator).get("/admin/").content.decode()
    assert "The Workshop moderation</a>" in page and "| The Workshop moderation</title>" in page


def test_the_admin_uses_the_sites_own_sign_in(browse):
    response = browse(None).get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/sign-in/?next=/admin/"


def test_in_production_an_operator_needs_a_second_step(browse, moderator, settings):
    settings.STAFF_SECOND_STEP = True
    refused = browse(moderator).get("/admin/", follow=True)
    assert (refused.status_code, b"authenticator" in refused.content) == (403, True)
    assert browse(moderator, second_step=True).get("/admin/").status_code == 200


def test_the_index_counts_open_reports(browse, moderator, report_message):
    report = report_message(reason="illegal")
    page = browse(moderator).get("/admin/").content.decode()
    assert "Open reports" in page and "?reason=illegal&amp;age=new" in page
    assert ReportItem.find_report(report.id).status == "open"


def test_a_report_is_found_by_its_authors_handle(browse, moderator, report_message, write_message):
    report = report_message("Cheap watches")
    handle = write_message()[0].handle
    page = browse(moderator).get(f"/admin/chat/report/?q={handle}").content.decode()
    assert "Cheap watches" in page
    assert "Cheap watches" not in browse(moderator).get(f"/admin/chat/report/?q={handle}&reason=abuse").content.decode()
    form = browse(moderator).get(f"/admin/chat/report/{report.id}/change/").content.decode()
    assert "Cheap watches" in form and f"@{handle}" in form and "Ban …" in form


def test_looking_at_the_context_is_logged(browse, moderator, report_message, write_message):
    for number in range(8):
        write_message(f"before {number}")
    report = report_message("The one")
    write_message("after it")
    page = browse(moderator).get(f"/admin/chat/report/{report.id}/context/").content.decode()
    assert "before 7" in page and "after it" in page and "before 2" not in page
    assert [entry.action for entry in AuditItem.about(f"report:{report.id}", 5)] == ["looked at context"]


def test_the_context_lists_earlier_reports_and_acts_about_the_same_person(browse, moderator, person, report_message):
    earlier, report = report_message("Cheap watches", reason="abuse"), report_message("Cheap rings")
    assert earlier.author_id == report.author_id
    moderation.mute(person(groups={"moderators"}), earlier, until=now() + timedelta(days=1), reason="Told twice")
    page = browse(moderator).get(f"/admin/chat/report/{report.id}/context/").content.decode()
    assert f"/admin/chat/report/{earlier.id}/change/" in page and "abuse</a>, muted" in page
    assert "muted by @" in page and "Told twice" in page


def test_a_history_page_shows_the_acts(browse, moderator, report_message):
    report = report_message()
    browse(moderator).post("/admin/chat/report/", {"action": "dismiss", "_selected_action": report.id, "index": "0"})
    page = browse(moderator).get(f"/admin/chat/report/{report.id}/history/").content.decode()
    assert "Resolved: dismissed" in page and moderator.handle in page
    index = browse(moderator).get("/admin/").content.decode()
    assert "report of spam" in index, "recent actions come from the audit log"


@pytest.mark.parametrize("path", LISTS)
def test_a_missing_object_is_explained(path, browse, moderator):
    response = browse(moderator).get(f"/admin/{path}/nothing/change/", follow=True)
    assert response.redirect_chain and "doesn’t exist" in response.content.decode()


@pytest.mark.parametrize("path", READ_ONLY)
def test_rows_cannot_be_added_or_deleted(path, browse, admin):
    browser = browse(admin)
    assert browser.get(f"/admin/{path}/add/").status_code == 403
    assert browser.post(f"/admin/{path}/x/delete/", {"post": "yes"}).status_code in {302, 403}
    assert browser.get(f"/admin/{path}/?o=1").status_code == 200


@pytest.mark.parametrize(
    "path", ["chat/invitation/?host=x", "chat/report/?body__icontains=x", "accounts/person/?state="]
)
def test_a_filter_without_an_index_is_refused_with_a_sentence(path, browse, moderator):
    page = browse(moderator).get(f"/admin/{path}", follow=True)
    refused = not path.endswith("=")
    assert bool(page.redirect_chain) == refused
    assert ("No index answers" in page.content.decode()) == refused
    assert page.context["cl"].result_count >= 0, "the list without filters"
