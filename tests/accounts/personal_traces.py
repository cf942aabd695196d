"""A person who leaves traces in every table and bucket, and a search for those traces."""

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
    """Return Zoe, whose name is unique, with a friend and messages in two conversations."""

    made_person = person

    class World:
        own_seq = edited_seq = friends_seq = 0
        person = staticmethod(made_person)
        mark = uuid4().hex[:10]
        secret = f"Zo{uuid4().hex[:10]}"
        account = signed_up(handle=f"zoe{uuid4().hex[:10]}", name=f"Zoe {secret}")
        zoe = account.profile
        friend = person()
        conversation_id = conversations.create(friend, kind="channel", name=f"r{uuid4().hex[:8]}", public=True)[
            0
        ].conversation.id
        own_conversation_id = conversations.create(zoe, kind="group", name="Zoe’s", member_ids=[friend.id])[
            0
        ].conversation.id

        def say(self, author, conversation_id, text):
            return messages.send(
                load_member(author, conversation_id), body=text, client_id=str(uuid4()), after=None
            ).message.seq

    world = World()
    members.join(world.zoe, world.conversation_id)
    world.own_seq = world.say(world.zoe, world.conversation_id, f"my dog is called Pluto {world.mark}")
    world.edited_seq = world.say(world.zoe, world.conversation_id, f"first version {world.mark}")
    editing.edit(*load_message(world.zoe, world.conversation_id, world.edited_seq), body=f"second version {world.mark}")
    world.friends_seq = world.say(world.friend, world.conversation_id, "the friend’s own words-99")
    world.say(world.zoe, world.own_conversation_id, f"in the group {world.mark}")
    return world


def bodies(conversation_id):
    """Return the stored bodies by seq."""
    return {int(row.seq): row.body for row in MessageItem.query(conversation_id)}


def is_finished(job_id):
    """Tell whether the job finishes within ten seconds."""
    for _ in range(200):
        done, steps = job_runner.progress(job_id) or (0, 1)
        if done == steps:
            return True
        time.sleep(0.05)
    return False


def strings_everywhere():
    """Return the content of all tables and buckets, also inside zips, as one text."""
    store, files = client("dynamodb"), client("s3")
    tables = {item.Meta.table_name for item in items()}
    assert tables <= set(store.list_tables()["TableNames"])
    rows = [
        json.dumps(row, ensure_ascii=False, default=str)
        for table in store.list_tables()["TableNames"]
        for page in store.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        for row in page["Items"]
    ]
    file_keys = [
        (bucket["Name"], file["Key"])
        for bucket in files.list_buckets()["Buckets"]
        for file in files.list_objects_v2(Bucket=bucket["Name"]).get("Contents", [])
    ]
    bodies = [text_of(files.get_object(Bucket=bucket, Key=key)["Body"].read()) for bucket, key in file_keys]
    return "\n".join([*rows, *(key for _, key in file_keys), *bodies])


def text_of(data):
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data.decode(errors="replace")
    archive = zipfile.ZipFile(io.BytesIO(data))
    return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def leave_traces_everywhere(world):
    """Do everything that can store a name: in system messages, settings, reports, the audit log and files."""
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
    seq = messages.send(load_member(friend, party), body="hello", client_id=str(uuid4()), after=None).message.seq
    reactions.react(*load_message(zoe, party, seq), "👍")
    membership_settings.change(load_member(zoe, party), draft=f"a draft of {world.secret}")
    direct = conversations.create(zoe, kind="direct", member_ids=[third.id])[0].conversation.id
    world.say(zoe, direct, f"hidden in a direct one {world.mark}")
    reports.report(*load_message(friend, world.conversation_id, world.own_seq), reason="spam", note="look")
    reports.report(
        *load_message(zoe, world.conversation_id, world.friends_seq), reason="spam", note=f"says {world.secret}"
    )
    blocks.block(zoe, world.person().id)
    admin = world.person(groups={"admins"})
    operators.edit(admin, zoe, name=f"Empress {world.secret}")
    operators.mute(admin, zoe, until=clock.now() + timedelta(seconds=1), reason="a pause")
    operators.unmute(admin, zoe)
    new_email.request(zoe, email=f"other-{zoe.handle}@example.org", password=PASSWORD)
    avatars.change(zoe, picture().getvalue())
    job_runner.run(JobItem.make("export", zoe.id, {}).job_id)
    return party


def lines_with(text, part):
    """Return the lines that contain the part, to show where a trace was left."""
    return [line[:300] for line in text.splitlines() if part in line]
