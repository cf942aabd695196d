"""A person's own profile, and those of other people."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models.handles import HandleItem
from accounts.models.profiles import ProfileItem
from chatify.core import clock
from tests.accounts.conftest import conflict_response
from tests.models.dense_log import once


def test_patch_changes_only_what_it_names(me):
    answer = me.change(name="  Tess  ", status="At the workshop 🔧", settings={"theme": "dark"})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["name"], body["status"], body["handle"]) == ("Tess", "At the workshop 🔧", me.profile.handle)
    again = me.change(settings={"time_zone": "Europe/Lisbon"}).json()
    assert again["settings"] == {"theme": "dark", "time_zone": "Europe/Lisbon"}
    assert me.change(status="").json()["status"] == ""
    assert me.own_profile["name"] == "Tess"


def test_an_empty_change_changes_nothing(me):
    before = me.own_profile
    assert me.change().json() == before
    assert me.change(id="other", email="x@example.org", is_staff=True, epoch=9, banned_until=None).json() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 65},
        {"name": None},
        {"name": 7},
        {"name": "two\nlines"},
        {"status": "x" * 101},
        {"status": "\x00"},
        {"handle": "x"},
        {"handle": "with blank"},
        {"settings": []},
        {"settings": {"theme": "neon"}},
        {"settings": {"theme": "\ud800"}},
        {"settings": {"time_zone": "Europe/Nowhere"}},
        {"settings": {"enter_sends": "yes"}},
    ],
)
def test_invalid_patch_is_refused_and_changes_nothing(me, wrong):
    from json import dumps

    before = me.own_profile
    answer = me.browser.patch("/api/v1/me", dumps(wrong), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert list(answer.json()["fields"]) == list(wrong)
    assert me.own_profile == before


def test_changing_the_handle_reserves_the_old_one_for_its_owner(me, person):
    old, new = me.profile.handle, f"n{uuid4().hex[:12]}"
    assert me.change(handle=f"@{new.upper()}", name="Renamed").json()["handle"] == new
    profile = ProfileItem.profile(me.profile.id)
    assert profile is not None
    assert (profile.handle, profile.name) == (new, "Renamed")
    kept = HandleItem.find(old)
    assert kept is not None
    assert kept.user_id == me.profile.id
    assert kept.expires_at is not None
    assert not HandleItem.is_free(old)
    assert me.change(handle=old).json()["handle"] == old
    back = HandleItem.find(old)
    assert back is not None
    assert back.expires_at is None


def test_an_old_handle_is_reserved_for_thirty_days(me, person, api_client):
    old = me.profile.handle
    me.change(handle=f"n{uuid4().hex[:12]}")
    other = api_client(person())
    refused = other.patch("/api/v1/me", {"handle": old}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "handle_taken")
    kept = HandleItem.find(old)
    assert kept is not None
    assert kept.expires_at is not None
    assert timedelta(days=29) < kept.expires_at - clock.now() <= timedelta(days=30)
    kept.update(actions=[HandleItem.expires_at.set(clock.now() - timedelta(seconds=1))])
    assert HandleItem.is_free(old)
    assert other.patch("/api/v1/me", {"handle": old}, format="json").status_code == 200


def test_a_taken_handle_is_refused_and_changes_nothing(me, person):
    held = person()
    answer = me.change(handle=held.handle, name="Renamed")
    assert (answer.status_code, answer.json()["code"]) == (409, "handle_taken")
    assert me.own_profile["name"] == me.profile.name
    assert me.change(handle=me.profile.handle).status_code == 200


def test_a_transaction_conflict_does_not_make_a_handle_taken(me):
    with once("before-call.dynamodb.TransactWriteItems", conflict_response):
        answer = me.change(handle=f"n{uuid4().hex[:12]}")
    assert answer.status_code == 200


@pytest.mark.parametrize("handle", ["admin", "@Moderator", "all"])
def test_a_reserved_handle_is_refused(me, handle):
    answer = me.change(handle=handle)
    assert (answer.status_code, answer.json()["code"]) == (409, "handle_taken")
    assert me.own_profile["handle"] == me.profile.handle


def test_changes_of_the_handle_are_limited(me, settings):
    settings.LIMITS = settings.LIMITS | {"handle": (2, 86400)}
    for _ in range(2):
        assert me.change(handle=f"n{uuid4().hex[:12]}").status_code == 200
    answer = me.change(handle=f"n{uuid4().hex[:12]}")
    assert (answer.status_code, answer.json()["code"]) == (429, "throttled")
    assert me.change(name="Still").status_code == 200


def test_people_are_found_by_the_start_of_their_handle(me, person):
    start = f"f{uuid4().hex[:8]}"
    people = [person(f"{start}{letter}") for letter in "cab"]
    outsider = person(f"g{start}")
    answer = me.get(f"users?prefix=@{start.upper()}").json()
    assert [found["handle"] for found in answer["results"]] == sorted(each.handle for each in people)
    assert answer["next"] is None
    assert outsider.id not in str(answer)
    assert set(answer["results"][0]) == {"id", "handle", "name", "avatar_url", "status", "online"}


def test_people_are_listed_in_pages(me, person):
    start = f"f{uuid4().hex[:8]}"
    for number in range(5):
        person(f"{start}{number}")
    found, cursor, pages = [], "", 0
    while cursor is not None:
        page = me.get(f"users?prefix={start}&limit=2&cursor={cursor}").json()
        found += [each["handle"] for each in page["results"]]
        cursor, pages = page["next"], pages + 1
    assert found == [f"{start}{number}" for number in range(5)]
    assert pages == 3


@pytest.mark.parametrize(
    "query",
    [
        "",
        "prefix=",
        "prefix=a&ids=b",
        "prefix=a&limit=0",
        "prefix=a&limit=101",
        "prefix=a&limit=x",
        "prefix=a&cursor=nonsense",
        "prefix=a&cursor=WyJiIiwieCJd",
        "prefix=a&cursor=eyJhIjoxfQ",
        "prefix=" + "a" * 40,
        "prefix=a%00",
        "ids=" + ",".join(["x"] * 101),
        "ids=" + "x" * 3_000,
    ],
)
def test_an_invalid_query_is_refused(me, query):
    answer = me.get(f"users?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), answer.content


def test_several_people_are_read_by_id(me, person):
    people = [person() for _ in range(3)]
    asked = [people[2].id, "absent", people[0].id, people[2].id]
    answer = me.get("users?ids=" + ",".join(asked)).json()
    assert [found["id"] for found in answer["results"]] == [people[2].id, people[0].id]


def test_a_profile_is_shown_without_private_fields(me, person):
    other = person(status="away")
    answer = me.get(f"users/{other.id}")
    assert answer.status_code == 200
    assert answer.json() == {
        "id": other.id,
        "handle": other.handle,
        "name": other.name,
        "avatar_url": None,
        "status": "away",
        "online": False,
    }
    assert other.email not in answer.content.decode()


def test_absent_person_is_not_found(me):
    answer = me.get("users/absent")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_people_are_shown_only_after_signing_in(api, person):
    for path in ("me", "users?prefix=a", f"users/{person().id}"):
        assert api.get(path).status_code == 401


def test_searching_is_limited_and_reading_by_id_is_not(me, settings):
    settings.LIMITS, settings.LIMITS_PER_ADDRESS_FACTOR = settings.LIMITS | {"search": (2, 60)}, 1
    for _ in range(2):
        assert me.get("users?prefix=a").status_code == 200
    assert me.get("users?prefix=a").status_code == 429
    assert me.get(f"users?ids={me.profile.id}").status_code == 200
