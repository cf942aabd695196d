"""Something to see at the first start: a few people of a bicycle workshop and what they said, by the real services.

Made once: the last person to come is the sign that all before is there. Every step may be repeated, so a demo that was
cut in half is completed by the next start.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import choice
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from accounts.domain import Profile, Registration
from accounts.models.handles import HandleItem
from accounts.services.registration import ensure_profile
from chat.domain.conversations import Kind
from chat.services import conversations, inbox, members, messages, read_state
from chatify.core.aws import client

HOST = "demo.example"
NAMES = {"tess": "Tess Okafor", "mateo": "Mateo Ruiz", "noor": "Noor Haddad", "amara": "Amara Osei"}
LAST = ("ines", "Ines Duarte")
SHOWN = ("tess", "mateo")
"""Whose sign-in is told."""


@dataclass(frozen=True)
class Scene:
    """`lines` are (handle, words); `unread` is how many of the last each handle has not read."""

    kind: Kind
    name: str | None
    topic: str
    people: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    unread: Mapping[str, int]


SCENES = (
    Scene(
        kind="channel",
        name="workshop",
        topic="Stands, tools and who has the keys",
        people=("amara", "tess", "mateo", "noor"),
        lines=(
            ("amara", "Keys for Thursday are with Noor. The compressor is fixed."),
            ("noor", "I’ll open at five. Somebody bring the chain whip back?"),
            ("mateo", "That was me. It’s in my bag, I’ll have it there on Thursday."),
            ("tess", "The blue city bike has a bent derailleur hanger. Do we have one that fits?"),
            ("mateo", "Top drawer, third box from the left. If it’s not there we have to order it."),
            ("tess", "Found it, thank you. It shifts like new."),
            ("noor", "Then she can pick it up on Thursday. I’ll write to her."),
        ),
        unread={"tess": 1, "mateo": 2},
    ),
    Scene(
        kind="channel",
        name="announcements",
        topic="What everybody should know",
        people=("amara", "tess", "mateo", "noor"),
        lines=(("amara", "Welcome. This is a demo: write what you like, and open a second browser to be two people."),),
        unread={"tess": 1},
    ),
    Scene(
        kind="group",
        name="Saturday ride",
        topic="Slow, with a coffee at half",
        people=("tess", "noor", "mateo"),
        lines=(
            ("tess", "Along the river and back, about 40 km? Ten o’clock at the bridge."),
            ("noor", "I’m in. Rain until nine, then clear: https://example.org/weather"),
            ("mateo", "Ten is fine.\nI’ll bring tubes, last time we needed both."),
            ("tess", "Good. And a pump that works 🙂"),
        ),
        unread={"mateo": 1},
    ),
    Scene(
        kind="direct",
        name=None,
        topic="",
        people=("mateo", "tess"),
        lines=(
            ("mateo", "Do you have ten minutes on Thursday? I can’t get the bottom bracket out."),
            ("tess", "Sure. Left-hand thread on the drive side, if that’s where you are stuck."),
            ("mateo", "Oh. That explains a lot."),
        ),
        unread={"tess": 1},
    ),
)


def is_made() -> bool:
    return HandleItem.find(LAST[0]) is not None


def make_demo(kept: Path) -> dict[str, str]:
    """`{e-mail: password}` of the two shown people, also written into `kept`."""
    passwords = _passwords(kept)
    people = {handle: _person(handle, name, passwords.get(_email(handle))) for handle, name in NAMES.items()}
    for scene in SCENES:
        _play(scene, people)
    _person(*LAST, None)
    return passwords


def _person(handle: str, name: str, password: str | None) -> Profile:
    cognito, pool = client("cognito-idp"), settings.COGNITO["pool_id"]
    email = _email(handle)
    attributes = {"email": email, "email_verified": "true", "name": name, "preferred_username": handle}
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=email,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()],
        )
    cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=password or passphrase(), Permanent=True)
    sub = cognito.admin_get_user(UserPoolId=pool, Username=email)["Username"]
    return ensure_profile(Registration(user_id=sub, email=email, name=name, wanted_handle=handle))


def _play(scene: Scene, people: Mapping[str, Profile]) -> None:
    conversation_id = _open(scene, [people[handle] for handle in scene.people])
    for number, (handle, words) in enumerate(scene.lines):
        client_id = str(uuid5(NAMESPACE_URL, f"{conversation_id}/{number}"))
        messages.send(people[handle], conversation_id, body=words, client_id=client_id)
    for handle in scene.people:
        last = inbox.entry(people[handle].id, conversation_id).conversation.last_seq
        read_state.mark_read(people[handle], conversation_id, last - scene.unread.get(handle, 0))


def _open(scene: Scene, cast: list[Profile]) -> str:
    """The conversation, found or made by the first of the cast; of a channel the others join."""
    first, others = cast[0], cast[1:]
    for entry in inbox.entries(first.id):
        if (entry.conversation.kind, entry.conversation.name) == (scene.kind, scene.name):
            found = entry.conversation.id
            break
    else:
        invited = () if scene.kind == "channel" else [each.id for each in others]
        made, _ = conversations.create(first, kind=scene.kind, name=scene.name, topic=scene.topic, member_ids=invited)
        found = made.conversation.id
    if scene.kind == "channel":
        for each in others:
            members.join(each, found)
    return found


def _passwords(kept: Path) -> dict[str, str]:
    if kept.exists():
        return dict(line.split(maxsplit=1) for line in kept.read_text().splitlines())
    passwords = {_email(handle): passphrase() for handle in SHOWN}
    kept.touch(mode=0o600)
    kept.write_text("".join(f"{email}  {password}\n" for email, password in passwords.items()))
    return passwords


def passphrase() -> str:
    """Twenty letters, 62 bits, that a person can read off a console: bika-lodu-semi-tavo-ruga."""
    syllables = (choice("bdfghklmnprstvz") + choice("aeiou") for _ in range(10))
    return "-".join(a + b for a, b in zip(syllables, syllables, strict=True))


def _email(handle: str) -> str:
    return f"{handle}@{HOST}"
