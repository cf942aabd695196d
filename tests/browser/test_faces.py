"""A person's picture is wherever they are; where there is none, or it does not come, are their initials."""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_rooms import make
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
PICTURES = os.environ.get("CHATIFY_PICTURES")
"""A folder to look at what was seen."""


def test_a_picture_shows_wherever_the_person_is(visitor: People) -> None:
    ana, ben = visitor(), visitor()
    upload(ana)
    room = make(ana, "Gallery", ben)
    page = ben.page
    page.goto(room)
    ana.say("first")
    ben.sees("first")
    drawn(face(page, "first"), "live, of somebody else")
    drawn(face(ana.page, "first"), "live, of one's own")
    drawn(ana.page.locator(".self .avatar"), "beside one's own name")
    page.reload()
    drawn(face(page, "first"), "from the server")
    drawn(page.locator(".members-link .avatar").first, "above the messages")
    ben.say("between")
    ana.sees("first", "between")
    ana.say("second")
    ben.sees("first", "between", "second")
    drawn(face(page, "second"), "live, after a reload")
    expect(face(page, "between").locator("img")).to_have_count(0)
    expect(face(page, "between")).to_have_text(re.compile(r"^V.$"))

    look_about(ana, ben)


def look_about(ana: Visitor, ben: Visitor) -> None:
    page = ben.page
    page.locator("textarea").press_sequentially("@")
    drawn(page.get_by_role("option", name=ana.name).locator(".avatar"), "among those to mention")
    page.keyboard.press("Escape")
    page.locator("textarea").fill("")
    page.locator(".members-link").click()
    person = page.locator(".people li", has_text=ana.name)
    drawn(person.locator(".avatar"), "among the members")
    person.locator(".person-link").click()
    drawn(page.get_by_role("dialog").locator(".avatar"), "in the dialog about the person")
    page.goto("/c/new/")
    page.locator("[name=handles]").press_sequentially(ana.handle)
    drawn(page.get_by_role("option", name=ana.name).locator(".avatar"), "among those to write to")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name=re.compile("Jump")).fill(ana.handle)
    drawn(page.locator("dialog[open]").get_by_role("option").locator(".avatar"), "among those to jump to")
    page.keyboard.press("Escape")
    page.goto(f"/people/{ana.handle}/")
    drawn(page.locator(".avatar.large"), "on the public page")
    ben.write_to(ana)
    drawn(page.locator("chat-inbox .face .avatar").first, "in the list of conversations")
    drawn(page.locator("main header .avatar").first, "above the direct messages")
    page.keyboard.press("Control+k")
    drawn(page.locator("dialog[open] .avatar").first, "among the conversations to jump to")


def test_initials_stay_where_the_picture_does_not_come(visitor: People) -> None:
    ana, ben = visitor(), visitor()
    upload(ana)
    room = make(ana, "Gallery", ben)
    ben.context.route("**/avatars/*", lambda route: route.abort())
    ben.page.goto(room)
    ana.say("hello")
    ben.sees("hello")
    for way in ("live", "from the server"):
        expect(face(ben.page, "hello")).to_have_text(re.compile(r"^V.$"))
        expect(face(ben.page, "hello").locator("img")).to_have_js_property("complete", value=True)
        expect(face(ben.page, "hello").locator("img")).to_be_hidden()
        keep(ben.page, f"initials {way}")
        ben.page.reload()


def upload(person: Visitor) -> None:
    """By the form, as a person does it: a drawing with nothing behind it."""
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
    drawn(page.locator(".avatar.large"), "in the settings")


def face(page: Page, text: str) -> Locator:
    return page.locator("li.message", has_text=text).locator("[data-slot=avatar]")


def drawn(avatar: Locator, where: str) -> None:
    expect(avatar.locator("img"), where).to_be_visible()
    assert avatar.locator("img").evaluate("image => image.naturalWidth") > 0, where
    keep(avatar.page, where)


def keep(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")
