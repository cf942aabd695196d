"""What reporters and reported are told, by mail: what is right to tell, and no more."""

from datetime import timedelta

import pytest

from accounts.models.profiles import ProfileItem
from accounts.services import operators
from chat.services import moderation
from chatify.core.clock import now

pytestmark = pytest.mark.usefixtures("embedded_aws", "recorded")

SOON = now() + timedelta(days=2)


@pytest.fixture(autouse=True)
def appeals(settings):
    settings.APPEALS = "appeals@chat.example"


@pytest.fixture
def last(mailoutbox):
    """`last(profile)`: the words of the last mail to them, or None."""
    return lambda person: next((mail.body for mail in reversed(mailoutbox) if mail.to == [person.email]), None)


@pytest.fixture
def told(last, reported):
    """`told(act)`: the last mails to whom a report is about and to who made it, after that act."""

    def by(act):
        report = reported()
        act(report)
        return [last(ProfileItem.profile(user_id)) for user_id in (report.author_id, report.reporter_id)]

    return by


ACTS = {
    "hidden": lambda actor, report: moderation.hide(actor, report, reason="No trade"),
    "hidden too": lambda actor, report: moderation.hide_recent(actor, report, reason="No trade"),
    "has warned you": lambda actor, report: moderation.warn(actor, report, reason="No trade"),
    "muted you until": lambda actor, report: moderation.mute(actor, report, until=SOON, reason="No trade"),
    f"until {SOON:%-d}": lambda actor, report: moderation.ban(actor, report, until=SOON, reason="No trade"),
    "for good": lambda actor, report: moderation.ban(actor, report, until=None, reason="No trade"),
}


@pytest.mark.parametrize("words", ACTS)
def test_both_are_told_of_an_act(words, told, moderator):
    author, reporter = told(lambda report: ACTS[words](moderator, report))
    assert words.removesuffix(" too") in author and "Reason: No trade" in author
    assert "write to appeals@chat.example" in author
    assert "acted on it" in reporter
    assert "No trade" not in reporter, "what becomes of somebody is theirs to tell"
    for mail in (author, reporter):
        assert moderator.handle not in mail, "operators are not named"


def test_nobody_reported_is_told_of_a_report_that_is_dismissed(told, moderator):
    author, reporter = told(lambda report: moderation.dismiss(moderator, report))
    assert author is None
    assert "decided that it can stay" in reporter


def test_an_act_on_a_person_is_told_like_one_on_a_report(last, moderator, person):
    them = person()
    operators.mute(moderator, them, until=SOON, reason="Too loud")
    assert "Reason: Too loud" in last(them)
    operators.ban(moderator, them, until=None, reason="Still too loud")
    assert "for good" in last(them)
    operators.unban(moderator, them, reason="A mistake of ours")
    assert "sign in again" in last(them)
