"""The settings and profile pages without JavaScript, by Django's own client."""

import io
import re
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError
from django.test import Client
from PIL import Image

from accounts import mails
from accounts.cognito import admin
from accounts.domain import WrongCredentials
from accounts.models.profiles import ProfileItem
from tests.accounts import totp
from tests.accounts.conftest import PASSWORD

PAGES = (
    "",
    "account/",
    "account/email/",
    "account/email/confirm/",
    "security/",
    "security/password/",
    "security/second-step/",
    "security/second-step/off/",
    "sessions/",
)


class Person:
    def __init__(self, account):
        self.account = account
        self.browser = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0")
        self.signs_in()

    def signs_in(self, password=PASSWORD):
        answer = self.browser.post("/accounts/sign-in/", {"email": self.account.email, "password": password})
        assert answer.status_code == 302, answer.content
        return answer["Location"]

    def page(self, path):
        answer = self.browser.get(f"/settings/{path}")
        assert answer.status_code == 200
        return answer.content.decode()

    def sends(self, path, **fields):
        return self.browser.post(f"/settings/{path}", fields, follow=True)

    @property
    def profile(self):
        return ProfileItem.profile(self.account.profile.id)


@pytest.fixture
def tess(signed_up):
    return Person(signed_up())


@pytest.mark.parametrize("path", PAGES)
def test_settings_need_a_sign_in_and_are_never_cached(tess, path):
    answer = Client().get(f"/settings/{path}")
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/sign-in/?next=/settings/{path}")
    answer = tess.browser.get(f"/settings/{path}")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert 'aria-current="page"' in page
    assert " style=" not in page
    assert page.count("<h1") == 1


def test_password_fields_list_their_rules_and_look_like_it(tess):
    pages = [Client().get("/accounts/sign-up/"), Client().get("/accounts/reset/")]
    for page in (*pages, tess.browser.get("/settings/security/password/")):
        assert 'id="password-rules"' in page.content.decode()
        assert "css/password-rules.css" in page.content.decode()


def test_a_changed_profile_is_shown_to_others_without_the_email(tess, signed_up):
    handle = f"n{uuid4().hex[:10]}"
    answer = tess.sends("", name="Tess & co", handle=f"@{handle.upper()}", status="🔧 Truing wheels")
    assert answer.redirect_chain == [("/settings/", 302)]
    assert "Saved" in answer.content.decode()
    assert (tess.profile.name, tess.profile.handle, tess.profile.status) == ("Tess & co", handle, "🔧 Truing wheels")
    other = Person(signed_up())
    page = other.browser.get(f"/people/{handle}/").content.decode()
    assert "Tess &amp; co" in page
    assert tess.account.email not in page
    moved = other.browser.get(f"/people/{tess.account.profile.handle}/")
    assert (moved.status_code, moved["Location"]) == (302, f"/people/{handle}/")
    assert other.browser.get("/people/nobody-at-all/").status_code == 404


def test_error_stands_beside_its_field_and_input_is_kept(tess, signed_up):
    held = signed_up()
    page = tess.sends("", name="Typed name", handle=held.profile.handle, status="x")
    assert page.context["form"].errors == {"handle": [f"@{held.profile.handle} is taken. Try another."]}
    assert "Typed name" in page.content.decode()


def picture(size=(640, 360), kind="JPEG"):
    image = Image.new("RGB", size, (200, 30, 30))
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    file = io.BytesIO()
    image.save(file, kind, exif=exif)
    file.name = f"me.{kind.lower()}"
    file.seek(0)
    return file


def test_a_picture_is_cropped_and_can_be_removed(tess):
    sent = picture()
    assert b"where I live" in sent.getvalue()
    tess.sends("picture/", picture=sent)
    first = tess.profile.avatar_id
    answer = Client().get(f"/avatars/{first}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert "immutable" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")
    assert b"where I live" not in answer.content
    with Image.open(io.BytesIO(answer.content)) as kept:
        assert kept.size == (256, 256)
        assert not kept.getexif()
    assert f"/avatars/{first}" in tess.page("")
    assert tess.browser.get("/api/v1/me").json()["avatar_url"] == f"/avatars/{first}"
    tess.sends("picture/", initials="yes")
    assert tess.profile.avatar_id is None
    assert Client().get(f"/avatars/{first}").status_code == 404


@pytest.mark.parametrize(
    "data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n broken", b"x" * 100]
)
def test_file_that_is_no_picture_is_refused_beside_the_field(tess, data):
    file = io.BytesIO(data)
    file.name = "me.png"
    page = tess.sends("picture/", picture=file)
    assert page.context["picture"].errors["picture"]
    assert tess.profile.avatar_id is None


def test_a_bomb_is_refused_before_it_is_decoded(tess):
    page = tess.sends("picture/", picture=picture((7000, 7000), "PNG"))
    assert page.context["picture"].errors == {"picture": ["That picture has too many pixels. Choose a smaller one."]}


def test_a_new_email_is_set_after_its_code(tess, outbox):
    old, new = tess.account.email, f"n{uuid4().hex[:10]}@example.org"
    page = tess.sends("account/email/", email=new, password="wrong horse battery")
    assert page.context["form"].errors == {"password": ["That password isn’t right."]}
    page = tess.sends("account/email/", email=new, password=PASSWORD)
    assert new in page.content.decode()
    code = re.search(r"\d{6}", outbox(new)[0]["body"])[0]
    page = tess.sends("account/email/confirm/", code="000000" if code != "000000" else "111111")
    assert page.context["form"].errors["code"]
    assert tess.profile.email == old
    tess.sends("account/email/confirm/", code=code)
    assert tess.profile.email == new
    assert new in outbox(old)[0]["body"]
    answer = Client().post("/accounts/sign-in/", {"email": new, "password": PASSWORD})
    assert answer.status_code == 302
    answer = Client().post("/accounts/sign-in/", {"email": old, "password": PASSWORD})
    assert answer.status_code == 200


def test_a_new_email_replaces_an_unconfirmed_sign_up(tess, outbox, api, sign_up_fields):
    waiting = sign_up_fields()
    api.post("auth/sign-up", **waiting)
    their_id = admin.user_id_of(waiting["email"])
    tess.sends("account/email/", email=waiting["email"], password=PASSWORD)
    code = next(found[0] for mail in outbox(waiting["email"]) if (found := re.search(r"\d{6}", mail["subject"])))
    tess.sends("account/email/confirm/", code=code)
    assert tess.profile.email == waiting["email"]
    assert admin.user_id_of(waiting["email"]) == tess.profile.id != their_id
    with pytest.raises(WrongCredentials):
        admin.has_totp(their_id)


def test_an_email_is_changed_although_the_mail_to_the_old_one_fails(tess, outbox, monkeypatch):
    new = f"n{uuid4().hex[:10]}@example.org"
    tess.sends("account/email/", email=new, password=PASSWORD)
    code = re.search(r"\d{6}", outbox(new)[0]["body"])[0]

    def full(*_, **__):
        raise ClientError({"Error": {"Code": "MessageRejected"}}, "SendEmail")

    monkeypatch.setattr(mails, "send", full)
    page = tess.sends("account/email/confirm/", code=code)
    assert page.status_code == 200
    assert "Your e-mail was changed" in page.content.decode()
    assert tess.profile.email == new


def test_a_taken_email_gets_the_same_answer_and_no_code(tess, signed_up, outbox):
    other = signed_up()
    page = tess.sends("account/email/", email=other.email, password=PASSWORD)
    assert page.redirect_chain == [("/settings/account/email/confirm/", 302)]
    newest = outbox(other.email)[0]
    assert "already has an account" in newest["subject"]
    assert not re.search(r"\d{6}", newest["body"])


def test_appearance_and_time_zone_are_stored(tess):
    answer = tess.browser.post("/settings/account/", {"theme": "dark", "time_zone": "Europe/Lisbon"})
    assert answer.cookies["theme"].value == "dark"
    assert dict(tess.profile.settings) == {"theme": "dark", "time_zone": "Europe/Lisbon"}
    assert 'data-theme="dark"' in tess.page("account/")


def test_the_password_page_ends_other_devices(tess):
    other = Person(tess.account)
    page = tess.sends("security/password/", current="wrong horse battery", new="a quieter place to talk")
    assert page.context["form"].errors == {"current": ["That password isn’t right."]}
    page = tess.sends("security/password/", current=PASSWORD, new="a quieter place to talk")
    assert page.redirect_chain == [("/settings/security/", 302)]
    assert other.browser.get("/settings/").status_code == 302
    tess.signs_in("a quieter place to talk")


def test_the_second_step_is_turned_on_used_and_turned_off(tess):
    page = tess.page("security/second-step/")
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    wrong = tess.sends("security/second-step/", code=totp.wrong_code(secret))
    assert wrong.context["form"].errors["code"]
    assert secret[:4] in wrong.content.decode()
    page = tess.sends("security/second-step/", code=totp.code(secret))
    assert "The second step is on" in page.content.decode()

    later = Client()
    answer = later.post("/accounts/sign-in/", {"email": tess.account.email, "password": PASSWORD, "next": "/channels/"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/second-step/")
    assert later.get("/api/v1/me").status_code == 401, "half a sign-in is none"
    page = later.post("/accounts/second-step/", {"code": totp.wrong_code(secret)})
    assert page.context["form"].errors["code"]
    answer = later.post("/accounts/second-step/", {"code": totp.code(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/channels/")
    assert later.get("/api/v1/me").status_code == 200

    tess.sends("security/second-step/off/", password=PASSWORD)
    assert Person(tess.account).browser.get("/settings/").status_code == 200


def test_other_devices_are_listed_and_signed_out(tess):
    other = Person(tess.account)
    page = tess.page("sessions/")
    assert page.count("Firefox on Linux") >= 2
    assert "This device" in page
    ended = re.search(r"/settings/sessions/([0-9a-f]{64})/end/", page)[0]
    strangers = Client().post(ended)
    assert strangers.status_code == 302
    assert "/accounts/sign-in/" in strangers["Location"]
    tess.browser.post("/settings/sessions/")
    assert other.browser.get("/settings/").status_code == 302
    assert tess.browser.get("/settings/").status_code == 200
    assert tess.page("sessions/").count("/end/") == 0


def test_a_forgotten_password_is_reset_by_pages(tess, outbox):
    browser = Client()
    page = browser.post("/accounts/forgot/", {"email": tess.account.email}, follow=True)
    assert tess.account.email in page.content.decode()
    code = outbox(tess.account.email)[0]["code"]
    answer = browser.post(
        "/accounts/reset/", {"email": tess.account.email, "code": code, "password": "one new password here"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/api/v1/me").status_code == 200
    assert tess.browser.get("/settings/").status_code == 302
