"""Setting a site up, by the page of its first person and by commands."""

import io
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models.profiles import ProfileItem
from accounts.models.site import SiteItem
from accounts.services import sessions
from chat.services import inbox
from tests.accounts.conftest import PASSWORD
from tests.conftest import aws_at

COMMANDS = ("promote", "demote", "invite", "deactivate", "site")


@pytest.fixture
def site(embedded_aws):
    yield SiteItem.site
    SiteItem.change({"name": None, "sign_up": None, "domains": None, "channels": None, "set_up_at": None})


@pytest.fixture
def tess(signed_up):
    return signed_up()


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().strip()


def browser_of(account):
    browser = Client()
    answer = browser.post("/accounts/sign-in/", {"email": account.email, "password": PASSWORD})
    assert answer.status_code == 302
    return browser


def groups(account):
    return ProfileItem.profile(account.profile.id).groups


def test_the_first_admin_is_asked_to_set_up_the_site(site, tess):
    run("promote", f"@{tess.profile.handle}")
    browser = browser_of(tess)
    assert "Set it up" in browser.get("/").content.decode()
    assert "Set up your site" in browser.get("/settings/site/").content.decode()
    asked = {"name": "Harbour Bikes", "sign_up": "domains", "domains": "", "channels": "general, #Tools"}
    page = browser.post("/settings/site/", asked)
    assert list(page.context["form"].errors) == ["domains"]
    answer = browser.post("/settings/site/", asked | {"domains": "@Harbour.example, bikes.example"})
    assert answer.status_code == 302
    assert (site().name, site().sign_up) == ("Harbour Bikes", "domains")
    assert site().domains == {"harbour.example", "bikes.example"}
    names = {entry.conversation.id: entry.conversation.name for entry in inbox.entries(tess.profile.id)}
    assert [names[channel_id] for channel_id in site().channels] == ["general", "Tools"]
    page = browser.get("/").content.decode()
    assert "Set it up" not in page
    assert "Harbour Bikes" in Client().get("/accounts/sign-in/").content.decode()


def test_site_settings_are_for_admins_only(tess):
    browser = browser_of(tess)
    assert browser.get("/settings/site/").status_code == 403
    assert browser.post("/settings/site/", {"name": "Me", "sign_up": "open"}).status_code == 403
    assert "Set it up" not in browser.get("/").content.decode()


def test_operators_are_appointed_and_removed(tess):
    handle = tess.profile.handle
    assert run("promote", handle) == f"@{handle} is now an admin. They have to sign in again."
    assert groups(tess) == {"admins"}
    assert sessions.of(ProfileItem.profile(tess.profile.id)) == []
    assert run("promote", handle) == f"@{handle} is already an admin."
    run("promote", handle, "--moderator")
    assert groups(tess) == {"moderators"}
    run("demote", handle)
    assert groups(tess) == frozenset()
    assert run("demote", handle) == f"@{handle} isn’t an operator."


def test_deactivated_person_cannot_sign_in_until_undone(api, tess):
    run("deactivate", tess.profile.handle, "--reason", "spam")
    answer = api.post("auth/sign-in", email=tess.email, password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (403, "banned")
    assert "spam" in answer.json()["detail"]
    wrong = api.post("auth/sign-in", email=tess.email, password="wrong horse battery")
    assert wrong.status_code == 401, "only who knows the password is told"
    run("deactivate", tess.profile.handle, "--undo")
    assert api.post("auth/sign-in", email=tess.email, password=PASSWORD).status_code == 200


def test_an_invitation_made_by_a_command_admits_a_person(site, sign_up_fields):
    run("site", "--sign-up", "invitation")
    link = run("invite", "--uses", "1")
    path = link[link.index("/accounts/") :]
    newcomer = sign_up_fields()
    code = path.rpartition("=")[2]
    assert code in Client().get(path).content.decode()
    page = Client().post("/accounts/sign-up/", newcomer)
    assert "You need an invitation" in page.content.decode()
    answer = Client().post("/accounts/sign-up/", newcomer | {"invitation": code})
    assert answer.status_code == 302


def test_site_settings_are_shown_and_changed_by_a_command(site):
    assert run("site") == "Chatify: sign-up is open to everyone."
    assert run("site", "--name", "Bikes", "--domains", "b.example") == (
        "Bikes: sign-up is limited to certain e-mail addresses (b.example)."
    )


def test_the_first_person_founds_a_site_that_already_has_a_name(moto_tables):
    run("site", "--name", "Bikes")
    assert SiteItem.claim_founder("tess")
    assert SiteItem.claim_founder("tess")
    assert not SiteItem.claim_founder("ben")
    assert (SiteItem.site().name, SiteItem.site().founder) == ("Bikes", "tess")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_a_help_text(command, capsys):
    with pytest.raises(SystemExit) as left:
        call_command(command, "--help")
    assert left.value.code == 0
    assert len(capsys.readouterr().out) > 200


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("promote", "nobody-here"), "There’s nobody called @nobody-here here."),
        (("deactivate", "@nobody-here"), "There’s nobody called @nobody-here here."),
        (("invite", "--uses", "0"), "--uses must be from 1 to 1000, --days from 1 to 90."),
        (("site", "--name", "two\nlines"), "A name is a line of 1 to 40 characters."),
        (("site", "--sign-up", "domains"), "Enter domains like example.org, separated by commas."),
    ],
)
def test_mistakes_are_explained_in_a_sentence(site, arguments, words):
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert str(refused.value) == words


def test_commands_without_dynamodb_say_what_to_do(tmp_path):
    with aws_at("http://127.0.0.1:9", {}, tmp_path), pytest.raises(CommandError) as refused:
        run("promote", f"n{uuid4().hex[:8]}")
    assert "make run" in str(refused.value)
