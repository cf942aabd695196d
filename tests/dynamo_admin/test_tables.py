"""Tables: pages by cursor over a PynamoDB model, within a budget, and only where an index answers."""

from itertools import chain
from types import SimpleNamespace
from typing import Any

import pytest
from moto import mock_aws

from chatify.dynamo_admin import tables
from chatify.dynamo_admin.sources import BadCursor, NoIndexAnswers
from chatify.dynamo_admin.tables import Pattern, Table
from tests.dynamo_admin.models import Line, Order


def row(item):
    return SimpleNamespace(pk=item.id, state=item.state, number=int(item.number), note=item.note)


ORDERS = Table(
    item=Order,
    row=row,
    patterns=[
        Pattern(by="state", along="number", index=Order.by_state, partitions=lambda _: ["new", "sent"]),
        Pattern(),
    ],
)


@pytest.fixture(autouse=True)
def store(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    with mock_aws():
        for item in (Order, Line):
            item._connection = None
            item.create_table(wait=True)
        for number in range(25):
            state = "new" if number % 5 else "sent"
            Order(f"o{number:02}", state=state, number=number, note="gift" if number == 3 else None).save()
        yield
    for item in (Order, Line):
        item._connection = None


def walk(conditions, limit=7):
    """Return the numbers on each page."""
    pages, cursor = [], None
    while True:
        page = ORDERS.page(conditions, cursor, limit)
        pages.append([row.number for row in page.results])
        cursor = page.next
        if cursor is None:
            return pages
        assert len(pages) < 20, "the pages must end"


def flat(pages):
    return list(chain.from_iterable(pages))


def test_a_partition_is_paged_newest_first_without_gaps():
    pages = walk({"state": "new"})
    assert [len(page) for page in pages] == [7, 7, 6]
    assert flat(pages) == sorted((n for n in range(25) if n % 5), reverse=True)


def test_partitions_are_read_one_after_the_other():
    numbers: list[int] = flat(walk({}))
    assert sorted(numbers) == list(range(25)) and len(numbers) == 25
    assert set(numbers[:20]) == {n for n in range(25) if n % 5}


def test_the_store_answers_ranges_and_filters():
    assert flat(walk({"state": "new", "number__gte": 20})) == [24, 23, 22, 21]
    assert flat(walk({"state": "new", "number__gte": 3, "number__lte": 7})) == [7, 6, 4, 3]
    assert flat(walk({"state": "new", "note": "gift"})) == [3]


def test_a_page_says_that_its_budget_ended_early(monkeypatch):
    monkeypatch.setattr(tables, "EXAMINED_PER_CALL", 4)
    page = ORDERS.page({"state": "new", "note": "gift"}, None, 7)
    assert (page.results, page.stopped_early) == ([], True) and page.next
    rows: list[Any] = []
    while page.next:
        page = ORDERS.page({"state": "new", "note": "gift"}, page.next, 7)
        rows += page.results
    assert [row.number for row in rows] == [3]


def test_conditions_that_no_index_answers_are_refused():
    strict = Table(item=Order, row=row, patterns=[Pattern(by="state", index=Order.by_state)])
    with pytest.raises(NoIndexAnswers, match="note"):
        strict.page({"note": "gift"}, None, 7)
    with pytest.raises(NoIndexAnswers):
        ORDERS.page({"state": "new", "colour": "red"}, None, 7)


@pytest.mark.parametrize("cursor", ["x", "W10:1abc:def", "../../", "a" * 5_000])
def test_a_forged_cursor_is_refused(cursor):
    with pytest.raises(BadCursor):
        ORDERS.page({"state": "new"}, cursor, 7)


def test_rows_are_read_by_key_and_impossible_keys_find_nothing():
    assert ORDERS.get("o03").number == 3
    assert [row.number for row in ORDERS.many(["o09", "o01", "none", "", "x" * 5_000])] == [9, 1]
    assert ORDERS.get("none") is None and ORDERS.get("") is None and ORDERS.get("x" * 5_000) is None


def test_both_keys_of_a_table_are_one_id():
    Line("o1", 2).save()
    lines = Table(
        item=Line, row=lambda item: SimpleNamespace(pk=f"{item.order}/{int(item.place)}"), patterns=[Pattern()]
    )
    assert lines.get("o1/2").pk == "o1/2"
    assert [lines.get(forged) for forged in ("o1", "o1/x", "o1/", "/2", "o1/3")] == [None] * 5
