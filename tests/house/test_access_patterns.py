"""Every access pattern is a method that states its cost: the calls it makes, or the units it uses."""

import re
from inspect import getdoc, getmembers, getsource, isfunction, ismethod
from typing import Any

import pytest

from chatify.core.dynamodb import Item
from chatify.local.resources import items

COST = re.compile(
    r"\b(?:GetItem|BatchGet(?:Item)?|Query|Queries|Scan|PutItem|Put|UpdateItem|Update|DeleteItem|Delete|BatchWrite(?:Item)?|"
    r"Transact\w*|transaction|[RW]CU|no calls?)\b"
)
CALLS = re.compile(
    r"\b(?:cls|self|by_\w+)\.(?:find|get|query|scan|save|update|delete|batch_\w+)\(|\b(?:batch_get|client)\("
)


def patterns() -> list[Any]:
    return [
        pytest.param(item, name, id=f"{item.__name__}.{name}")
        for item in items()
        for name, method in getmembers(item, lambda member: isfunction(member) or ismethod(member))
        if not name.startswith("_") and method.__module__ == item.__module__ and CALLS.search(getsource(method))
    ]


def test_there_are_access_patterns():
    assert len(patterns()) > 15


@pytest.mark.parametrize(("item", "name"), patterns())
def test_an_access_pattern_states_its_cost(item: type[Item], name: str):
    assert COST.search(getdoc(getattr(item, name)) or ""), f"{item.__name__}.{name}: say what it costs"
