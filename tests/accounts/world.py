"""Somebody whose name stands wherever a name can stand, and all that is kept anywhere, as one text."""

import io
import json
import time
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models.jobs import JobItem
from accounts.services import avatars, job_runner, me, new_email, operators
from chat.models.messages import MessageItem
from chat.services import blocks, conversations, editing, members, membership_settings, messages, reactions, reports
from chat.services.access import load_member, load_message
from chatify.core import clock
from chatify.core.aws import client
from chatify.local.resources import items
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
            return messages.send(load_member(who, room), body=text, client_id=str(uuid4()), after=None).message.seq

    made = World()
    members.join(made.zoe, made.room)
    made.said = made.says(made.zoe, made.room, f"my dog is called Pluto {made.mark}")
    made.edited = made.says(made.zoe, made.room, f"first version {made.mark}")
    editing.edit(*load_message(made.zoe, made.room, made.edited), body=f"second version {made.mark}")
    made.theirs = made.says(made.friend, made.room, "the friend’s own words-99")
    made.says(made.zoe, made.own, f"in the group {made.mark}")
    return made


def bodies(room):
    return {int(row.seq): row.body for row in MessageItem.query(room)}


def finished(job_id):
    for _ in range(200):
        done, steps = job_runner.progress(job_id) or (0, 1)
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
    members.add(load_member(friend, party), [zoe.id, (third := world.person()).id])
    members.assign(load_member(friend, party), zoe.id, "owner")
    conversations.change(load_member(zoe, party), name="Zoe’s party?")
    conversations.change(load_member(zoe, party), topic="cakes")
    members.remove(load_member(friend, party), zoe.id)
    members.add(load_member(friend, party), [zoe.id])
    zoe = me.change(zoe, {"name": f"Queen {world.secret}", "handle": f"q{zoe.handle}"[:32], "status": world.secret})
    members.add(load_member(zoe, party), [world.person().id])
    conversations.change(load_member(friend, party), posting="owners")
    said = messages.send(load_member(friend, party), body="hello", client_id=str(uuid4()), after=None).message.seq
    reactions.react(*load_message(zoe, party, said), "👍")
    membership_settings.change(load_member(zoe, party), draft=f"a draft of {world.secret}")
    direct = conversations.create(zoe, kind="direct", member_ids=[third.id])[0].conversation.id
    world.says(zoe, direct, f"hidden in a direct one {world.mark}")
    reports.report(*load_message(friend, world.room, world.said), reason="spam", note="look")
    reports.report(*load_message(zoe, world.room, world.theirs), reason="spam", note=f"says {world.secret}")
    blocks.block(zoe, world.person().id)
    boss = world.person(groups={"admins"})
    operators.edit(boss, zoe, name=f"Empress {world.secret}")
    operators.mute(boss, zoe, until=clock.now() + timedelta(seconds=1), reason="a pause")
    operators.unmute(boss, zoe)
    new_email.request(zoe, email=f"other-{zoe.handle}@example.org", password=PASSWORD)
    avatars.change(zoe, picture().getvalue())
    job_runner.run(JobItem.make("export", zoe.id, {}).job_id)
    return party


def around(text, part):
    """Where it was left, for who has to mend it."""
    return [line[:300] for line in text.splitlines() if part in line]
