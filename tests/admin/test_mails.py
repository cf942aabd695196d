"""The mails to authors and reporters about moderators' acts."""

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
def last_mail(mailoutbox):
    """Return a callable: `last_mail(profile)` is the text of the last mail to them, or None."""
    return lambda person: next((mail.body for mail in reversed(mailoutbox) if mail.to == [person.email]), None)


@pytest.fixture
def mails_after(last_mail, report_message):
    """Return a callable: `mails_after(act)` is the last mails to a report's author and reporter after that act."""

    def by(act):
        report = report_message()
        act(report)
        return [last_mail(ProfileItem.profile(user_id)) for user_id in (report.author_id, report.reporter_id)]

    return by


ACTS = {
    "hidden": lambda actor, report: moderation.hide(actor, report, reason="No trade"),
    "hidden too": lambda actor, report: moderation.hide_recent(actor, report, reason="No trade"),
    "has warned you": lambda actor, report: moderation.warn(actor, report, reason="No trade"),
    "muted you until": lambda actor, report: moderation.mute(actor, report, until=SOON, reason="No trade"),
    f"until {SOON:%-d}": lambda actor, report: moderation.ban(actor, report, until=SOON, reason="No trade"),
    "for good": lambda actor, report: moderation.ban(actor, report, until=None, reason="No trade"),
}


@pytest.mark.parametrize("phrase", ACTS)
def test_author_and_reporter_get_mails_about_an_act(phrase, mails_after, moderator):
    author, reporter = mails_after(lambda report: ACTS[phrase](moderator, report))
    assert phrase.removesuffix(" too") in author and "Reason: No trade" in author
    assert "write to appeals@chat.example" in author
    assert "acted on it" in reporter
    assert "No trade" not in reporter, "the reporter does not learn what happened to the author"
    for mail in (author, reporter):
        assert moderator.handle not in mail, "operators are not named"


def test_a_dismissed_report_sends_a_mail_to_the_reporter_alone(mails_after, moderator):
    author, reporter = mails_after(lambda report: moderation.dismiss(moderator, report))
    assert author is None
    assert "decided that it can stay" in reporter


def test_an_act_on_a_person_sends_a_mail_as_one_on_a_report_does(last_mail, moderator, person):
    them = person()
    operators.mute(moderator, them, until=SOON, reason="Too loud")
    assert "Reason: Too loud" in last_mail(them)
    operators.ban(moderator, them, until=None, reason="Still too loud")
    assert "for good" in last_mail(them)
    operators.unban(moderator, them, reason="A mistake of ours")
    assert "sign in again" in last_mail(them)
