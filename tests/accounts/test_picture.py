"""A person's picture over the API: any picture is sent, and a square is stored."""

import io
import struct
import zlib
from itertools import product

import pytest
from PIL import Image

from accounts import files
from accounts.models.profiles import ProfileItem
from accounts.services import avatars
from tests.accounts.test_settings import picture


def send(me, data, content_type="image/jpeg"):
    return me.browser.put("/api/v1/me/avatar", data, content_type=content_type)


@pytest.mark.parametrize(("kind", "size"), [*product(("PNG", "JPEG", "WEBP", "GIF"), ((640, 360), (20, 90)))])
def test_a_picture_is_cropped_and_encoded_again(me, kind, size):
    sent = picture(size, kind).getvalue()
    answer = send(me, sent, f"image/{kind.lower()}")
    assert answer.status_code == 200, answer.content
    assert answer.json() == me.own_profile
    assert answer.json()["avatar_url"] == f"/avatars/{answer.json()['avatar_id']}"
    kept = me.browser.get(answer.json()["avatar_url"])
    assert kept["Content-Type"] == "image/webp"
    assert b"where I live" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as image:
        assert (image.size, dict(image.getexif())) == ((256, 256), {})


def test_a_new_picture_replaces_the_old_one_and_deleting_shows_initials(me):
    first, second = (send(me, picture(size).getvalue()).json()["avatar_id"] for size in ((30, 30), (40, 40)))
    assert files.get(f"avatars/{first}.webp") is None
    assert files.get(f"avatars/{second}.webp") is not None
    answer = me.browser.delete("/api/v1/me/avatar")
    assert (answer.status_code, answer.content) == (204, b"")
    assert me.own_profile["avatar_url"] is None
    assert files.get(f"avatars/{second}.webp") is None
    assert me.browser.delete("/api/v1/me/avatar").status_code == 204, "again is no error"


def test_a_file_that_is_no_picture_is_refused(me):
    kept = send(me, picture().getvalue()).json()["avatar_id"]
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    for data in (b"", svg, b"\x89PNG\r\n\x1a\n broken", picture((7000, 7000), "PNG").getvalue()):
        answer = send(me, data)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
        assert list(answer.json()["fields"]) == ["picture"]
    assert me.own_profile["avatar_id"] == kept


def test_a_damaged_picture_is_refused(me):
    """Send a colour profile that ends after its name, which Pillow does not check."""
    fine, end = (sent := picture((20, 20), "PNG").getvalue())[:-12], sent[-12:]
    damage = b"iCCP" + b"name\0"
    answer = send(me, fine + struct.pack(">I", 5) + damage + struct.pack(">I", zlib.crc32(damage)) + end, "image/png")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_a_picture_that_is_too_large_is_refused_unread(me, monkeypatch):
    monkeypatch.setattr(avatars, "render_square", lambda data: pytest.fail("it was read"))
    answer = send(me, b"\xff" * (avatars.BYTES_MAX + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
def test_a_body_of_another_type_is_refused(me, content_type):
    answer = send(me, b'{"avatar_id": "x"}', content_type)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert answer.json()["detail"] == "Send image/*."


def test_changing_the_picture_by_cookie_needs_the_csrf_token(me):
    me.browser.credentials()
    assert send(me, picture().getvalue()).json()["code"] == "csrf_failed"


def test_changes_of_the_picture_are_limited(me, settings):
    settings.LIMITS = settings.LIMITS | {"picture": (1, 3600)}
    assert send(me, picture().getvalue()).status_code == 200
    assert send(me, picture().getvalue()).status_code == 429


def test_the_profile_names_the_present_picture_or_none(me, person):
    kept = send(me, picture().getvalue()).json()["avatar_id"]
    assert me.change(avatar_id=kept, status="still").json()["avatar_id"] == kept
    other = person(avatar_id="a" * 32)
    for forged in (other.avatar_id, "", "../x", 7):
        refused = me.change(avatar_id=forged)
        assert (refused.status_code, list(refused.json()["fields"])) == (400, ["avatar_id"])
    assert me.change(avatar_id=None, name="Plain").json()["avatar_id"] is None
    profile = ProfileItem.profile(me.profile.id)
    assert (profile.avatar_id, profile.name) == (None, "Plain")
    assert files.get(f"avatars/{kept}.webp") is None
