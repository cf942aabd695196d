"""The site as `make run` starts it, a real Chromium, and people in front of it."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

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


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def cable(site: Site) -> Iterator[Cable]:
    with Cable(site.port) as whole:
        yield whole


@pytest.fixture
def visitor(site: Site, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """`visitor(by_form=…, cable=…, viewport=…, color_scheme=…)`, signed up and in. In the end nobody has complained."""
    came: list[Visitor] = []

    def come(*, by_form: bool = False, cable: Cable | None = None, **looks: Any) -> Visitor:
        url = cable.url if cable else f"http://127.0.0.1:{site.port}"
        new = Visitor(browser, url, **looks)
        came.append(new)
        if by_form:
            new.sign_up()
            new.sign_in()
        else:
            new.enter()
        return new

    yield come
    reports = json.load(urllib.request.urlopen(f"http://127.0.0.1:{site.port}/dev/csp-reports", timeout=10))
    for each in came:
        each.context.close()
    assert [complaint for each in came for complaint in each.complaints] == []
    assert reports["results"] == [], "the content security policy was broken"
