"""The site as `make run` starts it, a real Chromium, and people who use it."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests import chromium
from tests.bench.site import Site
from tests.browser.network import Cable
from tests.browser.visitor import Visitor

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Several browsers share few cores: how long a page may take is measured by `make bench`, not here.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with Site() as running_site:
        yield running_site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium_browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        yield chromium_browser
        chromium_browser.close()


@pytest.fixture
def cable(site: Site) -> Iterator[Cable]:
    with Cable(site.port) as connected_cable:
        yield connected_cable


@pytest.fixture
def visitor(site: Site, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Return a callable: `visitor(by_form=…, cable=…, viewport=…, color_scheme=…)` is a signed-in person.

    After the test no browser may have logged an error, and no page may have broken the content security policy.
    """
    visitors: list[Visitor] = []

    def make_visitor(*, by_form: bool = False, cable: Cable | None = None, **context_options: Any) -> Visitor:
        url = cable.url if cable else f"http://127.0.0.1:{site.port}"
        visitor = Visitor(browser, url, **context_options)
        visitors.append(visitor)
        if by_form:
            visitor.sign_up()
            visitor.sign_in()
        else:
            visitor.enter()
        return visitor

    yield make_visitor
    reports = json.load(urllib.request.urlopen(f"http://127.0.0.1:{site.port}/dev/csp-reports", timeout=10))
    for visitor in visitors:
        visitor.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
    assert reports["results"] == [], "the content security policy was broken"
