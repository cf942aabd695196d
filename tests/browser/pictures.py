"""Take a picture of every screen of the demo, into docs/pictures: `python -m tests.browser.pictures [SCREEN…]`."""

import io
import re
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests import chromium
from tests.bench.site import Site
from tests.browser.conftest import FLAGS
from tests.browser.conversations import conversation_id
from tests.browser.screens import PUBLIC_SCREENS, SCREENS, OpenScreen, Stage
from tests.browser.waiting import finish_animations

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DEVICES: dict[str, dict[str, Any]] = {
    "light": {**DESKTOP, "color_scheme": "light"},
    "dark": {**DESKTOP, "color_scheme": "dark"},
    "phone": {**PHONE, "color_scheme": "light"},
    "phone-dark": {**PHONE, "color_scheme": "dark"},
}
COLOURS = 128
Account = tuple[str, str]


def main(names: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with Site(seed=True) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        url = f"http://127.0.0.1:{site.port}"
        tess, mateo = re.findall(r"(\S+@\S+)\s+(?:password )?(\S+)", (site.folder / "demo").read_text())[:2]
        other = sign_in(browser.new_context(base_url=url), mateo)
        for number, (device, options) in enumerate(DEVICES.items()):
            context = browser.new_context(base_url=url, **options)
            take_pictures(Stage(context.new_page(), other, {}), PUBLIC_SCREENS, device, names)
            stage = make_stage(sign_in(context, tess), other)
            if number == 0:
                talk(stage)
            take_pictures(stage, SCREENS, device, names)
            context.close()
        browser.close()


def sign_in(context: BrowserContext, account: Account) -> Page:
    # Drafts are not stored: what is written for one picture must not show in the next.
    context.route("**/api/v1/conversations/*/me", lambda route: route.abort())
    page = context.new_page()
    page.goto("/accounts/sign-in/")
    page.locator("input[type=email]").fill(account[0])
    page.locator("input[type=password]").fill(account[1])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r":\d+/$"))
    page.wait_for_load_state("networkidle")
    return page


def make_stage(page: Page, other: Page) -> Stage:
    rows = page.locator("chat-inbox li[data-conversation]")
    paths = rows.evaluate_all("rows => rows.map(row => [row.dataset.name, `/c/${row.dataset.conversation}`])")
    return Stage(page, other, dict(paths))


def talk(stage: Stage) -> None:
    """Write messages that show everything a message can have."""
    path = f"conversations/{conversation_id(stage.paths['workshop'])}/messages"
    stage.call("PUT", f"{path}/6/reactions/🚲")
    stage.call("PUT", f"{path}/6/reactions/👍", other=True)
    stage.call("PUT", f"{path}/6/reactions/👍")
    stage.call("PUT", f"{path}/4/pin")
    for message in stage.other.evaluate("path => document.querySelector('chat-app').api.get(path)", path)["results"]:
        if message["body"].startswith("Top drawer"):
            stage.call("PATCH", f"{path}/{message['seq']}", {"body": f"{message['body']} Or ask *Noor*."}, other=True)
    for number, body in enumerate(TEXTS):
        message = {"client_id": f"00000000-0000-4000-8000-00000000000{number}", "body": body}
        stage.call("POST", path, message, other=True)
    conversation = stage.call("POST", "conversations", {"kind": "direct", "member_ids": [find_ines(stage)]})
    stage.paths["Ines Duarte"] = f"/c/{conversation['id']}"


def find_ines(stage: Stage) -> str:
    """Return the id of Ines, who has no direct conversation yet."""
    users = stage.page.evaluate("() => document.querySelector('chat-app').api.get('users', {prefix: 'ines'})")
    return str(users["results"][0]["id"])


TEXTS = (
    "@tess the bottom brackets came in, but they sent **68 mm** instead of 73. Return or keep?",
    "رائعة! هل يمكنني أخذها في جولة تجريبية يوم السبت؟",
    "The order was:\n\n```python\norder = {'part': 'bottom bracket', 'shell': 73}  # millimetres\n```",
)


def take_pictures(stage: Stage, screens: dict[str, OpenScreen], device: str, names: list[str]) -> None:
    """Take pictures of the screens with these names, or of all screens if no name is given."""
    for name, open_screen in screens.items():
        if names and name not in names:
            continue
        if stage.page.url.startswith("http"):
            stage.page.evaluate("localStorage.clear()")
        open_screen(stage)
        finish_animations(stage.page)
        stage.page.wait_for_timeout(400)
        save(stage.page.screenshot(), FOLDER / f"{name}-{device}.png")
        stage.page.context.set_offline(False)


def save(picture: bytes, path: Path) -> None:
    """Save with a palette, which is enough for text and lines and takes a third of the bytes."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path.relative_to(FOLDER.parents[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
