"""Everything a person has, taken along and taken away."""

import io
import json
import time
import zipfile
from datetime import timedelta
from typing import Any
from urllib.request import urlopen

from django.test import Client

from accounts import files
from accounts.models.jobs import JobItem
from accounts.models.profiles import ProfileItem
from accounts.services import avatars, deletion, export, job_runner, jobs, sign_in
from chat.models.blocks import BlockItem
from chat.services import blocks, conversations, invites, members
from chat.services.access import load_member
from chatify.core import clock
from chatify.core.aws import client
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_settings import picture
from tests.accounts.world import around, bodies, everything_happens_to, finished, strings_everywhere, world

__all__ = ["world"]


LISTS = {
    *("profile.json", "sessions.json", "conversations.json", "messages.json", "versions.json"),
    *("reactions.json", "reports.json", "invitations.json", "blocked.json"),
}


def test_export_has_what_a_person_did_beside_writing(world):
    everything_happens_to(world)
    invites.make(load_member(world.zoe, world.own), max_uses=3)
    archive = zipfile.ZipFile(io.BytesIO(export.create_zip(world.zoe, bool)))
    found = {name: json.loads(archive.read(name)) for name in LISTS}
    assert all(found.values()), [name for name, rows in found.items() if not rows]
    assert [row["body"] for row in found["versions.json"]] == [f"first version {world.mark}"]
    assert [row["emoji"] for row in found["reactions.json"]] == ["👍"]
    [report] = found["reports.json"]
    assert (report["seq"], report["note"]) == (world.theirs, f"says {world.secret}")
    [invitation] = found["invitations.json"]
    assert invitation["conversation_id"] == world.own
    assert "words-99" not in json.dumps([rows for name, rows in found.items() if name != "conversations.json"])


def test_the_zip_holds_what_is_ones_own_and_nothing_of_others(api, world):
    answer = Client().get("/api/v1/me/export", headers=world.account.bearer)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    names = set(archive.namelist())
    assert names == LISTS | {"index.html", "README.txt"}
    held = {name: archive.read(name).decode() for name in names}
    assert json.loads(held["profile.json"])[0]["email"] == world.account.email
    written = [row["body"] for row in json.loads(held["messages.json"])]
    assert f"my dog is called Pluto {world.mark}" in written
    assert f"second version {world.mark}" in written
    assert f"in the group {world.mark}" in written
    assert "words-99" not in held["messages.json"]
    assert world.friend.email not in "".join(held.values())
    for name in LISTS:
        assert name in held["README.txt"], f"{name} is not explained"


def test_export_has_messages_of_conversations_that_were_left(world):
    members.leave(load_member(world.zoe, world.room))
    archive = zipfile.ZipFile(io.BytesIO(export.create_zip(world.zoe, bool)))
    assert f"Pluto {world.mark}" in archive.read("messages.json").decode()


def test_so_much_that_it_comes_by_mail(world, outbox, monkeypatch):
    monkeypatch.setattr(export, "AT_ONCE_SECONDS", -1.0)
    assert export.request(world.zoe) is None
    mails: list[Any] = []
    for _ in range(100):
        mails = [mail for mail in outbox(world.account.email) if "is ready" in mail["subject"]]
        if mails:
            break
        time.sleep(0.05)
    path = mails[0]["body"].split("8000", 1)[1].split()[0]
    browser = Client()
    browser.post("/accounts/sign-in/", {"email": world.account.email, "password": PASSWORD})
    answer = browser.get(path)
    assert answer.status_code == 302
    with urlopen(answer["Location"], timeout=10) as file:
        assert file.headers["Content-Disposition"] == 'attachment; filename="my-data.zip"'
        assert "messages.json" in zipfile.ZipFile(io.BytesIO(file.read())).namelist()
    later = clock.now() + timedelta(days=8)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: later)
        assert export.download_address(world.zoe, path.rpartition("/")[2]) is None, "seven days are over"
    assert Client().get(path).status_code == 302
    other = Client()
    assert other.get(path.replace(".zip", "x.zip")).status_code == 302


def test_export_job_of_a_deleted_account_ends_without_a_file(embedded_aws):
    job = JobItem.make("export", "nobody-any-more", {})
    assert job_runner.run(job.job_id)
    assert job_runner.progress(job.job_id) == (1, 1)
    assert files.keys("exports/nobody-any-more/") == []


def test_export_too_large_for_a_response_comes_by_mail(world, monkeypatch):
    started: list[str] = []
    monkeypatch.setattr(jobs, "start", lambda kind, *_: started.append(kind))
    monkeypatch.setattr(export, "AT_ONCE_BYTES", 1_000)
    assert export.request(world.zoe) is None
    assert started == ["export"]


def test_deleting_takes_the_password_and_says_so(api, world):
    refused = api.post("me/delete", headers=world.account.bearer, password="wrong horse", messages="keep")
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_password")
    assert api.post("me/delete", headers=world.account.bearer, password=PASSWORD, messages="some").status_code == 400
    assert api.get("me", headers=world.account.bearer).status_code == 200


def deletion_of(person):
    """The job’s id."""
    [job] = JobItem.scan((JobItem.user_id == person.id) & (JobItem.kind == "delete"))
    return job.job_id


def test_erasing_leaves_no_personal_string_anywhere_and_conversations_dense(api, world):
    party = everything_happens_to(world)
    blocks.block(world.friend, world.zoe.id)
    assert BlockItem.apart_from(world.zoe.id)
    before = {room: bodies(room) for room in (world.room, world.own, party)}
    found = strings_everywhere()
    for string in (
        f"Zoe {world.secret}",
        f"Queen {world.secret}",
        f"Empress {world.secret}",
        world.account.email,
        world.zoe.handle,
        f"Pluto {world.mark}",
        f"first version {world.mark}",
    ):
        assert string in found, "what was never there proves nothing"
    answer = api.post("me/delete", headers=world.account.bearer, password=PASSWORD, messages="erase")
    assert (answer.status_code, answer.json()) == (202, {})
    assert api.get("me", headers=world.account.bearer).status_code == 401, "at once"
    assert finished(deletion_of(world.zoe))
    found = strings_everywhere()
    for string in (world.secret, world.account.email, world.zoe.handle, world.mark):
        assert string not in found, around(found, string)
    for room, was in before.items():
        now = bodies(room)
        assert sorted(now) == list(range(1, len(now) + 1)), "dense"
        assert set(was) <= set(now)
    friend, lines = world.friend.name, list(bodies(party).values())
    assert f"{friend} removed Former member" in lines
    assert "Former member renamed this to “Zoe’s party?”" in lines, "what a place is called is no person’s"
    assert "hello" in lines
    assert BlockItem.apart_from(world.zoe.id) == frozenset()
    assert world.zoe.id not in BlockItem.blocked_by(world.friend.id)
    assert bodies(world.room)[world.theirs] == "the friend’s own words-99"
    assert ProfileItem.profile(world.zoe.id) is None
    assert api.post("auth/sign-in", email=world.account.email, password=PASSWORD).status_code == 401
    entry = conversations.change(load_member(world.friend, world.own), name="Ours now")
    assert entry.conversation.name == "Ours now", "the last owner handed it over"


def test_keeping_leaves_the_words_under_nobodys_name(api, world):
    party = everything_happens_to(world)
    api.post("me/delete", headers=world.account.bearer, password=PASSWORD, messages="keep")
    assert finished(deletion_of(world.zoe))
    assert bodies(world.room)[world.said] == f"my dog is called Pluto {world.mark}"
    found = strings_everywhere()
    for string in (world.secret, world.account.email, world.zoe.handle):
        assert string not in found, around(found, string)
    assert f"{world.friend.name} removed Former member" in bodies(party).values()


def test_sign_in_before_the_deletion_begins_is_ended_by_it(world, monkeypatch):
    monkeypatch.setattr(jobs, "launch", lambda _: None)
    job = JobItem.find(deletion.start(world.zoe, password=PASSWORD, messages="keep"))
    signed_in = sign_in.for_api(world.account.email, PASSWORD, sign_in.Visitor("10.9.8.7"))
    bearer = {"authorization": f"Bearer {signed_in.access}"}
    assert Client().get("/api/v1/me", headers=bearer).status_code == 200, "who is out already proves nothing"
    first, *_ = deletion.STEPS
    first(job, None)
    assert Client().get("/api/v1/me", headers=bearer).status_code == 401
    job.finish({}, clock.now())


def test_the_page_asks_for_handle_and_password_and_then_shows_how_far_it_is(world):
    browser = Client()
    browser.post("/accounts/sign-in/", {"email": world.account.email, "password": PASSWORD})
    asked = {"handle": "somebody", "password": PASSWORD}
    page = browser.post("/settings/privacy/delete/", asked)
    assert list(page.context["form"].errors) == ["handle"]
    page = browser.post("/settings/privacy/delete/", asked | {"handle": world.zoe.handle, "password": "wrong horse"})
    assert list(page.context["form"].errors) == ["password"]
    answer = browser.post("/settings/privacy/delete/", asked | {"handle": world.zoe.handle, "erase": "on"})
    assert answer.status_code == 302
    assert finished(answer["Location"].split("/")[-2])
    assert "Your account is deleted" in Client().get(answer["Location"]).content.decode()
    assert browser.get("/settings/").status_code == 302
    assert Client().get("/accounts/deleted/nothing/").status_code == 404


def test_a_picture_goes_too(world):
    changed = avatars.change(world.zoe, picture().getvalue())
    job_id = deletion.start(world.zoe, password=PASSWORD, messages="keep")
    assert finished(job_id)
    kept = client("s3").list_objects_v2(Bucket="chatify-files").get("Contents", [])
    assert changed.avatar_id
    assert changed.avatar_id not in str(kept)


def test_blocked_people_are_in_the_export_by_id(world):
    blocks.block(world.zoe, world.friend.id)
    archive = zipfile.ZipFile(io.BytesIO(export.create_zip(world.zoe, bool)))
    assert json.loads(archive.read("blocked.json")) == [world.friend.id]
