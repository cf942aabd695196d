"""Every rule over the templates holds, and is seen to break where what it guards is changed."""

import copy

import pytest

from tests.deploy.template import data, edge, firewall, people, roles, variables, watching
from tests.deploy.template.parsed import APP, BREAKS, EDGE, RULES

SUBJECTS = (data, edge, firewall, people, roles, variables, watching)


@pytest.mark.parametrize("name", RULES)
def test_it_holds(name: str) -> None:
    RULES[name](APP, EDGE)


@pytest.mark.parametrize("words", BREAKS)
def test_it_would_be_seen_to_break(words: str) -> None:
    rule, change = BREAKS[words]
    app, edge_template = copy.deepcopy(APP), copy.deepcopy(EDGE)
    change(app, edge_template)
    assert (app, edge_template) != (APP, EDGE), "the change changes nothing"
    with pytest.raises(AssertionError):
        rule(app, edge_template)


def test_no_rule_is_without_a_change_that_breaks_it() -> None:
    written = {name for subject in SUBJECTS for name, one in vars(subject).items() if _is_rule(one, subject.__name__)}
    assert written == set(RULES)


def _is_rule(one: object, module: str) -> bool:
    mine = callable(one) and getattr(one, "__module__", "") == module
    return mine and not getattr(one, "__name__", "_").startswith("_")
