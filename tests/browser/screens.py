"""The screens that `make pictures` takes, by name, each with a function that opens it."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.browser.visitor import API_CALL


@dataclass(frozen=True)
class Stage:
    """Tess’s page, Mateo’s page, and the paths of Tess’s conversations by name."""

    page: Page
    other: Page
    paths: dict[str, str]

    def call(self, method: str, path: str, body: object = None, *, other: bool = False) -> dict[str, object]:
        """Call the API through the page’s own client."""
        answer: dict[str, object] = (self.other if other else self.page).evaluate(API_CALL, [method, path, body])
        return answer

    def go(self, path: str) -> Page:
        self.page.goto(path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def open(self, name: str = "workshop", rest: str = "") -> Page:
        return self.go(f"{self.paths[name]}{rest}")

    def author_id(self, text: str) -> str:
        """Return the id of the person who wrote a message on the page."""
        author_id = self.page.locator("li.message", has_text=text).first.get_attribute("data-author")
        assert author_id, text
        return author_id


OpenScreen = Callable[[Stage], object]


def page_at(path: str) -> OpenScreen:
    return lambda stage: stage.go(path)


def conversation(name: str = "workshop", rest: str = "") -> OpenScreen:
    return lambda stage: stage.open(name, rest)


def dialog_by(keys: str) -> OpenScreen:
    def press(stage: Stage) -> None:
        stage.open().keyboard.press(keys)
        stage.page.locator("dialog[open]").wait_for()

    return press


def linked_page(name: str, rest: str = "/details/") -> OpenScreen:
    def follow(stage: Stage) -> None:
        stage.open("Saturday ride", rest).get_by_role("link", name=name).first.click()
        stage.page.wait_for_timeout(1000)

    return follow


def open_menu(stage: Stage, item: str = "", text: str = "That was me") -> Page:
    """Open a message's menu, from the message itself on a phone and from its toolbar elsewhere."""
    page = stage.open()
    row = page.locator("li.message", has_text=text)
    row.scroll_into_view_if_needed()
    row.hover()
    more = row.get_by_role("button", name="More", exact=True)
    first_visible(more).click()
    if item:
        page.get_by_role("menuitem", name=item).click()
    return page


def first_visible(locator: Locator) -> Locator:
    locator.filter(visible=True).first.wait_for()
    return locator.filter(visible=True).first


def open_emoji_picker(stage: Stage) -> None:
    page = stage.open()
    page.get_by_role("button", name="Emoji").click()
    page.get_by_role("combobox").fill("bi")


def complete_mention(stage: Stage) -> None:
    stage.open().locator("textarea").press_sequentially("Could you look at it, @")
    stage.page.get_by_role("option").first.wait_for()


def write_long_message(stage: Stage) -> None:
    stage.open().locator("textarea").fill("Once more from the beginning. " * 266)


def show_typing(stage: Stage) -> None:
    stage.other.goto(stage.paths["workshop"])
    stage.other.wait_for_load_state("networkidle")
    stage.open()
    stage.other.locator("textarea").press_sequentially("I am")
    stage.page.locator(".typing.active").wait_for()
    stage.other.locator("textarea").fill("")


def open_jump_list(stage: Stage) -> None:
    stage.open().keyboard.press("Control+k")
    stage.page.locator("dialog[open] input").press_sequentially("no")
    stage.page.wait_for_timeout(800)


def show_folded_message(stage: Stage) -> None:
    noor = _block_noor(stage)
    stage.open()
    stage.page.locator(".folded").first.wait_for()
    stage.call("DELETE", f"me/blocks/{noor}")


def _block_noor(stage: Stage) -> str:
    stage.open()
    noor = stage.author_id("I’ll open at five")
    stage.call("PUT", f"me/blocks/{noor}")
    return noor


def show_blocked_people(stage: Stage) -> None:
    noor = _block_noor(stage)
    stage.go("/settings/privacy/blocked/")
    with stage.page.context.new_page() as tab:
        tab.goto(stage.paths["workshop"])
        tab.evaluate(API_CALL, ["DELETE", f"me/blocks/{noor}", None])


def show_refused_message(stage: Stage) -> None:
    """Write to Mateo, who has blocked Tess: the message is refused."""
    stage.open("Mateo Ruiz")
    me = stage.page.locator("chat-app").get_attribute("data-me")
    stage.call("PUT", f"me/blocks/{me}", other=True)
    stage.page.locator("textarea").fill("Did it come loose?")
    stage.page.get_by_role("button", name="Send message").click()
    stage.page.locator("li.message.failed").wait_for()
    stage.call("DELETE", f"me/blocks/{me}", other=True)


def go_offline(stage: Stage) -> None:
    stage.open("Saturday ride")
    stage.page.context.set_offline(True)
    stage.page.locator("textarea").fill("I’ll bring the pump")
    stage.page.get_by_role("button", name="Send message").click()
    stage.page.locator("connection-strip:visible").wait_for()


def open_own_menu(stage: Stage) -> None:
    page = stage.go("/")
    page.locator(".self summary").click()


PUBLIC_SCREENS: dict[str, OpenScreen] = {
    "landing": page_at("/"),
    "sign-up": page_at("/accounts/sign-up/"),
    "sign-in": page_at("/accounts/sign-in/"),
    "forgot": page_at("/accounts/forgot/"),
    "api": page_at("/api/docs/"),
}
SCREENS: dict[str, OpenScreen] = {
    "list": page_at("/"),
    "own-menu": open_own_menu,
    "conversation": conversation(),
    "conversation-unread": conversation("announcements"),
    "conversation-direct": conversation("Mateo Ruiz"),
    "conversation-group": conversation("Saturday ride"),
    "conversation-empty": conversation("Ines Duarte"),
    "members": conversation(rest="/members/"),
    "details": conversation("Saturday ride", "/details/"),
    "pins": conversation(rest="/pins/"),
    "person": linked_page("Noor Haddad", "/members/"),
    "invites": linked_page("Invite by link"),
    "leave": linked_page("Leave"),
    "new": page_at("/c/new/"),
    "new-group": page_at("/c/new/?kind=group"),
    "new-channel": page_at("/c/new/?kind=channel"),
    "channels": page_at("/channels/"),
    "channels-none": page_at("/channels/?prefix=derailer"),
    "jump": open_jump_list,
    "help": dialog_by("Control+/"),
    "emoji": open_emoji_picker,
    "mention": complete_mention,
    "counter": write_long_message,
    "typing": show_typing,
    "message-menu": open_menu,
    "reply": lambda stage: open_menu(stage, "Reply"),
    "edit": lambda stage: open_menu(stage, "Edit", "Found it"),
    "delete": lambda stage: open_menu(stage, "Delete message", "Found it"),
    "report": lambda stage: open_menu(stage, "Report message"),
    "history": lambda stage: open_menu(stage, "Earlier versions", "Top drawer"),
    "folded": show_folded_message,
    "not-sent": show_refused_message,
    "offline": go_offline,
    "not-here": page_at("/not-here"),
    "settings": page_at("/settings/"),
    "settings-account": page_at("/settings/account/"),
    "settings-security": page_at("/settings/security/"),
    "settings-second-step": page_at("/settings/security/second-step/"),
    "settings-sessions": page_at("/settings/sessions/"),
    "settings-privacy": page_at("/settings/privacy/"),
    "settings-blocked": show_blocked_people,
    "settings-delete": page_at("/settings/privacy/delete/"),
}
