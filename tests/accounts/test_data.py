"""Export and deletion of all data of a person."""

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
from tests.accounts.personal_traces import (
    bodies,
    is_finished,
    leave_traces_everywhere,
    lines_with,
    strings_everywhere,
    world,
)
from tests.accounts.test_settings import picture

__all__ = ["world"]


LISTS = {
    *("profile.json", "sessions.json", "conversations.json", "messages.json", "versions.json"),
    *("reactions.json", "reports.json", "invitations.json", "blocked.json"),
}


def test_export_contains_versions_reactions_reports_and_invites(world):
    leave_traces_everywhere(world)
    invites.make(load_member(world.zoe, world.own_conversation_id), max_uses=3)
    archive = zipfile.ZipFile(io.BytesIO(export.create_zip(world.zoe, bool)))
    rows_by_name = {name: json.loads(archive.read(name)) for name in LISTS}
    assert all(rows_by_name.values()), [name for name, rows in rows_by_name.items() if not rows]
    assert [row["body"] for row in rows_by_name["versions.json"]] == [f"first version {world.mark}"]
    assert [row["emoji"] for row in rows_by_name["reactions.json"]] == ["👍"]
    [report] = rows_by_name["reports.json"]
    assert (report["seq"], report["note"]) == (world.friends_seq, f"says {world.secret}")
    [invitation] = rows_by_name["invitations.json"]
    assert invitation["conversation_id"] == world.own_conversation_id
    assert "words-99" not in json.dumps([rows for name, rows in rows_by_name.items() if name != "conversations.json"])


def test_export_contains_own_data_and_nothing_of_others(api, world):
    answer = Client().get("/api/v1/me/export", headers=world.account.bearer)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    names = set(archive.namelist())
    assert names == LISTS | {"index.html", "README.txt"}
    texts = {name: archive.read(name).decode() for name in names}
    assert json.loads(texts["profile.json"])[0]["email"] == world.account.email
    bodies_in_export = [row["body"] for row in json.loads(texts["messages.json"])]
    assert f"my dog is called Pluto {world.mark}" in bodies_in_export
    assert f"second version {world.mark}" in bodies_in_export
    assert f"in the group {world.mark}" in bodies_in_export
    assert "words-99" not in texts["messages.json"]
    assert world.friend.email not in "".join(texts.values())
    for name in LISTS:
        assert name in texts["README.txt"], f"{name} is not explained"


def test_export_contains_messages_of_left_conversations(world):
    members.leave(load_member(world.zoe, world.conversation_id))
    archive = zipfile.ZipFile(io.BytesIO(export.create_zip(world.zoe, bool)))
    assert f"Pluto {world.mark}" in archive.read("messages.json").decode()


def test_long_export_is_mailed_as_a_link(world, outbox, monkeypatch):
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
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        assert export.download_address(world.zoe, path.rpartition("/")[2]) is None, "the link expires after seven days"
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


def test_deletion_needs_the_password(api, world):
    refused = api.post("me/delete", headers=world.account.bearer, password="wrong horse", messages="keep")
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_password")
    assert api.post("me/delete", headers=world.account.bearer, password=PASSWORD, messages="some").status_code == 400
    assert api.get("me", headers=world.account.bearer).status_code == 200


def deletion_job_id(person):
    """Return the id of the person's deletion job."""
    [job] = JobItem.scan((JobItem.user_id == person.id) & (JobItem.kind == "delete"))
    return job.job_id


def test_erasing_leaves_no_personal_string_and_dense_logs(api, world):
    party_id = leave_traces_everywhere(world)
    blocks.block(world.friend, world.zoe.id)
    assert BlockItem.apart_from(world.zoe.id)
    before = {
        conversation_id: bodies(conversation_id)
        for conversation_id in (world.conversation_id, world.own_conversation_id, party_id)
    }
    everything = strings_everywhere()
    for string in (
        f"Zoe {world.secret}",
        f"Queen {world.secret}",
        f"Empress {world.secret}",
        world.account.email,
        world.zoe.handle,
        f"Pluto {world.mark}",
        f"first version {world.mark}",
    ):
        assert string in everything, "the strings are stored before the deletion"
    answer = api.post("me/delete", headers=world.account.bearer, password=PASSWORD, messages="erase")
    assert (answer.status_code, answer.json()) == (202, {})
    assert api.get("me", headers=world.account.bearer).status_code == 401, "the sign-in ends immediately"
    assert is_finished(deletion_job_id(world.zoe))
    everything = strings_everywhere()
    for string in (world.secret, world.account.email, world.zoe.handle, world.mark):
        assert string not in everything, lines_with(everything, string)
    for conversation_id, bodies_before in before.items():
        bodies_now = bodies(conversation_id)
        assert sorted(bodies_now) == list(range(1, len(bodies_now) + 1)), "the log is dense"
        assert set(bodies_before) <= set(bodies_now)
    friend, lines = world.friend.name, list(bodies(party_id).values())
    assert f"{friend} removed Former member" in lines
    assert "Former member renamed this to “Zoe’s party?”" in lines, "a conversation's name is not personal data"
    assert "hello" in lines
    assert BlockItem.apart_from(world.zoe.id) == frozenset()
    assert world.zoe.id not in BlockItem.blocked_by(world.friend.id)
    assert bodies(world.conversation_id)[world.friends_seq] == "the friend’s own words-99"
    assert ProfileItem.profile(world.zoe.id) is None
    assert api.post("auth/sign-in", email=world.account.email, password=PASSWORD).status_code == 401
    entry = conversations.change(load_member(world.friend, world.own_conversation_id), name="Ours now")
    assert entry.conversation.name == "Ours now", "the friend is owner now"


def test_keeping_messages_shows_a_former_member_as_their_author(api, world):
    party_id = leave_traces_everywhere(world)
    api.post("me/delete", headers=world.account.bearer, password=PASSWORD, messages="keep")
    assert is_finished(deletion_job_id(world.zoe))
    assert bodies(world.conversation_id)[world.own_seq] == f"my dog is called Pluto {world.mark}"
    everything = strings_everywhere()
    for string in (world.secret, world.account.email, world.zoe.handle):
        assert string not in everything, lines_with(everything, string)
    assert f"{world.friend.name} removed Former member" in bodies(party_id).values()


def test_deletion_ends_a_sign_in_made_before_it_began(world, monkeypatch):
    monkeypatch.setattr(jobs, "launch", lambda _: None)
    job = JobItem.find(deletion.start(world.zoe, password=PASSWORD, messages="keep"))
    tokens = sign_in.for_api(world.account.email, PASSWORD, sign_in.Visitor("10.9.8.7"))
    bearer = {"authorization": f"Bearer {tokens.access}"}
    assert Client().get("/api/v1/me", headers=bearer).status_code == 200, "the sign-in works before the deletion"
    first, *_ = deletion.STEPS
    first(job, None)
    assert Client().get("/api/v1/me", headers=bearer).status_code == 401
    job.finish({}, clock.now())


def test_deletion_page_needs_handle_and_password_and_shows_progress(world):
    browser = Client()
    browser.post("/accounts/sign-in/", {"email": world.account.email, "password": PASSWORD})
    form = {"handle": "somebody", "password": PASSWORD}
    page = browser.post("/settings/privacy/delete/", form)
    assert list(page.context["form"].errors) == ["handle"]
    page = browser.post("/settings/privacy/delete/", form | {"handle": world.zoe.handle, "password": "wrong horse"})
    assert list(page.context["form"].errors) == ["password"]
    answer = browser.post("/settings/privacy/delete/", form | {"handle": world.zoe.handle, "erase": "on"})
    assert answer.status_code == 302
    assert is_finished(answer["Location"].split("/")[-2])
    assert "Your account is deleted" in Client().get(answer["Location"]).content.decode()
    assert browser.get("/settings/").status_code == 302
    assert Client().get("/accounts/deleted/nothing/").status_code == 404


def test_deletion_removes_the_picture(world):
    profile = avatars.change(world.zoe, picture().getvalue())
    job_id = deletion.start(world.zoe, password=PASSWORD, messages="keep")
    assert is_finished(job_id)
    files_now = client("s3").list_objects_v2(Bucket="chatify-files").get("Contents", [])
    assert profile.avatar_id
    assert profile.avatar_id not in str(files_now)


def test_blocked_people_are_in_the_export_by_id(world):
    blocks.block(world.zoe, world.friend.id)
    archive = zipfile.ZipFile(io.BytesIO(export.create_zip(world.zoe, bool)))
    assert json.loads(archive.read("blocked.json")) == [world.friend.id]
