"""A person who uses the site in a browser of their own."""

import json
import re
import urllib.request
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebSocket, expect

PASSWORD = "a quiet place to talk"
NETWORK_ERROR = re.compile(r"net::ERR_|WebSocket connection to")
"""Chromium logs these itself while the network is cut."""
ERROR_STATUS = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
"""Chromium logs this itself for each answer of 400 and above."""
API_CALL = "([method, path, body]) => document.querySelector('chat-app').api.send(method, path, body ?? undefined)"


class Visitor:
    """`complaints` contains the browser's errors and warnings. The `visitor` fixture fails if there are any."""

    def __init__(self, browser: Browser, url: str, **context_options: Any) -> None:
        self.url = url
        self.handle = f"v{uuid4().hex[:10]}"
        self.name = f"Vera {self.handle[1:5]}"
        self.email = f"{self.handle}@example.org"
        self.complaints: list[str] = []
        self.expected_statuses: set[int] = set()
        self.context: BrowserContext = browser.new_context(base_url=url, **context_options)
        self.page = self.open_tab()

    @property
    def id(self) -> str:
        """The user id, as the page on show knows it."""
        user_id = self.page.locator("chat-app").get_attribute("data-me")
        assert user_id, "the page has no chat-app"
        return user_id

    def open_tab(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", self._hear_console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def expect_status(self, *statuses: int) -> None:
        """Ignore answers of these statuses in the browser's log from now on, because the test provokes them."""
        self.expected_statuses |= set(statuses)

    def enter(self) -> None:
        """Sign up and in without drawing a page: most tests begin behind these forms."""
        self._post("/api/v1/auth/sign-up", email=self.email, password=PASSWORD, handle=self.handle, name=self.name)
        self._post("/api/v1/auth/confirm", email=self.email, code=self.code())
        form = self.context.request.get("/accounts/sign-in/").text()
        token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token, "the sign-in page has no form"
        fields = {"email": self.email, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        expect(self.context.request.post("/accounts/sign-in/", form=fields)).to_be_ok()

    def sign_up(self) -> None:
        page = self.page
        page.goto("/accounts/sign-up/")
        page.get_by_label("Display name").fill(self.name)
        page.get_by_label("Handle").fill(self.handle)
        page.get_by_label("E-mail").fill(self.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Create account").click()
        expect(page.get_by_label("Code")).to_be_visible()
        page.get_by_label("Code").fill(self.code())
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_text("Your e-mail is confirmed.")).to_be_visible()

    def sign_in(self) -> None:
        self.submit_sign_in(PASSWORD)
        expect(self.page.get_by_role("navigation", name="Conversations")).to_be_visible()

    def submit_sign_in(self, password: str) -> None:
        """Send the sign-in form, whatever the answer is."""
        page = self.page
        page.goto("/accounts/sign-in/")
        page.get_by_label("E-mail").fill(self.email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in").click()

    def code(self) -> str:
        """Return the code of the last mail, from the outbox of the local site."""
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
        """Return the texts of the messages on the screen, in order."""
        return (page or self.page).locator("li.message [data-slot=body]").all_inner_texts()

    def sees(self, *texts: str, page: Page | None = None) -> None:
        """Expect exactly these messages, in this order, all of them sent."""
        page = page or self.page
        bodies = page.locator("li.message [data-slot=body]")
        expect(bodies).to_have_text(list(texts))
        expect(page.locator("li.message.pending, li.message.failed")).to_have_count(0, timeout=60_000)

    def call_api(self, method: str, path: str, body: object = None, *, page: Page | None = None) -> Any:
        """Call the API through the page's own client and return the answer."""
        return (page or self.page).evaluate(API_CALL, [method, path, body])

    def record_frames(self) -> list[str]:
        """Return a list that grows by each frame that the page's next socket receives."""
        frames: list[str] = []

        def record(socket: WebSocket) -> None:
            socket.on("framereceived", lambda frame: frames.append(str(frame)))

        self.page.on("websocket", record)
        return frames

    def _post(self, path: str, **body: str) -> None:
        expect(self.context.request.post(path, data=body)).to_be_ok()

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning") or NETWORK_ERROR.search(message.text):
            return
        status = ERROR_STATUS.search(message.text)
        if status is None or int(status[1]) not in self.expected_statuses:
            self.complaints.append(message.text)
