"""A page costs the same with many reports as with a hundred. `make many` tries it with 100,000."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from botocore.config import Config

from accounts.models import site
from chat.models.reports import ReportItem
from chatify.core import aws
from chatify.core.clock import now
from chatify.local.emulator_process import Emulator
from chatify.local.resources import make_tables
from tests.conftest import aws_at
from tests.counting import count_calls

FEW, MANY = 100, int(os.environ.get("CHATIFY_MANY_REPORTS", "1500"))
PAGES = (
    *("", "chat/report/", "chat/report/?status=all", "chat/report/?reason=illegal", "chat/report/?age=week"),
    *("chat/report/?q={author}", "chat/report/?q={author}&status=all&reason=spam", "chat/report/r000007/change/"),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Iterator[Emulator]:
    """An emulator of its own: so many rows would slow down other tests, since it sorts an index for each Query."""
    child = Emulator(tmp_path_factory.mktemp("many"))
    child.start()
    patient = {"read_timeout": 120}
    with pytest.MonkeyPatch.context() as patch, aws_at(child.endpoint, {}, child.folder):
        patch.setattr(aws, "Config", lambda **options: Config(**options | patient))
        make_tables()
    yield child
    child.close()


@pytest.fixture
def own_store(store, monkeypatch):
    monkeypatch.setattr(site, "FRESH_SECONDS", float("inf"))
    with aws_at(store.endpoint, {}, store.folder):
        yield


def file_reports(author, first, last):
    moment = now()
    with ReportItem.batch_write() as batch:
        for number in range(first, last):
            batch.save(
                ReportItem(
                    f"r{number:06}",
                    reason="spam",
                    reporter_id="somebody",
                    author_id=author.id,
                    conversation_id="c",
                    seq=number,
                    body="gold " * 5,
                    created_at=moment - timedelta(hours=4 * number),
                )
            )


def calls_of_pages(browser, author):
    """Return the calls of each page, authentication included; the site's name is in the process's cache."""
    site.site_name()
    calls_by_page = {}
    for page in PAGES:
        with count_calls() as calls:
            assert browser.get(f"/admin/{page.format(author=author.handle)}").status_code == 200
        calls_by_page[page] = calls
    return calls_by_page


@pytest.mark.slow
def test_pages_cost_the_same_with_few_and_many_reports(own_store, browse, moderator, person):
    browser, author = browse(moderator), person()
    file_reports(author, 0, FEW)
    few = calls_of_pages(browser, author)
    file_reports(author, FEW, MANY)
    many = calls_of_pages(browser, author)
    for page in PAGES:
        print(f"{len(few[page])} calls with {FEW}, {len(many[page])} with {MANY:,} reports: /admin/{page}")
        assert len(many[page]) <= 4, (page, many[page].operations)
        assert many[page].operations == few[page].operations, page
        assert many[page].rcu < 200, (page, many[page].capacity)

    assert "are counted." in browser.get("/admin/").content.decode(), "it says that it does not count them all"

    seen, url = set(), "/admin/chat/report/"
    for _page in range(4):
        changes = browser.get(url).context["cl"]
        seen |= {row.pk for row in changes.result_list}
        url = f"/admin/chat/report/{changes.older_url}"
    assert len(seen) == 200, "older pages are reached by cursor"
