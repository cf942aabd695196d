"""A report by a member becomes an operator's ban, which closes the banned person's page."""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.bench.site import Site
from tests.browser.operators import promote
from tests.browser.visitor import PASSWORD, Visitor

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
PICTURES = os.environ.get("CHATIFY_PICTURES")
PHONE: Any = {"width": 390, "height": 844}


def shoot(page: Page, name: str) -> None:
    """Take pictures in both themes and as wide as a phone, if CHATIFY_PICTURES names a folder for them."""
    if PICTURES:
        size = page.viewport_size
        for suffix, theme, viewport in (("", "light", size), ("-dark", "dark", size), ("-phone", "light", PHONE)):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # a literal, but for the loop
            page.set_viewport_size(viewport or PHONE)
            page.screenshot(path=Path(PICTURES) / f"{name}{suffix}.png", full_page=True)
        page.set_viewport_size(size or PHONE)


def choose_action(page: Page, action: str) -> None:
    """Choose an action in the form of one report."""
    page.get_by_label("Action:").select_option(action)
    page.locator("#acts").get_by_role("button", name="Go").click()


def test_report_leads_to_a_ban(site: Site, visitor: People) -> None:
    mo, ana, ben = visitor(viewport={"width": 1280, "height": 900}), visitor(), visitor()
    ana.write_to(ben)
    ben.page.goto(ana.page.url)
    ana.say("What a fine day")
    ben.sees("What a fine day")
    for text in ("Have you the time?", "Cheap watches at watches.example", "Cheap rings at rings.example"):
        ben.say(text)
        expect(ana.page.locator("li.message").last).to_contain_text(text)
    report(ana.page, "Cheap watches")
    report(ana.page, "Cheap rings")

    promote(site, mo)
    mo.page.goto("/admin/")
    expect(mo.page.get_by_role("heading", name="Open reports")).to_be_visible()
    shoot(mo.page, "index")
    mo.page.locator("#waiting-report").get_by_role("link", name="Spam").click()
    shoot(mo.page, "queue")
    mo.page.get_by_role("link", name="Cheap watches at watches.example").click()
    shoot(mo.page, "report")
    mo.page.get_by_role("link", name="Show the context").click()
    expect(mo.page.get_by_text("What a fine day")).to_be_visible()
    shoot(mo.page, "context")
    mo.page.go_back()

    choose_action(mo.page, "hide")
    mo.page.get_by_role("button", name="Confirm").click()
    expect(mo.page.get_by_text("Messages hidden: 1.")).to_be_visible()
    expect(ana.page.locator("li.message").get_by_text("Hidden by a moderator")).to_be_visible()
    expect(ana.page.locator("li.message").get_by_text("Cheap watches")).to_have_count(0)

    mo.page.goto("/admin/chat/report/")
    mo.page.get_by_role("row", name="Cheap rings").get_by_role("checkbox").check()
    mo.page.get_by_label("Action:").select_option("ban")
    mo.page.get_by_role("button", name="Go").click()
    mo.page.get_by_label("Lasts").select_option("for-good")
    mo.page.get_by_label("Reason").fill("Sells watches")
    mo.page.get_by_label("Also hide").select_option("1")
    shoot(mo.page, "ban")
    start = time.monotonic()
    mo.page.get_by_role("button", name="Confirm").click()
    ben.page.wait_for_url(re.compile(r"/accounts/sign-in/"), timeout=5_000)
    assert time.monotonic() - start < 5
    expect(ana.page.locator("li.message").get_by_text("Hidden by a moderator")).to_have_count(3)
    expect(ana.page.locator("li.message").get_by_text("What a fine day")).to_be_visible()
    ben.page.get_by_label("E-mail").fill(ben.email)
    ben.page.get_by_label("Password", exact=True).fill(PASSWORD)
    ben.page.get_by_role("button", name="Sign in").click()
    expect(ben.page.get_by_text("Reason: Sells watches.").first).to_be_visible()
    shoot(ben.page, "banned")

    visit_admin_pages(mo.page, ben.handle)


LISTS = (
    "accounts/auditentry/",
    "accounts/person/",
    "accounts/session/",
    "chat/conversation/",
    "chat/invitation/",
    "chat/report/",
    "chat/rule/",
)
HEAD_LINES = """heads => heads.map(head => {
  const lines = new Set(), text = document.createRange(), walker = document.createTreeWalker(head, NodeFilter.SHOW_TEXT);
  let broken = "";
  while (walker.nextNode()) {
    for (const { 0: word, index } of walker.currentNode.data.matchAll(/\\S+/g)) {
      text.setStart(walker.currentNode, index);
      text.setEnd(walker.currentNode, index + word.length);
      const tops = [...text.getClientRects()].map(box => Math.round(box.top));
      if (new Set(tops).size > 1) broken = word;
      tops.forEach(top => lines.add(top));
    }
  }
  return { head: head.textContent.trim(), lines: lines.size, broken };
})"""


@pytest.mark.parametrize("width", [1280, 390])
def test_column_heads_keep_their_words_whole(site: Site, visitor: People, width: int) -> None:
    mo, ana = visitor(viewport={"width": width, "height": 900}), visitor()
    mo.write_to(ana)
    mo.say("Have a look")
    ana.page.goto(mo.page.url)
    report(ana.page, "Have a look")
    promote(site, mo)
    for path in ("", *LISTS):
        mo.page.goto(f"/admin/{path}")
        heads = mo.page.locator("thead th").evaluate_all(HEAD_LINES)
        assert len(heads) > 1 or not mo.page.locator("#result_list").count(), f"/admin/{path} has a list and no heads"
        assert path or "Older than a week" in {head["head"] for head in heads}, "the first page shows no open report"
        assert [head for head in heads if head["broken"] or head["lines"] > 2] == [], f"/admin/{path}"


def report(page: Page, text: str) -> None:
    """Report a message from its own menu."""
    row = page.locator("li.message", has_text=text)
    row.hover()
    row.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Report message").click()
    page.get_by_role("dialog").get_by_label("Spam").check()
    shoot(page, "report-dialog")
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_text("Sent to the moderators.")).to_be_visible()
    page.keyboard.press("Escape")


def visit_admin_pages(page: Page, handle: str) -> None:
    page.goto(f"/admin/accounts/person/?q={handle}")
    shoot(page, "people")
    page.locator("#result_list").get_by_role("link", name=handle).click()
    expect(page.get_by_text("Sells watches")).to_be_visible()
    shoot(page, "person")
    page.goto("/admin/chat/rule/add/")
    page.get_by_label("Kind").select_option("words")
    page.get_by_label("Terms").fill("watches")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/admin/chat/rule/try/")
    page.get_by_label("Message").fill("Cheap WATCHES")
    page.get_by_role("button", name="Test").click()
    expect(page.get_by_role("cell", name="Refuse and say why")).to_be_visible()
    shoot(page, "tried")
    for name, path in {
        "audit": "accounts/auditentry/",
        "sessions": "accounts/session/",
        "conversations": "chat/conversation/",
        "rules": "chat/rule/",
        "rule": "chat/rule/add/",
        "try": "chat/rule/try/",
        "invitations": "chat/invitation/",
        "history": f"chat/report/{_resolved_report_id(page)}/history/",
    }.items():
        page.goto(f"/admin/{path}")
        expect(page.locator("#content h1")).to_be_visible()
        shoot(page, name)


def _resolved_report_id(page: Page) -> str:
    page.goto("/admin/chat/report/?status=acted")
    shoot(page, "acted")
    href = page.locator("#result_list th a").first.get_attribute("href") or ""
    return href.split("/")[4]
