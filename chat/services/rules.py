"""What stands between a person and a message: a moderator's mute, a conversation's slow mode, the site's rules.

The rules are read with a send's other keys, at most every 30 s in each process: no call of their own.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from math import ceil
from time import monotonic
from uuid import uuid4

from accounts.domain import FOR_GOOD, Profile
from accounts.models import limits
from accounts.models.audit import Entry
from accounts.models.limits import LimitItem
from chat.domain.errors import Muted, RefusedByRule, SlowMode
from chat.domain.memberships import Member
from chat.domain.messages import Message
from chat.domain.rules import Rule, matching_rules
from chat.models.reports import RULE, Report, ReportItem, report_id
from chat.models.rules import SITE, RuleSetItem
from chatify.core.clock import now
from chatify.core.dynamodb import Found, Wanted

KEPT_SECONDS = 30


class _Known:
    """The rules as this process last read them."""

    rules: Sequence[Rule] = ()
    until = 0.0


def wanted() -> Sequence[Wanted]:
    """To be read along, where what is known is too old; nothing else, or its absence would be taken for no rules."""
    return [(RuleSetItem, [(SITE,)])] if monotonic() >= _Known.until else []


def check(author: Profile, member: Member, body: str, found: Found) -> Rule | None:
    """The rule that holds this message for review, if one does.

    An UpdateItem where the conversation is in slow mode, and where the text invites. Raises `Muted`, `SlowMode`,
    `RefusedByRule`.
    """
    _remember(found)
    _check_mute(author)
    met = [rule for rule in matching_rules(_Known.rules, body) if not _is_within(rule, author)]
    if met and met[0].effect == "refuse":
        raise RefusedByRule(met[0].sentence)
    _check_pace(member)
    return met[0] if met else None


def give_back(member: Member) -> None:
    """What was allowed was not stored. An UpdateItem where the conversation is in slow mode."""
    if _is_slowed(member):
        LimitItem.give_back(_pace_key(member))


def check_edit(author: Profile, body: str, found: Found) -> None:
    """An edit can't be held: what would be is refused. Raises `Muted`, `RefusedByRule`."""
    _remember(found)
    _check_mute(author)
    met = [rule for rule in matching_rules(_Known.rules, body) if rule.kind != "invitations"]
    if met:
        raise RefusedByRule(met[0].sentence)


def file_held(rule: Rule, message: Message) -> None:
    """A held message waits among the reports. One PutItem."""
    by = f"{RULE}{rule.id}"
    ReportItem.file(
        Report(
            id=report_id(by, message.conversation_id, message.seq),
            reporter_id=by,
            author_id=message.author_id,
            conversation_id=message.conversation_id,
            seq=message.seq,
            body=message.body,
            reason="other",
            note=f"Held by a rule about {rule.kind}.",
            created_at=now(),
        )
    )


def listed() -> list[Rule]:
    """One GetItem."""
    return RuleSetItem.read()[0]


def save(actor: Profile, rule: Rule) -> Rule:
    """A new one where it has no id. A GetItem and a transaction. Raises `Overtaken`."""
    rules, version = RuleSetItem.read()
    action = "changed" if rule.id else "added"
    rule = rule if rule.id else replace(rule, id=uuid4().hex[:12])
    others = [one for one in rules if one.id != rule.id]
    RuleSetItem.write([*others, rule], version, _entry(actor, action, rule))
    forget()
    return rule


def delete(actor: Profile, rule_id: str) -> None:
    """A GetItem and a transaction. Raises `Overtaken`."""
    rules, version = RuleSetItem.read()
    for gone in [one for one in rules if one.id == rule_id]:
        RuleSetItem.write([one for one in rules if one.id != rule_id], version, _entry(actor, "deleted", gone))
    forget()


def forget() -> None:
    """This process reads them again at the next message; others within 30 s."""
    _Known.until = 0.0


def _remember(found: Found) -> None:
    if monotonic() >= _Known.until and RuleSetItem in found:
        items = found[RuleSetItem]
        _Known.rules = items[0].rules() if items else ()
        _Known.until = monotonic() + KEPT_SECONDS


def _check_mute(author: Profile) -> None:
    if author.is_muted(now()) and author.muted_until:
        until = author.muted_until
        raise Muted(f"A moderator has muted you until {until:%-d %B %Y, %H:%M} UTC." if until < FOR_GOOD else None)


def _is_within(rule: Rule, author: Profile) -> bool:
    """Whether a person may invite once more."""
    if rule.kind != "invitations":
        return False
    window = limits.Rule(rule.limit, timedelta(seconds=rule.seconds))
    return LimitItem.try_once(f"rule:{rule.id}:{author.id}", window, now()) is None


def _check_pace(member: Member) -> None:
    if not _is_slowed(member):
        return
    moment = now()
    window = timedelta(seconds=member.conversation.slow_seconds)
    until = LimitItem.try_once(_pace_key(member), limits.Rule(1, window), moment)
    if until is not None:
        raise SlowMode(ceil((until - moment).total_seconds()))


def _is_slowed(member: Member) -> bool:
    return member.conversation.slow_seconds > 0 and member.membership.role == "member"


def _pace_key(member: Member) -> str:
    """By the pace too: whoever waits by an old one waits no longer once there is another."""
    return f"slow:{member.conversation.id}:{member.conversation.slow_seconds}:{member.user_id}"


def _entry(actor: Profile, action: str, rule: Rule) -> Entry:
    facts = {**rule.as_dict(), "terms": ", ".join(rule.terms)}
    return Entry(actor=actor, action=action, object=f"rule:{rule.id}", name=f"rule about {rule.kind}", facts=facts)
