"""What may keep a member from writing: a moderator's mute, a conversation's slow mode, the site's rules.

Each process reads the rules at most every 30 s, together with what a message needs anyway: no call of their own.
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
from chat.models.rules import RuleSetItem
from chatify.core.clock import now

KEPT_SECONDS = 30


class _Cache:
    """The rules as this process last read them."""

    rules: Sequence[Rule] = ()
    valid_until = 0.0
    """By the monotonic clock; seconds."""


def are_stale() -> bool:
    """Return whether the caller should read the rules, and pass them to `check` or `check_edit`."""
    return monotonic() >= _Cache.valid_until


def check(member: Member, body: str, fresh_rules: Sequence[Rule] | None) -> Rule | None:
    """Return the rule that holds this message for review, if one does.

    `fresh_rules` are those just read, None where the known ones are still good. An UpdateItem where the conversation
    is in slow mode, and one where the text holds an invitation. Raises `Muted`, `SlowMode`, `RefusedByRule`.
    """
    _remember(fresh_rules)
    _check_mute(member.person)
    broken = [rule for rule in matching_rules(_Cache.rules, body) if not _is_within_limit(rule, member.person)]
    if broken and broken[0].effect == "refuse":
        raise RefusedByRule(broken[0].sentence)
    _check_pace(member)
    return broken[0] if broken else None


def give_back(member: Member) -> None:
    """Return the turn of slow mode that a message took which was not stored after all. At most one UpdateItem."""
    if _is_slowed(member):
        LimitItem.give_back(_pace_key(member))


def check_edit(member: Member, body: str, fresh_rules: Sequence[Rule] | None) -> None:
    """Refuse an edit that breaks a rule, also one that would only hold a message. Raises `Muted`, `RefusedByRule`."""
    _remember(fresh_rules)
    _check_mute(member.person)
    broken = [rule for rule in matching_rules(_Cache.rules, body) if rule.kind != "invitations"]
    if broken:
        raise RefusedByRule(broken[0].sentence)


def file_held(rule: Rule, message: Message) -> None:
    """File a report for a message that a rule holds for review. One PutItem."""
    reporter_id = f"{RULE}{rule.id}"
    ReportItem.file(
        Report(
            id=report_id(reporter_id, message.conversation_id, message.seq),
            reporter_id=reporter_id,
            author_id=message.author_id,
            conversation_id=message.conversation_id,
            seq=message.seq,
            body=message.body,
            reason="other",
            note=f"Held by a rule about {rule.kind}.",
            created_at=now(),
        )
    )


def list_rules() -> list[Rule]:
    """Return all rules. One GetItem."""
    return RuleSetItem.read()[0]


def save(actor: Profile, rule: Rule) -> Rule:
    """Store a rule, a new one where it has no id. A GetItem and a transaction. Raises `Overtaken`."""
    rules, version = RuleSetItem.read()
    action = "changed" if rule.id else "added"
    rule = rule if rule.id else replace(rule, id=uuid4().hex[:12])
    others = [other for other in rules if other.id != rule.id]
    RuleSetItem.write([*others, rule], version, _entry(actor, action, rule))
    forget()
    return rule


def delete(actor: Profile, rule_id: str) -> None:
    """Delete a rule; an absent one changes nothing. A GetItem and a transaction. Raises `Overtaken`."""
    rules, version = RuleSetItem.read()
    for deleted in [rule for rule in rules if rule.id == rule_id]:
        rest = [rule for rule in rules if rule.id != rule_id]
        RuleSetItem.write(rest, version, _entry(actor, "deleted", deleted))
    forget()


def forget() -> None:
    """Read the rules again at this process's next message; other processes do so within 30 s."""
    _Cache.valid_until = 0.0


def _remember(fresh_rules: Sequence[Rule] | None) -> None:
    # A slow thread must not put rules that it read before over newer ones.
    if fresh_rules is not None and are_stale():
        _Cache.rules, _Cache.valid_until = fresh_rules, monotonic() + KEPT_SECONDS


def _check_mute(author: Profile) -> None:
    if author.is_muted(now()) and author.muted_until:
        until = author.muted_until
        raise Muted(f"A moderator has muted you until {until:%-d %B %Y, %H:%M} UTC." if until < FOR_GOOD else None)


def _is_within_limit(rule: Rule, author: Profile) -> bool:
    """Return whether the rule only limits invitations and the person may send one more."""
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
    """Return a key that contains the interval: after a change of slow mode nobody waits for the old one."""
    return f"slow:{member.conversation.id}:{member.conversation.slow_seconds}:{member.user_id}"


def _entry(actor: Profile, action: str, rule: Rule) -> Entry:
    facts = {**rule.as_dict(), "terms": ", ".join(rule.terms)}
    return Entry(actor=actor, action=action, object=f"rule:{rule.id}", name=f"rule about {rule.kind}", facts=facts)
