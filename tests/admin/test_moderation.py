"""What moderators' acts do, and that two of them at once do one thing."""

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


def test_a_report_is_kept_once(said):
    _, reader, room, seq = said()
    reports.report(*load_message(reader, room, seq), reason="spam")
    reports.report(*load_message(reader, room, seq), reason="abuse")
    found = ReportItem.find_report(report_id(reader.id, room, seq))
    assert found and (found.reason, found.status, found.body) == ("spam", "open", "Buy gold")


def test_nobody_reports_themselves(said):
    author, _, room, seq = said()
    with pytest.raises(Forbidden):
        reports.report(*load_message(author, room, seq), reason="spam")


def test_a_hidden_message_keeps_its_words_for_the_store_alone(moderator, reported, said):
    report = reported()
    moderation.hide(moderator, report, reason="Spam")
    stored = MessageItem.find_message(report.conversation_id, report.seq)
    assert stored and stored.hidden and stored.body == "Buy gold"
    author = ProfileItem.profile(report.author_id)
    shown = read_message(author, report.conversation_id, report.seq)
    assert (shown.hidden, shown.body) == (True, "")
    assert [one.kind for one in RevisionItem.page_after(report.conversation_id, 0, 9)][-1] == "hide"
    after = ReportItem.find_report(report.id)
    assert after and (after.status, after.outcome, after.decided_by) == ("acted", "hidden", moderator.id)
    assert [one.action for one in AuditItem.about(f"report:{report.id}", 5)] == ["settled: hidden"]
    assert [one.action for one in AuditItem.about(f"message:{report.conversation_id}/{report.seq}", 5)] == ["hidden"]


def test_what_was_hidden_is_shown_again(moderator, reported):
    report = reported()
    moderation.hide(moderator, report)
    assert message_hiding.set_hidden(moderator, report.conversation_id, report.seq, hidden=False)
    author = ProfileItem.profile(report.author_id)
    assert read_message(author, report.conversation_id, report.seq).body == "Buy gold"


def test_the_rooms_preview_is_hidden_too(moderator, reported):
    report = reported()
    moderation.hide(moderator, report)
    author = ProfileItem.profile(report.author_id)
    last = inbox.entry(author, report.conversation_id).conversation.last_message
    assert last and (last.body, last.hidden) == ("", True)


def test_a_ban_ends_everything_and_says_so(moderator, reported):
    report = reported()
    told = []

    def listen(**facts):
        told.append((facts["user_id"], facts["session_id"], facts["reason"]))

    signed_out.connect(listen)
    before = ProfileItem.profile(report.author_id)
    until = now() + timedelta(days=3)
    moderation.ban(moderator, report, until=until, reason="Spam, three times")
    after = ProfileItem.profile(report.author_id)
    assert (after.banned_until, after.ban_reason, after.epoch) == (until, "Spam, three times", before.epoch + 1)
    assert told == [(report.author_id, None, "banned")]
    assert [one.action for one in AuditItem.about(f"person:{report.author_id}", 5)] == ["banned"]


def test_an_act_is_logged_by_ids_alone(moderator, reported, caplog):
    report = reported("Buy gold and silver")
    with caplog.at_level("INFO"):
        moderation.hide(moderator, report, reason="Sells metals")
    lines = [one for one in caplog.records if one.name == "accounts.models.audit"]
    assert {(one.getMessage(), one.object) for one in lines} == {
        ("operator: hidden", f"message:{report.conversation_id}/{report.seq}"),
        ("operator: settled: hidden", f"report:{report.id}"),
    }
    assert {one.actor for one in lines} == {moderator.id}
    told = " ".join(map(str, (vars(one) for one in lines)))
    assert not any(words in told for words in ("gold", "metals", moderator.handle))


def test_a_ban_for_good_has_no_end(moderator, reported):
    report = reported()
    moderation.ban(moderator, report, until=None, reason="x", purge=timedelta(days=1))
    assert ProfileItem.profile(report.author_id).banned_until == FOR_GOOD
    assert MessageItem.find_message(report.conversation_id, report.seq).hidden


@pytest.mark.parametrize("act", ["dismiss", "hide", "hide_recent", "warn", "mute", "ban"])
def test_two_moderators_on_one_report_do_one_thing(act, moderator, person, reported):
    report, other = reported(), person(groups={"moderators"})
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


def test_moderators_do_not_judge_operators(moderator, reported):
    report = reported()
    ProfileItem.change(report.author_id, {"groups": {"admins"}})
    for act in (moderation.warn, moderation.ban, moderation.mute):
        with pytest.raises(Forbidden):
            act(moderator, report, reason="x", **({} if act is moderation.warn else {"until": now()}))
    assert ReportItem.find_report(report.id).status == "open"


@pytest.mark.parametrize("act", [moderation.dismiss, moderation.hide, moderation.hide_recent, moderation.show])
def test_what_an_operator_said_is_judged_by_admins_alone(act, moderator, admin, reported):
    report = reported()
    ProfileItem.change(report.author_id, {"groups": {"moderators"}})
    for actor in (moderator, ProfileItem.profile(report.author_id)):
        with pytest.raises(Forbidden):
            act(actor, report)
    assert ReportItem.find_report(report.id).status == "open"
    assert not MessageItem.find_message(report.conversation_id, report.seq).hidden
    act(admin, report)
