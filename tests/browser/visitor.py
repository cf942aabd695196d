"""Somebody in front of a browser of their own: what they do, in their words."""

import json
import re
import urllib.request
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

PASSWORD = "a quiet place to talk"
BROKEN_CABLE = re.compile(r"net::ERR_|WebSocket connection to")
"""What Chromium itself writes to the console while the network is cut."""


class Visitor:
    def __init__(self, browser: Browser, url: str, **looks: Any) -> None:
        self.url = url
        self.handle = f"v{uuid4().hex[:10]}"
        self.name = f"Vera {self.handle[1:5]}"
        self.email = f"{self.handle}@example.org"
        self.complaints: list[str] = []
        self.context: BrowserContext = browser.new_context(base_url=url, **looks)
        self.page = self.open_tab()

    def open_tab(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def enter(self) -> None:
        """Signed up and in, but for a page that is drawn: most tests begin behind these forms."""
        self._ask("/api/v1/auth/sign-up", email=self.email, password=PASSWORD, handle=self.handle, name=self.name)
        self._ask("/api/v1/auth/confirm", email=self.email, code=self.code())
        form = self.context.request.get("/accounts/sign-in/").text()
        token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token, "the sign-in page has no form"
        fields = {"email": self.email, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        expect(self.context.request.post("/accounts/sign-in/", form=fields)).to_be_ok()

    def _ask(self, path: str, **body: str) -> None:
        expect(self.context.request.post(path, data=body)).to_be_ok()

    def sign_up(self) -> None:
        page = self.page
        page.goto("/accounts/sign-up/")
        page.get_by_label("Display name").fill(self.name)
        page.get_by_label("Handle").fill(self.handle)
        page.get_by_label("E-mail").fill(self.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Create account").click()
        page.get_by_label("Code").fill(self.code())
        page.get_by_role("button", name="Confirm").click()

    def sign_in(self) -> None:
        page = self.page
        page.goto("/accounts/sign-in/")
        page.get_by_label("E-mail").fill(self.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()

    def code(self) -> str:
        """The one in the last mail, as the outbox of a laptop shows it."""
        answer = urllib.request.urlopen(f"{self.url}/dev/outbox?format=json&to={quote(self.email)}", timeout=10)
        return str(json.load(answer)["results"][0]["code"])

    def write_to(self, other: "Visitor") -> None:
        """Open the direct conversation by the other's handle."""
        self.page.goto("/c/new/")
        form = self.page.locator("form", has=self.page.locator("[name=handles]")).first
        form.locator("[name=handles]").fill(other.handle)
        form.get_by_role("button").last.click()
        self.page.wait_for_url(re.compile(r"/c/\w{20,}$"))

    def say(self, text: str, page: Page | None = None) -> None:
        page = page or self.page
        page.locator("textarea").fill(text)
        page.keyboard.press("Enter")

    def texts(self, page: Page | None = None) -> list[str]:
        """The messages on the screen, in order."""
        return (page or self.page).locator("li.message [data-slot=body]").all_inner_texts()

    def sees(self, *texts: str, page: Page | None = None) -> None:
        """Just these, in this order, all of them sent."""
        page = page or self.page
        bodies = page.locator("li.message [data-slot=body]")
        expect(bodies).to_have_text(list(texts), timeout=15_000)
        expect(page.locator("li.message.pending, li.message.failed")).to_have_count(0, timeout=60_000)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not BROKEN_CABLE.search(message.text):
            self.complaints.append(message.text)
