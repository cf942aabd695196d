"""All that a person said since a moment is hidden: wherever they are or were, however much, though killed half-way."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models.audit import AuditItem
from accounts.models.jobs import JobItem
from accounts.models.profiles import ProfileItem
from accounts.services import job_runner
from chat.models.messages import MessageItem
from chat.models.revisions import RevisionItem
from chat.services import conversations, members, message_hiding, messages, moderation, reactions
from chat.services.access import load_member, load_message
from chatify.core.clock import now

pytestmark = pytest.mark.usefixtures("embedded_aws", "recorded")


def say(author, room, *bodies):
    return [messages.send(load_member(author, room), body=body, client_id=str(uuid4())).message.seq for body in bodies]


def shown(room, author):
    rows = MessageItem.page_after(room, 0, 1_000)
    return [one.body for one in rows if one.author_id == author.id and one.kind == "user" and not one.hidden]


@pytest.fixture
def elsewhere(reported, person):
    """Another conversation that the reported person has left again."""
    report, host = reported(), person()
    author = ProfileItem.profile(report.author_id)
    entry, _ = conversations.create(host, kind="group", name="elsewhere", member_ids=[author.id])
    say(author, entry.conversation.id, "gold there", "silver there")
    say(host, entry.conversation.id, "no thanks")
    members.leave(load_member(author, entry.conversation.id))
    return report, author, host, entry.conversation.id


def test_what_was_said_where_they_are_no_more_is_hidden_too(moderator, elsewhere):
    report, author, host, left = elsewhere
    say(author, report.conversation_id, "gold here")
    moderation.hide_recent(moderator, report, reason="Sells gold")
    assert shown(report.conversation_id, author) == shown(left, author) == []
    assert shown(left, host) == ["no thanks"]
    assert [one.kind for one in RevisionItem.page_after(left, 0, 99)][-2:] == ["hide", "hide"]
    done = AuditItem.about(f"person:{author.id}", 5)[0]
    assert (done.action, done.actor_id, done.reason) == ("messages hidden", moderator.id, "Sells gold")


def test_a_ban_with_a_purge_reaches_the_same(moderator, elsewhere):
    report, author, _, left = elsewhere
    moderation.ban(moderator, report, until=None, reason="x", purge=timedelta(days=1))
    assert shown(report.conversation_id, author) == shown(left, author) == []


def test_a_ban_without_one_hides_nothing(moderator, elsewhere):
    report, author, _, left = elsewhere
    moderation.ban(moderator, report, until=None, reason="x")
    assert len(shown(left, author)) == 2


def test_more_than_a_page_is_hidden(moderator, said, reported, monkeypatch):
    monkeypatch.setattr(message_hiding, "PAGE", 4)
    report = reported()
    author = ProfileItem.profile(report.author_id)
    say(author, report.conversation_id, *(f"gold {number}" for number in range(11)))
    moderation.hide_recent(moderator, report)
    assert shown(report.conversation_id, author) == []


def test_who_reacted_to_what_is_hidden_is_hidden_too(moderator, reported):
    report = reported()
    reader = ProfileItem.profile(report.reporter_id)
    reactions.react(*load_message(reader, report.conversation_id, report.seq), "👍")
    assert reactions.page(load_message(reader, report.conversation_id, report.seq)[1], None, 50)[0], (
        "nobody reacting would prove nothing"
    )
    moderation.hide(moderator, report)
    assert reactions.page(load_message(reader, report.conversation_id, report.seq)[1], None, 50) == (
        [],
        None,
    )


def test_what_was_said_before_stays(moderator, said, reported):
    report = reported()
    author = ProfileItem.profile(report.author_id)
    (old,) = say(author, report.conversation_id, "an old one")
    moment = now() - timedelta(hours=25)
    MessageItem(report.conversation_id, old).update(actions=[MessageItem.sent_at.set(moment)])
    moderation.hide_recent(moderator, report)
    assert shown(report.conversation_id, author) == ["an old one"]


def test_what_a_killed_job_left_is_hidden_by_the_next(moderator, elsewhere, settings, monkeypatch):
    report, author, _, left = elsewhere
    settings.JOBS = "tests.admin.test_hiding.nobody"
    job_id = message_hiding.hide_all_since(moderator, author.id, since=now() - timedelta(days=1))
    reach = JobItem.reach

    def dying(job, step, *rest):
        if step:
            raise KeyboardInterrupt
        return reach(job, step, *rest)

    monkeypatch.setattr(JobItem, "reach", dying)
    with pytest.raises(KeyboardInterrupt):
        job_runner.run(job_id)
    assert shown(left, author), "the first step knows nothing of it"
    monkeypatch.setattr(JobItem, "reach", reach)
    JobItem.find(job_id).let_go()
    job_runner.run(job_id)
    assert shown(left, author) == [] and JobItem.find(job_id).done_at


def nobody(job_id: str) -> None:
    """In place of a thread."""
