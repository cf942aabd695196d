"""Groups as people make them, and their rows in the list of conversations."""

import re

from playwright.sync_api import Locator, Page

from tests.browser.visitor import Visitor

CONVERSATION_URL = re.compile(r"/c/\w{20,}$")


def create_group(owner: Visitor, name: str, *members: Visitor) -> str:
    """Create a group by the form and return its path."""
    owner.page.goto("/c/new/?kind=group")
    owner.page.locator("[name=handles]").fill(" ".join(member.handle for member in members))
    owner.page.get_by_label("Name").fill(name)
    owner.page.get_by_role("button", name="Start group").click()
    owner.page.wait_for_url(CONVERSATION_URL)
    return owner.page.url.removeprefix(owner.url)


def conversation_id(path: str) -> str:
    """Return the id at the end of a conversation's path or URL."""
    return path.rsplit("/", 1)[1]


def inbox_row(page: Page, path: str) -> Locator:
    return page.locator(f"chat-inbox li[data-conversation='{conversation_id(path)}']")
