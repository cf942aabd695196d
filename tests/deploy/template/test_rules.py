"""Every rule about the templates holds, and fails when the template is changed in the way that it guards against."""

import copy

import pytest

from tests.deploy.template import data, edge, firewall, people, roles, snap_start, variables, watching
from tests.deploy.template.parsed import APP, BREAKS, EDGE, RULES

SUBJECTS = (data, edge, firewall, people, roles, snap_start, variables, watching)


@pytest.mark.parametrize("name", RULES)
def test_rule_holds(name: str) -> None:
    RULES[name](APP, EDGE)


@pytest.mark.parametrize("change_name", BREAKS)
def test_rule_notices_the_change(change_name: str) -> None:
    rule, change = BREAKS[change_name]
    app, edge_template = copy.deepcopy(APP), copy.deepcopy(EDGE)
    change(app, edge_template)
    assert (app, edge_template) != (APP, EDGE), "the change must change something"
    with pytest.raises(AssertionError):
        rule(app, edge_template)


def test_every_rule_has_a_change_that_breaks_it() -> None:
    names = {name for subject in SUBJECTS for name, value in vars(subject).items() if _is_rule(value, subject.__name__)}
    assert names == set(RULES)


def _is_rule(value: object, module: str) -> bool:
    is_defined_there = callable(value) and getattr(value, "__module__", "") == module
    return is_defined_there and not getattr(value, "__name__", "_").startswith("_")
