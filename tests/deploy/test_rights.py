"""What the functions may do: all that they do, and nothing else; seen while each does all that it does.

Every other test that comes in by one of their doors is held to the same roles (tests/rights.py).
"""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from accounts import files, triggers
from accounts.domain import Profile
from accounts.models.invitations import InvitationItem
from accounts.models.jobs import JobItem
from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from accounts.models.site import SiteItem
from accounts.services import deletion, export, job_runner
from accounts.services.sessions import session_id
from chat.domain.conversations import LARGE_ABOVE
from chat.domain.messages import compose
from chat.models.connections import Connection, ConnectionItem
from chat.models.conversations import ConversationItem
from chat.models.messages import MessageItem
from chat.models.rosters import RosterItem
from chat.models.sockets import SocketItem
from chat.models.viewers import ViewerItem
from chat.services import conversations, message_hiding, messages, tickets
from chat.services.access import load_member
from chat.sockets import Handshake, connect, disconnect, handle_frame
from chat.stream import consume
from chatify.core.aws import client
from chatify.core.clock import now
from tests import rights
from tests.accounts.test_triggers import event as trigger
from tests.rights import allowed, used

pytestmark = pytest.mark.usefixtures("moto_tables")
assert [deletion, export, message_hiding], "jobs know their steps once these are imported"
NOT_ASKED_BY_OUR_CODE = ("logs:", "ssm:", "sqs:", "execute-api:")
"""But by Lambda in the function's name, by its start, or by a transport that the tests replace."""
READING_THE_STREAM = {f"dynamodb:{name} Messages" for name in ("DescribeStream", "GetRecords", "GetShardIterator")}


def granted(role: str) -> set[str]:
    found = {right for right in allowed(role) if not right.startswith(NOT_ASKED_BY_OUR_CODE)}
    return found - READING_THE_STREAM - {"dynamodb:ListStreams Messages"}


@pytest.fixture
def ada(person: Callable[..., Profile]) -> Profile:
    """Signed in, and last seen by a page an hour ago."""
    profile = person()
    before = now() - timedelta(hours=1)
    SessionItem(
        session_id=session_id("abc"),
        user_id=profile.id,
        epoch=profile.epoch,
        created_at=before,
        seen_at=before,
        expires_at=now() + timedelta(days=1),
    ).save()
    return profile


@pytest.fixture
def large(ada: Profile, person: Callable[..., Profile]) -> str:
    """A room so large that only who looks is told; another's socket that looks is gone."""
    reader = person()
    made, _ = conversations.create(ada, kind="channel", public=True, name="All", member_ids=[])
    room = made.conversation.id
    people = {f"member-{number}" for number in range(LARGE_ABOVE)} | {reader.id}
    RosterItem(room).update(actions=[RosterItem.members.add(people)])
    ConversationItem(room).update(actions=[ConversationItem.member_count.set(LARGE_ABOVE + 2)])
    gone = Connection("gone", now().timestamp() - 60)
    SocketItem.open(gone, user_id=reader.id, session_id="s")
    SocketItem.set_viewing(gone.id, room)
    ConnectionItem.opened(reader.id, gone)
    ViewerItem.add(room, gone, reader.id)
    return room


def say(**fields: object) -> None:
    handle_frame("c", json.dumps(fields))


def test_the_sockets_function(ada: Profile, large: str, person: Callable[..., Profile], recorded: Any) -> None:
    recorded.gone.add("gone")
    friend = person()
    conversations.create(ada, kind="direct", member_ids=[friend.id])
    ticket = tickets.issue(ada.id, session_id("abc")).ticket
    site = {"host": "testserver", "origin": "https://testserver", "secure": True}
    with used("SocketRole") as asked:
        connect(Handshake(connection_id="d", cookies="session=abc", **site))
        connect(Handshake(connection_id="c", ticket=ticket, **site))
        say(type="ping", cursors={large: {"epoch": "e", "seq": 0, "rev": 0}})
        say(type="open", conversation_id=large)
        say(type="typing", conversation_id=large)
        say(type="hidden", hidden=True)
        say(type="open", conversation_id=None)
        disconnect("d")
        disconnect("c")
    assert asked == granted("SocketRole")


def test_the_streams_function(ada: Profile, large: str, recorded: Any) -> None:
    sent = messages.send(load_member(ada, large), body="Hello", client_id=str(uuid4())).message
    recorded.gone.add("gone")
    ConversationItem(large).update(actions=[ConversationItem.pushed_seq.set(0)])
    [reader] = ViewerItem.of(large) or [ada.id]
    calling = {"mentions": {"S": json.dumps([reader])}}
    change = {
        "Keys": {"conversation_id": {"S": large}, "seq": {"N": str(sent.seq)}},
        "NewImage": MessageItem.get(large, sent.seq).serialize() | calling,
        "SequenceNumber": "1",
    }
    with used("StreamRole") as asked:
        assert consume([{"eventName": "INSERT", "dynamodb": change}]) == []
    assert asked == granted("StreamRole")


@pytest.fixture
def neighbours_agree(moto_tables: None) -> Iterator[None]:
    """Cognito and Lambda, which moto has not here, to whatever they are asked."""
    clients = [client("cognito-idp"), client("lambda")]
    for one in clients:
        one.meta.events.register("before-call", _agree)
    yield
    for one in clients:
        one.meta.events.unregister("before-call", _agree)


def _agree(**_: Any) -> tuple[Any, dict[str, Any]]:
    return SimpleNamespace(status_code=200), {}


@pytest.fixture
def mails_go_out(moto_tables: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = "chatify.core.mail.SesBackend"
    client("sesv2").create_email_identity(EmailIdentity="no-reply@chatify.example")


@pytest.mark.usefixtures("neighbours_agree", "mails_go_out")
def test_the_triggers_function(recorded: Any, request: pytest.FixtureRequest) -> None:
    with used("CognitoRole") as asked:
        triggers.handler(trigger("post_confirmation_confirm_sign_up"), None)  # nobody is there yet
        large, ada = (request.getfixturevalue(name) for name in ("large", "ada"))
        small = conversations.create(ada, kind="channel", public=True, name="New here", member_ids=[])[0].conversation
        recorded.gone.add("gone")
        SiteItem.change({"channels": [large, small.id]})
        _meanwhile(ada, small.id)
        triggers.handler(trigger("post_confirmation_confirm_sign_up", preferred_username=ada.handle), None)
        _invited()
        for name in ("post_authentication_authentication", "pre_token_generation_authentication"):
            triggers.handler(trigger(name, sub=ada.id), None)
        triggers.handler(trigger("custom_message_sign_up"), None)
    assert asked == granted("CognitoRole")


def _meanwhile(author: Profile, room: str) -> None:
    """Somebody has just written there, and has not raised the head yet: who joins has to look where the log ends."""
    said = compose(room, author.id, body="Hello", client_id=str(uuid4()), now=now(), reply_to=None)
    assert MessageItem.put_if_free(said, ConversationItem.get(room).last_seq + 1)


def _invited() -> None:
    """Twice by the same invitation, as where Cognito calls again."""
    SiteItem.change({"sign_up": "invitation"})
    asking = trigger("pre_sign_up_sign_up")
    asking["request"]["clientMetadata"] = {"invitation": InvitationItem.make(uses=1, days=1, now=now())}
    for _ in range(2):
        triggers.handler(asking, None)


@pytest.mark.usefixtures("neighbours_agree", "mails_go_out", "recorded")
def test_the_jobs_function(ada: Profile, large: str, settings: Any) -> None:
    settings.JOBS = "chatify.core.aws.invoke_job_function"
    client("s3").create_bucket(Bucket=settings.FILES_BUCKET)
    messages.send(load_member(ada, large), body="Hello", client_id=str(uuid4()))
    ProfileItem.change(ada.id, {"avatar_id": "a"})
    files.put("avatars/a.webp", b"", "image/webp")
    told = {"actor_id": ada.id, "since": ada.created_at.isoformat(), "reason": ""}
    with used("JobRole") as asked:
        for kind, facts in (("hide", told), ("export", {}), ("delete", {"messages": "erase"})):
            job = JobItem.make(kind, ada.id, facts)
            assert job_runner.run(job.job_id, until=now() - timedelta(seconds=1)), "calls for another at once"
            assert job_runner.run(job.job_id)
    assert _but_of_tables(asked) == _but_of_tables(granted("JobRole"))


def _but_of_tables(rights: set[str]) -> set[str]:
    """Pages and jobs share those."""
    return {right for right in rights if not right.startswith("dynamodb:")}


def test_a_test_that_asks_for_more_fails(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(rights, "allowed", lambda role: frozenset())
    with pytest.raises(AssertionError, match=r"HttpRole does not allow .*dynamodb:GetItem"):
        client.get("/readyz")
