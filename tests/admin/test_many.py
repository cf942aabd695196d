"""A page costs the same with many reports as with one."""

from datetime import timedelta

import pytest

from chat.models.reports import ReportItem
from chatify.clock import now
from tests.counting import count_calls

MANY = 1_500
PAGES = ("", "chat/report/", "chat/report/?status=all", "chat/report/?reason=illegal", "chat/report/?age=week")


@pytest.fixture
def many(moto_tables, person):
    author, moment = person(), now()
    with ReportItem.batch_write() as batch:
        for number in range(MANY):
            batch.save(
                ReportItem(
                    f"r{number:05}",
                    reason="spam",
                    reporter_id="somebody",
                    author_id=author.id,
                    conversation_id="c",
                    seq=number,
                    body="gold " * 200,
                    created_at=moment - timedelta(hours=number),
                )
            )
    return author


@pytest.mark.slow
def test_pages_cost_the_same_whatever_waits(many, browse, moderator):
    browser = browse(moderator)
    browser.get("/admin/")
    for page in PAGES:
        with count_calls() as calls:
            assert browser.get(f"/admin/{page}").status_code == 200
        assert len(calls) <= 4, (page, calls.operations)
        assert calls.rcu < 200, (page, calls.capacity)


@pytest.mark.slow
def test_the_first_page_says_that_it_does_not_count_them_all(many, browse, moderator):
    assert "are counted." in browse(moderator).get("/admin/").content.decode()


@pytest.mark.slow
def test_older_pages_are_reached_by_cursor(many, browse, moderator):
    browser, seen, url = browse(moderator), set(), "/admin/chat/report/"
    for _page in range(4):
        changes = browser.get(url).context["cl"]
        seen |= {row.pk for row in changes.result_list}
        url = f"/admin/chat/report/{changes.older_url}"
    assert len(seen) == 200
