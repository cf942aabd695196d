"""What the admin asks of a queryset, answered without one."""

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


class Shelf:
    """Three rows, and what was asked of them."""

    def __init__(self):
        self.rows = [SimpleNamespace(pk=f"r{n}", size=n, state="new") for n in range(3)]
        self.asked = []

    def get(self, pk):
        return next((row for row in self.many([pk])), None)

    def many(self, pks):
        self.asked.append(list(pks))
        return [row for row in self.rows if row.pk in pks]

    def page(self, conditions, cursor, limit):
        self.asked.append(dict(conditions))
        return Page(self.rows)


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def rows(shelf):
    return Rows(Person, shelf)


def test_ticked_rows_are_read_once_and_must_meet_the_filters(rows, shelf):
    ticked = rows.filter(size__gte=1).filter(pk__in=["r0", "r1", "foreign"])
    assert [row.pk for row in ticked] == ["r1"]
    assert list(ticked) == list(ticked) and ticked.count() == 1
    assert shelf.asked == [["r0", "r1", "foreign"]]


def test_two_choices_of_keys_are_what_both_hold(rows):
    assert [row.pk for row in rows.filter(pk__in=["r0", "r1"]).filter(id__in=["r1", "r2"])] == ["r1"]


def test_a_list_is_never_read_by_accident(rows):
    with pytest.raises(NoIndexAnswers):
        list(rows)


def test_get_names_one_row(rows):
    assert rows.get(id="r2").size == 2
    with pytest.raises(Person.DoesNotExist):
        rows.get(pk="none")


def test_conditions_reach_the_source_as_they_are_asked(rows, shelf):
    rows.filter(Q(("state__exact", ["new"]))).order_by("x").distinct().page(None, 9)
    assert shelf.asked == [{"state": "new"}]


@pytest.mark.parametrize("wanted", [~Q(state="new"), Q(state="new") | Q(state="sent")])
def test_what_can_only_be_answered_by_reading_all_is_refused(wanted, rows):
    with pytest.raises(NoIndexAnswers):
        rows.filter(wanted)


def test_the_same_thing_asked_twice_differently_is_refused(rows):
    with pytest.raises(NoIndexAnswers):
        rows.filter(state="new").filter(state="sent")


@pytest.mark.parametrize("asked", ["values_list", "aggregate", "dates", "datetimes"])
def test_what_stock_filters_would_read_everything_for_is_refused_in_words(asked, rows, shelf):
    with pytest.raises(TypeError, match="choices"):
        getattr(rows, asked)("state", flat=True)
    assert shelf.asked == []


def test_none_reads_nothing(rows, shelf):
    assert list(rows.none()) == [] and shelf.asked == []


def test_lookups_are_judged_as_the_store_does():
    row = SimpleNamespace(size=3, name="tess", groups=frozenset({"admins"}), gone=None)
    met = {"size": 3, "size__gte": 3, "size__lt": 4, "name__startswith": "te", "groups__contains": "admins"}
    assert all(holds(row, name, value) for name, value in {**met, "gone__isnull": True, "size__in": [3]}.items())
    assert not any(holds(row, name, value) for name, value in {"size__gt": 3, "gone__gte": 1, "absent": 1}.items())


def test_a_forged_select_across_is_false():
    form = TickedOnly({"action": "x", "select_across": "1"})
    form.fields["action"].choices = [("x", "X")]  # type: ignore[attr-defined]
    assert form.is_valid() and form.cleaned_data["select_across"] is False


def test_a_row_is_made_of_what_is_named_alike():
    found = SimpleNamespace(id="x", handle="tess", email=None, banned_until=None)
    row = Person.of(found, name="Tess")
    assert (row.pk, row.handle, row.name, row.email, row.banned_until) == ("x", "tess", "Tess", "", None)


def test_rows_are_saved_by_nobody_but_the_projects_acts():
    with pytest.raises(TypeError):
        Person(id="x").save()
    with pytest.raises(TypeError):
        Person(id="x").delete()


def test_django_finds_nothing_wrong_with_any_of_the_admins():
    assert get_resolver().url_patterns, "the URLs find the admins"
    assert len(admin.site._registry) >= 7
    assert admin.site.check(None) == []
