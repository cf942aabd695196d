"""Each function's role allows exactly the calls that the function makes.

The tests let each function do everything it can do. tests/rights.py checks the roles in all other tests too.
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
assert [deletion, export, message_hiding], "importing these modules registers the steps of jobs"
NOT_CALLED_HERE = ("logs:", "ssm:", "sqs:", "execute-api:")
"""Services that only Lambda, the cold start, or a transport that the tests replace would call."""
STREAM_RIGHTS = {f"dynamodb:{name} Messages" for name in ("DescribeStream", "GetRecords", "GetShardIterator")}


def granted(role: str) -> set[str]:
    rights = {right for right in allowed(role) if not right.startswith(NOT_CALLED_HERE)}
    return rights - STREAM_RIGHTS - {"dynamodb:ListStreams Messages"}


@pytest.fixture
def ada(person: Callable[..., Profile]) -> Profile:
    """Return a signed-in person whose sign-in was last used an hour ago."""
    profile = person()
    an_hour_ago = now() - timedelta(hours=1)
    SessionItem(
        session_id=session_id("abc"),
        user_id=profile.id,
        epoch=profile.epoch,
        created_at=an_hour_ago,
        seen_at=an_hour_ago,
        expires_at=now() + timedelta(days=1),
    ).save()
    return profile


@pytest.fixture
def large_id(ada: Profile, person: Callable[..., Profile]) -> str:
    """Return the id of a conversation so large that only viewers get pushes. One viewer's socket is gone."""
    reader = person()
    entry, _ = conversations.create(ada, kind="channel", public=True, name="All", member_ids=[])
    conversation_id = entry.conversation.id
    people = {f"member-{number}" for number in range(LARGE_ABOVE)} | {reader.id}
    RosterItem(conversation_id).update(actions=[RosterItem.members.add(people)])
    ConversationItem(conversation_id).update(actions=[ConversationItem.member_count.set(LARGE_ABOVE + 2)])
    gone = Connection("gone", now().timestamp() - 60)
    SocketItem.open(gone, user_id=reader.id, session_id="s")
    SocketItem.set_viewing(gone.id, conversation_id)
    ConnectionItem.add(reader.id, gone)
    ViewerItem.add(conversation_id, gone, reader.id)
    return conversation_id


def send_frame(**fields: object) -> None:
    handle_frame("c", json.dumps(fields))


def test_socket_role_allows_exactly_its_calls(
    ada: Profile, large_id: str, person: Callable[..., Profile], recorded: Any
) -> None:
    recorded.gone.add("gone")
    friend = person()
    conversations.create(ada, kind="direct", member_ids=[friend.id])
    ticket = tickets.issue(ada.id, session_id("abc")).ticket
    site = {"host": "testserver", "origin": "https://testserver", "secure": True}
    with used("SocketRole") as used_rights:
        connect(Handshake(connection_id="d", cookies="session=abc", **site))
        connect(Handshake(connection_id="c", ticket=ticket, **site))
        send_frame(type="ping", cursors={large_id: {"epoch": "e", "seq": 0, "rev": 0}})
        send_frame(type="open", conversation_id=large_id)
        send_frame(type="typing", conversation_id=large_id)
        send_frame(type="hidden", hidden=True)
        send_frame(type="open", conversation_id=None)
        disconnect("d")
        disconnect("c")
    assert used_rights == granted("SocketRole")


def test_stream_role_allows_exactly_its_calls(ada: Profile, large_id: str, recorded: Any) -> None:
    sent = messages.send(load_member(ada, large_id), body="Hello", client_id=str(uuid4())).message
    recorded.gone.add("gone")
    ConversationItem(large_id).update(actions=[ConversationItem.pushed_seq.set(0)])
    [reader] = ViewerItem.of(large_id) or [ada.id]
    mention = {"mentions": {"S": json.dumps([reader])}}
    change = {
        "Keys": {"conversation_id": {"S": large_id}, "seq": {"N": str(sent.seq)}},
        "NewImage": MessageItem.get(large_id, sent.seq).serialize() | mention,
        "SequenceNumber": "1",
    }
    with used("StreamRole") as used_rights:
        assert consume([{"eventName": "INSERT", "dynamodb": change}]) == []
    assert used_rights == granted("StreamRole")


@pytest.fixture
def cognito_and_lambda_succeed(moto_tables: None) -> Iterator[None]:
    """Let every call of Cognito and Lambda succeed, because moto runs neither here."""
    clients = [client("cognito-idp"), client("lambda")]
    for service in clients:
        service.meta.events.register("before-call", _succeed)
    yield
    for service in clients:
        service.meta.events.unregister("before-call", _succeed)


def _succeed(**_: Any) -> tuple[Any, dict[str, Any]]:
    return SimpleNamespace(status_code=200), {}


@pytest.fixture
def mails_are_sent(moto_tables: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = "chatify.core.mail.SesBackend"
    client("sesv2").create_email_identity(EmailIdentity="no-reply@chatify.example")


@pytest.mark.usefixtures("cognito_and_lambda_succeed", "mails_are_sent")
def test_cognito_role_allows_exactly_its_calls(recorded: Any, request: pytest.FixtureRequest) -> None:
    with used("CognitoRole") as used_rights:
        triggers.handler(trigger("post_confirmation_confirm_sign_up"), None)  # the first person of the site
        large_id, ada = (request.getfixturevalue(name) for name in ("large_id", "ada"))
        small = conversations.create(ada, kind="channel", public=True, name="New here", member_ids=[])[0].conversation
        recorded.gone.add("gone")
        SiteItem.change({"channels": [large_id, small.id]})
        _write_without_raising_the_head(ada, small.id)
        triggers.handler(trigger("post_confirmation_confirm_sign_up", preferred_username=ada.handle), None)
        _sign_up_twice_by_one_invitation()
        for name in ("post_authentication_authentication", "pre_token_generation_authentication"):
            triggers.handler(trigger(name, sub=ada.id), None)
        triggers.handler(trigger("custom_message_sign_up"), None)
    assert used_rights == granted("CognitoRole")


def _write_without_raising_the_head(author: Profile, conversation_id: str) -> None:
    """Store a message behind the head, so that a person who joins must search for the end of the log."""
    draft = compose(conversation_id, author.id, body="Hello", client_id=str(uuid4()), now=now(), reply_to=None)
    assert MessageItem.put_if_free(draft, ConversationItem.get(conversation_id).last_seq + 1)


def _sign_up_twice_by_one_invitation() -> None:
    """Invoke the trigger twice with the same invitation, as Cognito does when it retries."""
    SiteItem.change({"sign_up": "invitation"})
    sign_up_event = trigger("pre_sign_up_sign_up")
    sign_up_event["request"]["clientMetadata"] = {"invitation": InvitationItem.make(uses=1, days=1, now=now())}
    for _ in range(2):
        triggers.handler(sign_up_event, None)


@pytest.mark.usefixtures("cognito_and_lambda_succeed", "mails_are_sent", "recorded")
def test_job_role_allows_exactly_its_calls(ada: Profile, large_id: str, settings: Any) -> None:
    settings.JOBS = "chatify.core.aws.invoke_job_function"
    client("s3").create_bucket(Bucket=settings.FILES_BUCKET)
    messages.send(load_member(ada, large_id), body="Hello", client_id=str(uuid4()))
    ProfileItem.change(ada.id, {"avatar_id": "a"})
    files.put("avatars/a.webp", b"", "image/webp")
    hide_facts = {"actor_id": ada.id, "since": ada.created_at.isoformat(), "reason": ""}
    with used("JobRole") as used_rights:
        for kind, facts in (("hide", hide_facts), ("export", {}), ("delete", {"messages": "erase"})):
            job = JobItem.make(kind, ada.id, facts)
            assert job_runner.run(job.job_id, until=now() - timedelta(seconds=1)), (
                "the job function invokes a successor"
            )
            assert job_runner.run(job.job_id)
    assert _without_tables(used_rights) == _without_tables(granted("JobRole"))


def _without_tables(rights: set[str]) -> set[str]:
    """Leave out the rights to tables, which pages and jobs share."""
    return {right for right in rights if not right.startswith("dynamodb:")}


def test_a_call_that_the_role_does_not_allow_fails_the_test(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(rights, "allowed", lambda role: frozenset())
    with pytest.raises(AssertionError, match=r"HttpRole does not allow .*dynamodb:GetItem"):
        client.get("/readyz")
