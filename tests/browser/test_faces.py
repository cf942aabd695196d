"""A person's picture is shown wherever they are; their initials are shown if there is none, or it does not load."""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.browser.conversations import create_group
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
PICTURES = os.environ.get("CHATIFY_PICTURES")
"""A folder for screenshots."""


def test_picture_shows_wherever_the_person_does(visitor: People) -> None:
    ana, ben = visitor(), visitor()
    upload(ana)
    path = create_group(ana, "Gallery", ben)
    page = ben.page
    page.goto(path)
    ana.say("first")
    ben.sees("first")
    expect_picture(face(page, "first"), "live, of somebody else")
    expect_picture(face(ana.page, "first"), "live, of one's own")
    expect_picture(ana.page.locator(".self .avatar"), "beside one's own name")
    page.reload()
    expect_picture(face(page, "first"), "from the server")
    expect_picture(page.locator(".members-link .avatar").first, "above the messages")
    ben.say("between")
    ana.sees("first", "between")
    ana.say("second")
    ben.sees("first", "between", "second")
    expect_picture(face(page, "second"), "live, after a reload")
    expect(face(page, "between").locator("img")).to_have_count(0)
    expect(face(page, "between")).to_have_text(re.compile(r"^V.$"))

    visit_pages(ana, ben)


def visit_pages(ana: Visitor, ben: Visitor) -> None:
    page = ben.page
    page.locator("textarea").press_sequentially("@")
    expect_picture(page.get_by_role("option", name=ana.name).locator(".avatar"), "among those to mention")
    page.keyboard.press("Escape")
    page.locator("textarea").fill("")
    page.locator(".members-link").click()
    person = page.locator(".people li", has_text=ana.name)
    expect_picture(person.locator(".avatar"), "among the members")
    person.locator(".person-link").click()
    expect_picture(page.get_by_role("dialog").locator(".avatar"), "in the dialog about the person")
    page.goto("/c/new/")
    page.locator("[name=handles]").press_sequentially(ana.handle)
    expect_picture(page.get_by_role("option", name=ana.name).locator(".avatar"), "among those to write to")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name=re.compile("Jump")).fill(ana.handle)
    expect_picture(page.locator("dialog[open]").get_by_role("option").locator(".avatar"), "among those to jump to")
    page.keyboard.press("Escape")
    page.goto(f"/people/{ana.handle}/")
    expect_picture(page.locator(".avatar.large"), "on the public page")
    ben.write_to(ana)
    expect_picture(page.locator("chat-inbox .face .avatar").first, "in the list of conversations")
    expect_picture(page.locator("main header .avatar").first, "above the direct messages")
    page.keyboard.press("Control+k")
    expect_picture(page.locator("dialog[open] .avatar").first, "among the conversations to jump to")


def test_initials_show_where_the_picture_does_not_load(visitor: People) -> None:
    ana, ben = visitor(), visitor()
    upload(ana)
    path = create_group(ana, "Gallery", ben)
    ben.context.route("**/avatars/*", lambda route: route.abort())
    ben.page.goto(path)
    ana.say("hello")
    ben.sees("hello")
    for source in ("live", "from the server"):
        expect(face(ben.page, "hello")).to_have_text(re.compile(r"^V.$"))
        expect(face(ben.page, "hello").locator("img")).to_have_js_property("complete", value=True)
        expect(face(ben.page, "hello").locator("img")).to_be_hidden()
        save_screenshot(ben.page, f"initials {source}")
        ben.page.reload()


def upload(person: Visitor) -> None:
    """Choose a picture by the form: a drawing with a transparent background."""
    picture = Image.new("RGBA", (300, 200))
    ImageDraw.Draw(picture).ellipse((60, 10, 240, 190), fill="tomato")
    png = io.BytesIO()
    picture.save(png, "PNG")
    page = person.page
    page.goto("/settings/")
    page.locator("input[type=file]").set_input_files(
        {"name": "me.png", "mimeType": "image/png", "buffer": png.getvalue()}
    )
    page.get_by_role("button", name="Add picture").click()
    expect(page.get_by_role("button", name="Change picture")).to_be_visible()
    expect_picture(page.locator(".avatar.large"), "in the settings")


def face(page: Page, text: str) -> Locator:
    return page.locator("li.message", has_text=text).locator("[data-slot=avatar]")


def expect_picture(avatar: Locator, where: str) -> None:
    expect(avatar.locator("img"), where).to_be_visible()
    assert avatar.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0, where
    save_screenshot(avatar.page, where)


def save_screenshot(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")
