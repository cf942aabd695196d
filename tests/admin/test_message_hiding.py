"""Hiding all recent messages of a person: in every conversation, in any number, and after a killed job."""

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


def say(author, conversation_id, *bodies):
    return [
        messages.send(load_member(author, conversation_id), body=body, client_id=str(uuid4())).message.seq
        for body in bodies
    ]


def visible_texts(conversation_id, author):
    rows = MessageItem.page_after(conversation_id, 0, 1_000)
    return [row.body for row in rows if row.author_id == author.id and row.kind == "user" and not row.hidden]


@pytest.fixture
def elsewhere(report_message, person):
    """Another conversation that the reported person has left again."""
    report, host = report_message(), person()
    author = ProfileItem.profile(report.author_id)
    entry, _ = conversations.create(host, kind="group", name="elsewhere", member_ids=[author.id])
    say(author, entry.conversation.id, "gold there", "silver there")
    say(host, entry.conversation.id, "no thanks")
    members.leave(load_member(author, entry.conversation.id))
    return report, author, host, entry.conversation.id


def test_messages_in_conversations_that_they_left_are_hidden_too(moderator, elsewhere):
    report, author, host, left_id = elsewhere
    say(author, report.conversation_id, "gold here")
    moderation.hide_recent(moderator, report, reason="Sells gold")
    assert visible_texts(report.conversation_id, author) == visible_texts(left_id, author) == []
    assert visible_texts(left_id, host) == ["no thanks"]
    assert [revision.kind for revision in RevisionItem.page_after(left_id, 0, 99)][-2:] == ["hide", "hide"]
    done = AuditItem.about(f"person:{author.id}", 5)[0]
    assert (done.action, done.actor_id, done.reason) == ("messages hidden", moderator.id, "Sells gold")


def test_a_ban_with_a_purge_hides_messages_everywhere(moderator, elsewhere):
    report, author, _, left_id = elsewhere
    moderation.ban(moderator, report, until=None, reason="x", purge=timedelta(days=1))
    assert visible_texts(report.conversation_id, author) == visible_texts(left_id, author) == []


def test_a_ban_without_a_purge_hides_nothing(moderator, elsewhere):
    report, author, _, left_id = elsewhere
    moderation.ban(moderator, report, until=None, reason="x")
    assert len(visible_texts(left_id, author)) == 2


def test_more_messages_than_a_page_holds_are_hidden(moderator, write_message, report_message, monkeypatch):
    monkeypatch.setattr(message_hiding, "PAGE", 4)
    report = report_message()
    author = ProfileItem.profile(report.author_id)
    say(author, report.conversation_id, *(f"gold {number}" for number in range(11)))
    moderation.hide_recent(moderator, report)
    assert visible_texts(report.conversation_id, author) == []


def test_reactions_to_a_hidden_message_are_hidden_too(moderator, report_message):
    report = report_message()
    reader = ProfileItem.profile(report.reporter_id)
    reactions.react(*load_message(reader, report.conversation_id, report.seq), "👍")
    assert reactions.page(load_message(reader, report.conversation_id, report.seq)[1], None, 50)[0], (
        "the test needs a reaction"
    )
    moderation.hide(moderator, report)
    assert reactions.page(load_message(reader, report.conversation_id, report.seq)[1], None, 50) == (
        [],
        None,
    )


def test_messages_before_the_last_24_hours_stay(moderator, write_message, report_message):
    report = report_message()
    author = ProfileItem.profile(report.author_id)
    (old_seq,) = say(author, report.conversation_id, "an old one")
    moment = now() - timedelta(hours=25)
    MessageItem(report.conversation_id, old_seq).update(actions=[MessageItem.sent_at.set(moment)])
    moderation.hide_recent(moderator, report)
    assert visible_texts(report.conversation_id, author) == ["an old one"]


def test_a_job_hides_the_messages_that_a_killed_one_left(moderator, elsewhere, settings, monkeypatch):
    report, author, _, left_id = elsewhere
    settings.JOBS = "tests.admin.test_message_hiding.ignore_job"
    job_id = message_hiding.hide_all_since(moderator, author.id, since=now() - timedelta(days=1))
    reach = JobItem.reach

    def dying(job, step, *rest):
        if step:
            raise KeyboardInterrupt
        return reach(job, step, *rest)

    monkeypatch.setattr(JobItem, "reach", dying)
    with pytest.raises(KeyboardInterrupt):
        job_runner.run(job_id)
    assert visible_texts(left_id, author), "the first step knows nothing of it"
    monkeypatch.setattr(JobItem, "reach", reach)
    JobItem.find(job_id).let_go()
    job_runner.run(job_id)
    assert visible_texts(left_id, author) == [] and JobItem.find(job_id).done_at


def ignore_job(job_id: str) -> None:
    """Run no job, in place of the thread."""
