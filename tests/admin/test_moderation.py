"""Moderators' acts on reports, also when two moderators act at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from accounts.domain import FOR_GOOD, Profile
from accounts.hooks import signed_out
from accounts.models.audit import AuditItem
from accounts.models.operator_transactions import Overtaken
from accounts.models.profiles import ProfileItem
from chat.models.messages import MessageItem
from chat.models.reports import ReportItem, report_id
from chat.models.revisions import RevisionItem
from chat.services import inbox, message_hiding, moderation, reports
from chat.services.access import load_message
from chatify.core.clock import now
from chatify.core.errors import Forbidden
from tests.reading import read_message

pytestmark = pytest.mark.usefixtures("embedded_aws", "recorded")


def test_a_second_report_of_a_message_changes_nothing(write_message):
    _, reader, conversation_id, seq = write_message()
    reports.report(*load_message(reader, conversation_id, seq), reason="spam")
    reports.report(*load_message(reader, conversation_id, seq), reason="abuse")
    report = ReportItem.find_report(report_id(reader.id, conversation_id, seq))
    assert report and (report.reason, report.status, report.body) == ("spam", "open", "Buy gold")


def test_authors_cannot_report_their_own_messages(write_message):
    author, _, conversation_id, seq = write_message()
    with pytest.raises(Forbidden):
        reports.report(*load_message(author, conversation_id, seq), reason="spam")


def test_a_hidden_message_keeps_its_text_in_the_store_alone(moderator, report_message, write_message):
    report = report_message()
    moderation.hide(moderator, report, reason="Spam")
    stored = MessageItem.find_message(report.conversation_id, report.seq)
    assert stored and stored.hidden and stored.body == "Buy gold"
    author = ProfileItem.profile(report.author_id)
    shown = read_message(author, report.conversation_id, report.seq)
    assert (shown.hidden, shown.body) == (True, "")
    assert [revision.kind for revision in RevisionItem.page_after(report.conversation_id, 0, 9)][-1] == "hide"
    after = ReportItem.find_report(report.id)
    assert after and (after.status, after.outcome, after.decided_by) == ("acted", "hidden", moderator.id)
    assert [entry.action for entry in AuditItem.about(f"report:{report.id}", 5)] == ["resolved: hidden"]
    assert [entry.action for entry in AuditItem.about(f"message:{report.conversation_id}/{report.seq}", 5)] == [
        "hidden"
    ]


def test_a_hidden_message_is_shown_again_by_the_service(moderator, report_message):
    report = report_message()
    moderation.hide(moderator, report)
    assert message_hiding.set_hidden(moderator, report.conversation_id, report.seq, hidden=False)
    author = ProfileItem.profile(report.author_id)
    assert read_message(author, report.conversation_id, report.seq).body == "Buy gold"


def test_the_conversations_preview_is_hidden_too(moderator, report_message):
    report = report_message()
    moderation.hide(moderator, report)
    author = ProfileItem.profile(report.author_id)
    last = inbox.entry(author, report.conversation_id).conversation.last_message
    assert last and (last.body, last.hidden) == ("", True)


def test_a_ban_ends_every_sign_in_and_sends_the_signal(moderator, report_message):
    report = report_message()
    signals = []

    def listen(**facts):
        signals.append((facts["user_id"], facts["session_id"], facts["reason"]))

    signed_out.connect(listen)
    before = ProfileItem.profile(report.author_id)
    until = now() + timedelta(days=3)
    moderation.ban(moderator, report, until=until, reason="Spam, three times")
    after = ProfileItem.profile(report.author_id)
    assert (after.banned_until, after.ban_reason, after.epoch) == (until, "Spam, three times", before.epoch + 1)
    assert signals == [(report.author_id, None, "banned")]
    assert [entry.action for entry in AuditItem.about(f"person:{report.author_id}", 5)] == ["banned"]


def test_an_act_is_logged_by_ids_alone(moderator, report_message, caplog):
    report = report_message("Buy gold and silver")
    with caplog.at_level("INFO"):
        moderation.hide(moderator, report, reason="Sells metals")
    lines = [line for line in caplog.records if line.name == "accounts.models.audit"]
    assert {(line.getMessage(), line.object) for line in lines} == {
        ("operator: hidden", f"message:{report.conversation_id}/{report.seq}"),
        ("operator: resolved: hidden", f"report:{report.id}"),
    }
    assert {line.actor for line in lines} == {moderator.id}
    logged = " ".join(map(str, (vars(line) for line in lines)))
    assert not any(text in logged for text in ("gold", "metals", moderator.handle))


def test_a_permanent_ban_has_no_end(moderator, report_message):
    report = report_message()
    moderation.ban(moderator, report, until=None, reason="x", purge=timedelta(days=1))
    assert ProfileItem.profile(report.author_id).banned_until == FOR_GOOD
    assert MessageItem.find_message(report.conversation_id, report.seq).hidden


@pytest.mark.parametrize("act", ["dismiss", "hide", "hide_recent", "warn", "mute", "ban"])
def test_only_one_of_two_moderators_resolves_a_report(act, moderator, person, report_message):
    report, other = report_message(), person(groups={"moderators"})
    options = {"warn": {"reason": "x"}, "mute": {"reason": "x", "until": now() + timedelta(days=1)}}
    options["ban"] = {"reason": "x", "until": None}

    def attempt(actor: Profile) -> str:
        try:
            getattr(moderation, act)(actor, report, **options.get(act, {}))
        except Overtaken:
            return "overtaken"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, [moderator, other])) == ["done", "overtaken"]
    assert len(AuditItem.about(f"report:{report.id}", 9)) == 1


def test_moderators_cannot_act_on_operators(moderator, report_message):
    report = report_message()
    ProfileItem.change(report.author_id, {"groups": {"admins"}})
    for act in (moderation.warn, moderation.ban, moderation.mute):
        with pytest.raises(Forbidden):
            act(moderator, report, reason="x", **({} if act is moderation.warn else {"until": now()}))
    assert ReportItem.find_report(report.id).status == "open"


@pytest.mark.parametrize("act", [moderation.dismiss, moderation.hide, moderation.hide_recent, moderation.show])
def test_only_admins_act_on_messages_of_operators(act, moderator, admin, report_message):
    report = report_message()
    ProfileItem.change(report.author_id, {"groups": {"moderators"}})
    for actor in (moderator, ProfileItem.profile(report.author_id)):
        with pytest.raises(Forbidden):
            act(actor, report)
    assert ReportItem.find_report(report.id).status == "open"
    assert not MessageItem.find_message(report.conversation_id, report.seq).hidden
    act(admin, report)
