"""The demo of the first start: the people of a bicycle workshop and their messages, made by the real services.

Made once: the last person to be made is the sign that everything else is there. Every step may be repeated, so the next
start completes a demo that was interrupted.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import choice
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from accounts.domain import ADMINS, MODERATORS, PersonNotFound, Profile, Registration
from accounts.models.handles import HandleItem
from accounts.services import people, site_setup
from accounts.services.registration import ensure_profile
from chat.domain.conversations import Kind
from chat.services import access, conversations, inbox, members, messages, read_state
from chatify.core.aws import client

HOST = "demo.example"
ADMINISTRATOR = ("amara", "Amara Osei")
"""Made first: as on any site, the first person becomes the administrator."""
MEMBERS = {"tess": "Tess Okafor", "mateo": "Mateo Ruiz", "noor": "Noor Haddad"}
NEWCOMER = ("ines", "Ines Duarte")
"""Made last, and in no conversation: what she sees is an empty inbox."""
HANDLES = (*MEMBERS, ADMINISTRATOR[0], NEWCOMER[0])
"""In the order in which they are listed."""


@dataclass(frozen=True)
class DemoPerson:
    """A person of the demo, with the password to sign in as them."""

    name: str
    role: str
    email: str
    password: str


@dataclass(frozen=True)
class Scene:
    """A conversation. `lines` are (handle, body); `unread` is how many of the last ones each handle has not read."""

    kind: Kind
    name: str | None
    topic: str
    handles: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    unread: Mapping[str, int]


SCENES = (
    Scene(
        kind="channel",
        name="workshop",
        topic="Stands, tools and who has the keys",
        handles=("amara", "tess", "mateo", "noor"),
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
        handles=("amara", "tess", "mateo", "noor"),
        lines=(("amara", "Welcome. This is a demo: write what you like, and open a second browser to be two people."),),
        unread={"tess": 1},
    ),
    Scene(
        kind="group",
        name="Saturday ride",
        topic="Slow, with a coffee at half",
        handles=("tess", "noor", "mateo"),
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
        handles=("mateo", "tess"),
        lines=(
            ("mateo", "Do you have ten minutes on Thursday? I can’t get the bottom bracket out."),
            ("tess", "Sure. Left-hand thread on the drive side, if that’s where you are stuck."),
            ("mateo", "Oh. That explains a lot."),
        ),
        unread={"tess": 1},
    ),
)


def is_made() -> bool:
    """Tell whether the demo is complete. One GetItem."""
    return HandleItem.find(NEWCOMER[0]) is not None


def make_demo(passwords_file: Path) -> None:
    """Create people and conversations. The passwords are written into the file before they are used."""
    passwords = _make_passwords(passwords_file)
    administrator = _make_person(*ADMINISTRATOR, passwords)
    site_setup.appoint_founder(administrator)
    profiles = {handle: _make_person(handle, name, passwords) for handle, name in MEMBERS.items()}
    profiles[ADMINISTRATOR[0]] = administrator
    for scene in SCENES:
        _play_scene(scene, profiles)
    _make_person(*NEWCOMER, passwords)


def list_people(passwords_file: Path) -> list[DemoPerson]:
    """Return the people of the demo who still exist, with their present roles. Two GetItems a person."""
    passwords = _read_passwords(passwords_file)
    demo_people = []
    for handle in HANDLES:
        with suppress(PersonNotFound):
            profile = people.get_person_by_handle(handle)
            if password := passwords.get(_email(handle)):
                demo_people.append(DemoPerson(profile.name, _role(profile), profile.email, password))
    return demo_people


def _role(profile: Profile) -> str:
    if ADMINS in profile.groups:
        return "administrator"
    return "moderator" if MODERATORS in profile.groups else "member"


def _make_person(handle: str, name: str, passwords: Mapping[str, str]) -> Profile:
    cognito, pool_id = client("cognito-idp"), settings.COGNITO["pool_id"]
    email = _email(handle)
    attributes = {"email": email, "email_verified": "true", "name": name, "preferred_username": handle}
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(
            UserPoolId=pool_id,
            Username=email,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()],
        )
    cognito.admin_set_user_password(UserPoolId=pool_id, Username=email, Password=passwords[email], Permanent=True)
    user_id = cognito.admin_get_user(UserPoolId=pool_id, Username=email)["Username"]
    return ensure_profile(Registration(user_id=user_id, email=email, name=name, wanted_handle=handle))


def _play_scene(scene: Scene, profiles: Mapping[str, Profile]) -> None:
    conversation_id = _open_conversation(scene, [profiles[handle] for handle in scene.handles])
    for number, (handle, body) in enumerate(scene.lines):
        client_id = str(uuid5(NAMESPACE_URL, f"{conversation_id}/{number}"))
        member = access.load_member(profiles[handle], conversation_id)
        messages.send(member, body=body, client_id=client_id)
    for handle in scene.handles:
        member = access.load_member(profiles[handle], conversation_id)
        read_state.mark_read(member, member.conversation.last_seq - scene.unread.get(handle, 0))


def _open_conversation(scene: Scene, cast: list[Profile]) -> str:
    """Return the conversation's id. If it is missing, the first person creates it and the others join."""
    first, others = cast[0], cast[1:]
    for entry in inbox.entries(first.id):
        if (entry.conversation.kind, entry.conversation.name) == (scene.kind, scene.name):
            conversation_id = entry.conversation.id
            break
    else:
        invited = () if scene.kind == "channel" else [profile.id for profile in others]
        entry, _ = conversations.create(first, kind=scene.kind, name=scene.name, topic=scene.topic, member_ids=invited)
        conversation_id = entry.conversation.id
    if scene.kind == "channel":
        for profile in others:
            members.join(profile, conversation_id)
    return conversation_id


def _make_passwords(file: Path) -> dict[str, str]:
    """Return everybody's password. Missing ones are made and added to the file."""
    passwords = {_email(handle): make_passphrase() for handle in HANDLES} | _read_passwords(file)
    file.touch(mode=0o600)
    file.write_text("".join(f"{email}  {password}\n" for email, password in passwords.items()))
    return passwords


def _read_passwords(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    return dict(line.split(maxsplit=1) for line in file.read_text().splitlines() if len(line.split()) > 1)


def make_passphrase() -> str:
    """Return twenty letters, 62 bits, that a person can read off a console: bika-lodu-semi-tavo-ruga."""
    syllables = (choice("bdfghklmnprstvz") + choice("aeiou") for _ in range(10))
    return "-".join(first + second for first, second in zip(syllables, syllables, strict=True))


def _email(handle: str) -> str:
    return f"{handle}@{HOST}"
