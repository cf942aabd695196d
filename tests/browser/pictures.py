"""`make pictures`: every screen of the demo, as people see it, into docs/pictures/."""

import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.bench.site import Site
from tests.browser.conftest import FLAGS

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
OUTSIDE = {"landing": "/", "sign-up": "/accounts/sign-up/", "sign-in": "/accounts/sign-in/"}
INSIDE = {"list": "/", "new": "/c/new/", "channels": "/channels/"}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with Site(seed=True) as site, sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        email, password = re.findall(r"(\S+@\S+)\s+(?:password )?(\S+)", (site.folder / "demo").read_text())[0]
        for look, options in {
            "light": {"viewport": DESKTOP, "color_scheme": "light"},
            "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
            "phone": {"viewport": PHONE, "color_scheme": "light", "has_touch": True, "is_mobile": True},
            "phone-dark": {"viewport": PHONE, "color_scheme": "dark", "has_touch": True, "is_mobile": True},
        }.items():
            take(started, look, options, f"http://127.0.0.1:{site.port}", email, password)
        started.close()


def take(browser: Browser, look: str, options: dict[str, object], url: str, *account: str) -> None:
    context = browser.new_context(base_url=url, **options)  # type: ignore[arg-type]  # Playwright's TypedDicts
    page = context.new_page()
    for name, path in OUTSIDE.items():
        shoot(page, path, f"{name}-{look}")
    page.locator("input[type=email]").fill(account[0])
    page.locator("input[type=password]").fill(account[1])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r":\d+/$"))
    for name, path in INSIDE.items():
        shoot(page, path, f"{name}-{look}")
    page.goto("/")
    room = page.locator("chat-inbox a", has_text="workshop").first.get_attribute("href") or sys.exit("no demo room")
    shoot(page, room, f"conversation-{look}")
    shoot(page, f"{room}/members/", f"members-{look}")
    context.close()


def shoot(page: Page, path: str, name: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main()
