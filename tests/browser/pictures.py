"""`make pictures`: every screen of the demo, as people see it, into docs/pictures/. Names after it take only those."""

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
from tests.browser.screens import INSIDE, OUTSIDE, Stage, Way

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {**DESKTOP, "color_scheme": "light"},
    "dark": {**DESKTOP, "color_scheme": "dark"},
    "phone": {**PHONE, "color_scheme": "light"},
    "phone-dark": {**PHONE, "color_scheme": "dark"},
}
COLOURS = 128
Account = tuple[str, str]


def main(wanted: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with Site(seed=True) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        url = f"http://127.0.0.1:{site.port}"
        tess, mateo = re.findall(r"(\S+@\S+)\s+(?:password )?(\S+)", (site.folder / "demo").read_text())[:2]
        other = signed_in(browser.new_context(base_url=url), mateo)
        said = False
        for look, options in LOOKS.items():
            context = browser.new_context(base_url=url, **options)
            take(Stage(context.new_page(), other, {}), OUTSIDE, look, wanted)
            stage = staged(signed_in(context, tess), other)
            if not said:
                talk(stage)
            said = True
            take(stage, INSIDE, look, wanted)
            context.close()
        browser.close()


def signed_in(context: BrowserContext, account: Account) -> Page:
    # Nothing that is written for a picture is a draft in the next one.
    context.route("**/api/v1/conversations/*/me", lambda route: route.abort())
    page = context.new_page()
    page.goto("/accounts/sign-in/")
    page.locator("input[type=email]").fill(account[0])
    page.locator("input[type=password]").fill(account[1])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r":\d+/$"))
    page.wait_for_load_state("networkidle")
    return page


def staged(page: Page, other: Page) -> Stage:
    rows = page.locator("chat-inbox li[data-conversation]")
    found = rows.evaluate_all("rows => rows.map(row => [row.dataset.name, `/c/${row.dataset.conversation}`])")
    return Stage(page, other, dict(found))


def talk(stage: Stage) -> None:
    """A little of everything that a message can be."""
    path = f"conversations/{stage.rooms['workshop'].removeprefix('/c/')}/messages"
    stage.call("PUT", f"{path}/6/reactions/🚲")
    stage.call("PUT", f"{path}/6/reactions/👍", other=True)
    stage.call("PUT", f"{path}/6/reactions/👍")
    stage.call("PUT", f"{path}/4/pin")
    for said in stage.other.evaluate("path => document.querySelector('chat-app').api.get(path)", path)["results"]:
        if said["body"].startswith("Top drawer"):
            stage.call("PATCH", f"{path}/{said['seq']}", {"body": f"{said['body']} Or ask *Noor*."}, other=True)
    for number, body in enumerate(WORDS):
        said = {"client_id": f"00000000-0000-4000-8000-00000000000{number}", "body": body}
        stage.call("POST", path, said, other=True)
    people = stage.call("POST", "conversations", {"kind": "direct", "member_ids": [ines(stage)]})
    stage.rooms["Ines Duarte"] = f"/c/{people['id']}"


def ines(stage: Stage) -> str:
    found = stage.page.evaluate("() => document.querySelector('chat-app').api.get('users', {prefix: 'ines'})")
    return str(found["results"][0]["id"])


WORDS = (
    "@tess the bottom brackets came in, but they sent **68 mm** instead of 73. Return or keep?",
    "رائعة! هل يمكنني أخذها في جولة تجريبية يوم السبت؟",
    "The order was:\n\n```python\norder = {'part': 'bottom bracket', 'shell': 73}  # millimetres\n```",
)


def take(stage: Stage, screens: dict[str, Way], look: str, wanted: list[str]) -> None:
    for name, way in screens.items():
        if wanted and name not in wanted:
            continue
        stage.page.evaluate("localStorage.clear()") if stage.page.url.startswith("http") else None
        way(stage)
        stage.page.wait_for_timeout(400)
        keep(stage.page.screenshot(), FOLDER / f"{name}-{look}.png")
        stage.page.context.set_offline(False)


def keep(picture: bytes, path: Path) -> None:
    """A palette is enough for words and lines, and a third of the bytes."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path.relative_to(FOLDER.parents[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
