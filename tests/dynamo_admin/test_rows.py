"""Rows: the part of a queryset that the admin uses."""

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.db.models import Q
from django.urls import get_resolver

from accounts.admin.people import Person
from chatify.dynamo_admin.lookups import holds
from chatify.dynamo_admin.options import TickedOnly
from chatify.dynamo_admin.rows import Rows
from chatify.dynamo_admin.sources import NoIndexAnswers, Page


class RecordingSource:
    """A source with three rows that records what it is asked."""

    def __init__(self):
        self.rows = [SimpleNamespace(pk=f"r{n}", size=n, state="new") for n in range(3)]
        self.requests = []

    def get(self, pk):
        return next((row for row in self.many([pk])), None)

    def many(self, pks):
        self.requests.append(list(pks))
        return [row for row in self.rows if row.pk in pks]

    def page(self, conditions, cursor, limit):
        self.requests.append(dict(conditions))
        return Page(self.rows)


@pytest.fixture
def source():
    return RecordingSource()


@pytest.fixture
def rows(source):
    return Rows(Person, source)


def test_ticked_rows_are_read_once_and_must_meet_the_filters(rows, source):
    ticked = rows.filter(size__gte=1).filter(pk__in=["r0", "r1", "foreign"])
    assert [row.pk for row in ticked] == ["r1"]
    assert list(ticked) == list(ticked) and ticked.count() == 1
    assert source.requests == [["r0", "r1", "foreign"]]


def test_two_conditions_on_keys_are_intersected(rows):
    assert [row.pk for row in rows.filter(pk__in=["r0", "r1"]).filter(id__in=["r1", "r2"])] == ["r1"]


def test_a_list_is_never_read_by_accident(rows):
    with pytest.raises(NoIndexAnswers):
        list(rows)


def test_get_returns_one_row(rows):
    assert rows.get(id="r2").size == 2
    with pytest.raises(Person.DoesNotExist):
        rows.get(pk="none")


def test_the_source_gets_the_conditions(rows, source):
    rows.filter(Q(("state__exact", ["new"]))).order_by("x").distinct().page(None, 9)
    assert source.requests == [{"state": "new"}]


@pytest.mark.parametrize("query", [~Q(state="new"), Q(state="new") | Q(state="sent")])
def test_queries_that_no_index_can_answer_are_refused(query, rows):
    with pytest.raises(NoIndexAnswers):
        rows.filter(query)


def test_contradicting_conditions_are_refused(rows):
    with pytest.raises(NoIndexAnswers):
        rows.filter(state="new").filter(state="sent")


@pytest.mark.parametrize("method", ["values_list", "aggregate", "dates", "datetimes"])
def test_methods_that_read_a_whole_table_are_refused_with_advice(method, rows, source):
    with pytest.raises(TypeError, match="choices"):
        getattr(rows, method)("state", flat=True)
    assert source.requests == []


def test_none_reads_nothing(rows, source):
    assert list(rows.none()) == [] and source.requests == []


def test_lookups_hold_as_they_do_in_the_store():
    row = SimpleNamespace(size=3, name="tess", groups=frozenset({"admins"}), gone=None)
    holding = {"size": 3, "size__gte": 3, "size__lt": 4, "name__startswith": "te", "groups__contains": "admins"}
    assert all(holds(row, name, value) for name, value in {**holding, "gone__isnull": True, "size__in": [3]}.items())
    assert not any(holds(row, name, value) for name, value in {"size__gt": 3, "gone__gte": 1, "absent": 1}.items())


def test_a_forged_select_across_is_false():
    form = TickedOnly({"action": "x", "select_across": "1"})
    form.fields["action"].choices = [("x", "X")]  # type: ignore[attr-defined]
    assert form.is_valid() and form.cleaned_data["select_across"] is False


def test_a_row_takes_the_attributes_named_like_its_fields():
    source = SimpleNamespace(id="x", handle="tess", email=None, banned_until=None)
    row = Person.of(source, name="Tess")
    assert (row.pk, row.handle, row.name, row.email, row.banned_until) == ("x", "tess", "Tess", "", None)


def test_rows_refuse_to_save_and_delete_themselves():
    with pytest.raises(TypeError):
        Person(id="x").save()
    with pytest.raises(TypeError):
        Person(id="x").delete()


def test_djangos_checks_find_nothing_wrong_with_the_admins():
    assert get_resolver().url_patterns, "the URLs find the admins"
    assert len(admin.site._registry) >= 7
    assert admin.site.check(None) == []
