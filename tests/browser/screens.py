"""What `make pictures` takes: each screen by its name, with the way to it."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

CALL = "([method, path, body]) => document.querySelector('chat-app').api.send(method, path, body ?? undefined)"


@dataclass(frozen=True)
class Stage:
    """Tess’s browser, Mateo’s beside it, and where Tess’s conversations are."""

    page: Page
    other: Page
    rooms: dict[str, str]

    def call(self, method: str, path: str, body: object = None, *, other: bool = False) -> dict[str, object]:
        """The API, as the page itself speaks it."""
        answer: dict[str, object] = (self.other if other else self.page).evaluate(CALL, [method, path, body])
        return answer

    def go(self, path: str) -> Page:
        self.page.goto(path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def room(self, name: str = "workshop", rest: str = "") -> Page:
        return self.go(f"{self.rooms[name]}{rest}")

    def person(self, name: str) -> str:
        """An id, from a face on the page."""
        found = self.page.locator("li.message", has_text=name).first.get_attribute("data-author")
        assert found, name
        return found


Way = Callable[[Stage], object]


def at(path: str) -> Way:
    return lambda stage: stage.go(path)


def room(name: str = "workshop", rest: str = "") -> Way:
    return lambda stage: stage.room(name, rest)


def key(keys: str) -> Way:
    def press(stage: Stage) -> None:
        stage.room().keyboard.press(keys)
        stage.page.locator("dialog[open]").wait_for()

    return press


def link(name: str, rest: str = "/details/") -> Way:
    def follow(stage: Stage) -> None:
        stage.room("Saturday ride", rest).get_by_role("link", name=name).first.click()
        stage.page.wait_for_timeout(1000)

    return follow


def menu(stage: Stage, item: str = "", text: str = "That was me") -> Page:
    """A message's menu: under its dots on a phone, from its toolbar elsewhere."""
    page = stage.room()
    row = page.locator("li.message", has_text=text)
    row.scroll_into_view_if_needed()
    row.hover()
    more = row.get_by_role("button", name="More", exact=True)
    visible(more).click()
    if item:
        page.get_by_role("menuitem", name=item).click()
    return page


def visible(locator: Locator) -> Locator:
    locator.filter(visible=True).first.wait_for()
    return locator.filter(visible=True).first


def emoji(stage: Stage) -> None:
    page = stage.room()
    page.get_by_role("button", name="Emoji").click()
    page.get_by_role("combobox").fill("bi")


def mention(stage: Stage) -> None:
    stage.room().locator("textarea").press_sequentially("Could you look at it, @")
    stage.page.get_by_role("option").first.wait_for()


def counter(stage: Stage) -> None:
    stage.room().locator("textarea").fill("Once more from the beginning. " * 266)


def typing(stage: Stage) -> None:
    stage.other.goto(stage.rooms["workshop"])
    stage.other.wait_for_load_state("networkidle")
    stage.room()
    stage.other.locator("textarea").press_sequentially("I am")
    stage.page.locator(".typing.active").wait_for()
    stage.other.locator("textarea").fill("")


def jump(stage: Stage) -> None:
    stage.room().keyboard.press("Control+k")
    stage.page.locator("dialog[open] input").press_sequentially("no")
    stage.page.wait_for_timeout(800)


def folded(stage: Stage) -> None:
    noor = _blocked(stage)
    stage.room()
    stage.page.locator(".folded").first.wait_for()
    stage.call("DELETE", f"me/blocks/{noor}")


def _blocked(stage: Stage) -> str:
    stage.room()
    noor = stage.person("I’ll open at five")
    stage.call("PUT", f"me/blocks/{noor}")
    return noor


def blocked(stage: Stage) -> None:
    noor = _blocked(stage)
    stage.go("/settings/privacy/blocked/")
    with stage.page.context.new_page() as tab:
        tab.goto(stage.rooms["workshop"])
        tab.evaluate(CALL, ["DELETE", f"me/blocks/{noor}", None])


def refused(stage: Stage) -> None:
    """Mateo blocked Tess: what she writes to him is not sent."""
    stage.room("Mateo Ruiz")
    me = stage.page.locator("chat-app").get_attribute("data-me")
    stage.call("PUT", f"me/blocks/{me}", other=True)
    stage.page.locator("textarea").fill("Did it come loose?")
    stage.page.get_by_role("button", name="Send message").click()
    stage.page.locator("li.message.failed").wait_for()
    stage.call("DELETE", f"me/blocks/{me}", other=True)


def offline(stage: Stage) -> None:
    stage.room("Saturday ride")
    stage.page.context.set_offline(True)
    stage.page.locator("textarea").fill("I’ll bring the pump")
    stage.page.get_by_role("button", name="Send message").click()
    stage.page.locator("connection-strip:visible").wait_for()


def own_menu(stage: Stage) -> None:
    page = stage.go("/")
    page.locator(".self summary").click()


OUTSIDE: dict[str, Way] = {
    "landing": at("/"),
    "sign-up": at("/accounts/sign-up/"),
    "sign-in": at("/accounts/sign-in/"),
    "forgot": at("/accounts/forgot/"),
    "api": at("/api/docs/"),
}
INSIDE: dict[str, Way] = {
    "list": at("/"),
    "own-menu": own_menu,
    "conversation": room(),
    "conversation-unread": room("announcements"),
    "conversation-direct": room("Mateo Ruiz"),
    "conversation-group": room("Saturday ride"),
    "conversation-empty": room("Ines Duarte"),
    "members": room(rest="/members/"),
    "details": room("Saturday ride", "/details/"),
    "pins": room(rest="/pins/"),
    "person": link("Noor Haddad", "/members/"),
    "invites": link("Invite by link"),
    "leave": link("Leave"),
    "new": at("/c/new/"),
    "new-group": at("/c/new/?kind=group"),
    "new-channel": at("/c/new/?kind=channel"),
    "channels": at("/channels/"),
    "channels-none": at("/channels/?prefix=derailer"),
    "jump": jump,
    "help": key("Control+/"),
    "emoji": emoji,
    "mention": mention,
    "counter": counter,
    "typing": typing,
    "message-menu": menu,
    "reply": lambda stage: menu(stage, "Reply"),
    "edit": lambda stage: menu(stage, "Edit", "Found it"),
    "delete": lambda stage: menu(stage, "Delete message", "Found it"),
    "report": lambda stage: menu(stage, "Report message"),
    "history": lambda stage: menu(stage, "Earlier versions", "Top drawer"),
    "folded": folded,
    "not-sent": refused,
    "offline": offline,
    "not-here": at("/not-here"),
    "settings": at("/settings/"),
    "settings-account": at("/settings/account/"),
    "settings-security": at("/settings/security/"),
    "settings-second-step": at("/settings/security/second-step/"),
    "settings-sessions": at("/settings/sessions/"),
    "settings-privacy": at("/settings/privacy/"),
    "settings-blocked": blocked,
    "settings-delete": at("/settings/privacy/delete/"),
}
