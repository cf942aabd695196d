"""Everything a person has, taken along and taken away."""

import io
import json
import time
import zipfile
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models.jobs import JobItem
from accounts.models.profiles import ProfileItem
from accounts.services import avatars, deletion, export, jobs, me, new_email, operators
from chat.models.messages import MessageItem
from chat.services import blocks, conversations, editing, members, messages, personal, reactions, reports
from chatify import clock
from chatify.dynamodb import client
from chatify.local.tables import items
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_settings import picture


@pytest.fixture
def world(signed_up, person):
    """Somebody with a name that nobody else has, who wrote, edited, joined, left and blocked."""

    made_person = person

    class World:
        said = edited = theirs = 0
        person = staticmethod(made_person)
        mark = uuid4().hex[:10]
        secret = f"Zo{uuid4().hex[:10]}"
        account = signed_up(handle=f"zoe{uuid4().hex[:10]}", name=f"Zoe {secret}")
        zoe = account.profile
        friend = person()
        room = conversations.create(friend, kind="channel", name=f"r{uuid4().hex[:8]}", public=True)[0].conversation.id
        own = conversations.create(zoe, kind="group", name="Zoe’s", member_ids=[friend.id])[0].conversation.id

        def says(self, who, room, text):
            return messages.send(who, room, body=text, client_id=str(uuid4()), after=None).message.seq

    made = World()
    members.join(made.zoe, made.room)
    made.said = made.says(made.zoe, made.room, f"my dog is called Pluto {made.mark}")
    made.edited = made.says(made.zoe, made.room, f"first version {made.mark}")
    editing.edit(made.zoe, made.room, made.edited, body=f"second version {made.mark}")
    made.theirs = made.says(made.friend, made.room, "the friend’s own words-99")
    made.says(made.zoe, made.own, f"in the group {made.mark}")
    return made


def bodies(room):
    return {int(row.seq): row.body for row in MessageItem.query(room)}


def finished(job_id):
    for _ in range(200):
        done, steps = jobs.progress(job_id) or (0, 1)
        if done == steps:
            return True
        time.sleep(0.05)
    return False


def strings_everywhere():
    """All that stands in any table of the store, ours or not, and in any bucket (also inside of zips), as one text."""
    store, files = client("dynamodb"), client("s3")
    tables = {item.Meta.table_name for item in items()}
    assert tables <= set(store.list_tables()["TableNames"])
    rows = [
        json.dumps(row, ensure_ascii=False, default=str)
        for table in store.list_tables()["TableNames"]
        for page in store.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        for row in page["Items"]
    ]
    kept = [
        (bucket["Name"], held["Key"])
        for bucket in files.list_buckets()["Buckets"]
        for held in files.list_objects_v2(Bucket=bucket["Name"]).get("Contents", [])
    ]
    bodies = [text_of(files.get_object(Bucket=bucket, Key=key)["Body"].read()) for bucket, key in kept]
    return "\n".join([*rows, *(key for _, key in kept), *bodies])


def text_of(data):
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data.decode(errors="replace")
    archive = zipfile.ZipFile(io.BytesIO(data))
    return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def everything_happens_to(world):
    """Whatever may leave a name behind: in the lines of others, in settings, at the operators', in files."""
    zoe, friend = world.zoe, world.friend
    party = conversations.create(friend, kind="group", name="Party")[0].conversation.id
    members.add(friend, party, [zoe.id, (third := world.person()).id])
    members.assign(friend, party, zoe.id, "owner")
    conversations.change(zoe, party, name="Zoe’s party?")
    conversations.change(zoe, party, topic="cakes")
    members.remove(friend, party, zoe.id)
    members.add(friend, party, [zoe.id])
    zoe = me.change(zoe, {"name": f"Queen {world.secret}", "handle": f"q{zoe.handle}"[:32], "status": world.secret})
    members.add(zoe, party, [world.person().id])
    conversations.change(friend, party, posting="owners")
    said = messages.send(friend, party, body="hello", client_id=str(uuid4()), after=None).message.seq
    reactions.react(zoe, party, said, "👍")
    personal.keep(zoe, party, draft=f"a draft of {world.secret}")
    direct = conversations.create(zoe, kind="direct", member_ids=[third.id])[0].conversation.id
    world.says(zoe, direct, f"hidden in a direct one {world.mark}")
    reports.report(friend, world.room, world.said, reason="spam", note="look")
    reports.report(zoe, world.room, world.theirs, reason="spam", note=f"says {world.secret}")
    blocks.block(zoe, world.person().id)
    boss = world.person(groups={"admins"})
    operators.edit(boss, zoe, name=f"Empress {world.secret}")
    operators.mute(boss, zoe, until=clock.now() + timedelta(seconds=1), reason="a pause")
    operators.unmute(boss, zoe)
    new_email.ask(zoe, email=f"other-{zoe.handle}@example.org", password=PASSWORD)
    avatars.change(zoe, picture().getvalue())
    jobs.run(JobItem.make("export", zoe.id, {}).job_id)
    return party


def test_the_zip_holds_what_is_ones_own_and_nothing_of_others(api, world):
    answer = Client().get("/api/v1/me/export", headers=world.account.bearer)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    names = set(archive.namelist())
    lists = {"profile.json", "sessions.json", "conversations.json", "messages.json", "blocked.json"}
    assert names == lists | {"index.html", "README.txt"}
    held = {name: archive.read(name).decode() for name in names}
    assert json.loads(held["profile.json"])[0]["email"] == world.account.email
    written = [row["body"] for row in json.loads(held["messages.json"])]
    assert f"my dog is called Pluto {world.mark}" in written
    assert f"second version {world.mark}" in written
    assert f"in the group {world.mark}" in written
    assert "words-99" not in held["messages.json"]
    assert world.friend.email not in "".join(held.values())
    for name in lists:
        assert name in held["README.txt"], f"{name} is not explained"


def test_what_is_left_stays_in_ones_export(world):
    members.leave(world.zoe, world.room)
    archive = zipfile.ZipFile(io.BytesIO(export.zipped(world.zoe)))
    assert f"Pluto {world.mark}" in archive.read("messages.json").decode()


def test_so_much_that_it_comes_by_mail(world, outbox, monkeypatch):
    monkeypatch.setattr(export, "AT_ONCE_SECONDS", -1.0)
    assert export.ask(world.zoe) is None
    mails: list[Any] = []
    for _ in range(100):
        mails = [mail for mail in outbox(world.account.email) if "is ready" in mail["subject"]]
        if mails:
            break
        time.sleep(0.05)
    path = mails[0]["body"].split("8000", 1)[1].split()[0]
    browser = Client()
    browser.post("/accounts/sign-in/", {"email": world.account.email, "password": PASSWORD})
    assert browser.get(path)["Content-Type"] == "application/zip"
    assert Client().get(path).status_code == 302
    other = Client()
    assert other.get(path.replace(".zip", "x.zip")).status_code == 302


def test_deleting_takes_the_password_and_says_so(api, world):
    refused = api.post("me/delete", headers=world.account.bearer, password="wrong horse", messages="keep")
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_password")
    assert api.post("me/delete", headers=world.account.bearer, password=PASSWORD, messages="some").status_code == 400
    assert api.get("me", headers=world.account.bearer).status_code == 200


def test_erasing_leaves_no_personal_string_anywhere_and_conversations_dense(api, world):
    party = everything_happens_to(world)
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
    job = next(row for row in JobItem.scan(JobItem.user_id == world.zoe.id))
    assert finished(job.job_id)
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
    assert bodies(world.room)[world.theirs] == "the friend’s own words-99"
    assert ProfileItem.profile(world.zoe.id) is None
    assert api.post("auth/sign-in", email=world.account.email, password=PASSWORD).status_code == 401
    entry = conversations.change(world.friend, world.own, name="Ours now")
    assert entry.conversation.name == "Ours now", "the last owner handed it over"


def around(text, part):
    """Where it was left, for who has to mend it."""
    return [line[:300] for line in text.splitlines() if part in line]


def test_keeping_leaves_the_words_under_nobodys_name(api, world):
    party = everything_happens_to(world)
    api.post("me/delete", headers=world.account.bearer, password=PASSWORD, messages="keep")
    job = next(row for row in JobItem.scan(JobItem.user_id == world.zoe.id))
    assert finished(job.job_id)
    assert bodies(world.room)[world.said] == f"my dog is called Pluto {world.mark}"
    found = strings_everywhere()
    for string in (world.secret, world.account.email, world.zoe.handle):
        assert string not in found, around(found, string)
    assert f"{world.friend.name} removed Former member" in bodies(party).values()


@pytest.mark.parametrize("slices", range(6))
def test_a_deletion_that_is_killed_anywhere_is_gone_on_with(world, settings, monkeypatch, slices):
    """Killed after so many slices, before their end was noted: the worst moment."""
    started: list[str] = []
    monkeypatch.setattr(jobs, "_runner", lambda: started.append)
    job_id = deletion.ask(world.zoe, password=PASSWORD, messages="erase")
    assert started == [job_id], "nothing runs by itself here"
    reach, count = JobItem.reach, [0]

    class Killed(BaseException):
        pass

    def dying(self, step, cursor, now):
        count[0] += 1
        if count[0] > slices:
            raise Killed
        return reach(self, step, cursor, now)

    monkeypatch.setattr(JobItem, "reach", dying)
    try:
        jobs.run(job_id)
    except Killed:
        monkeypatch.setattr(JobItem, "reach", reach)
        jobs.run(job_id)
        assert jobs.progress(job_id)[0] < jobs.progress(job_id)[1], "held by the dead one for a minute"
        JobItem.find(job_id).let_go()
        jobs.run(job_id)
    assert jobs.progress(job_id) == (3, 3)
    found = strings_everywhere()
    assert world.secret not in found
    assert world.account.email not in found


def test_two_runners_do_not_meet(world, monkeypatch):
    monkeypatch.setattr(jobs, "_runner", lambda: lambda job_id: None)
    job_id = deletion.ask(world.zoe, password=PASSWORD, messages="keep")
    job = JobItem.find(job_id)
    assert job.hold(clock.now())
    assert not JobItem.find(job_id).hold(clock.now())
    jobs.run(job_id)
    assert jobs.progress(job_id) == (0, 3)


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
    job_id = deletion.ask(world.zoe, password=PASSWORD, messages="keep")
    assert finished(job_id)
    kept = client("s3").list_objects_v2(Bucket="chatify-files").get("Contents", [])
    assert changed.avatar_id
    assert changed.avatar_id not in str(kept)


def test_blocked_people_are_in_the_export_by_id(world):
    blocks.block(world.zoe, world.friend.id)
    archive = zipfile.ZipFile(io.BytesIO(export.zipped(world.zoe)))
    assert json.loads(archive.read("blocked.json")) == [world.friend.id]
