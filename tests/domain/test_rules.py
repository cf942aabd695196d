"""Posting rules: which texts meet a rule, and which do not."""

import pytest

from chat.domain.rules import Rule, matching_rules, rule_from_dict

WORDS = Rule(id="w", kind="words", terms=("gold", "buy now", "überfall"))
LINKS = Rule(id="l", kind="links", terms=("https://bad.example/", "www.worse.example"))
EVERY_LINK = Rule(id="e", kind="links")
INVITATIONS = Rule(id="i", kind="invitations")


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        *[
            (WORDS, body)
            for body in ("gold", "GOLD!", "(gold)", "ｇｏｌｄ", "go\u200bld", "Buy Now?", "ÜBERFALL", "u\u0308berfall")
        ],
        *[
            (LINKS, body)
            for body in (
                "https://bad.example",
                "see HTTP://A.Bad.Example/x?y",
                "www.worse.example",
                "https://www.bad.example:8080",
            )
        ],
        *[(EVERY_LINK, body) for body in ("http://x", "www.anything.example")],
        (INVITATIONS, "come: https://chat.example/i/abcdefgh_123-ijklmnopq"),
    ],
)
def test_a_text_meets_the_rule(rule, body):
    assert rule.matches(body)


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        *[(WORDS, body) for body in ("golden", "marigold", "buy it now", "", "g o l d")],
        *[
            (LINKS, body)
            for body in (
                "bad.example without a link",
                "https://notbad.example",
                "https://bad.example.org",
                "https://x/bad.example",
            )
        ],
        *[(EVERY_LINK, body) for body in ("no link", "http at the end", "awww.cute")],
        *[(INVITATIONS, body) for body in ("/i/", "invites are closed", "/i/short", f"/i/{'x' * 23}")],
        (Rule(id="n", kind="words", terms=("\u200b",)), "Well, whatever"),
    ],
)
def test_a_text_does_not_meet_the_rule(rule, body):
    assert not rule.matches(body)


def test_disabled_rules_are_left_out_and_refusing_rules_come_first():
    holding = Rule(id="h", kind="words", effect="hold", terms=("gold",))
    disabled = Rule(id="r", kind="words", terms=("gold",), enabled=False)
    assert [rule.id for rule in matching_rules([holding, disabled, WORDS], "gold")] == ["w", "h"]


def test_a_rule_survives_the_round_trip_through_a_dict():
    assert rule_from_dict(LINKS.as_dict()) == LINKS
