"""One's own profile, and other people's."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models.handles import HandleItem
from accounts.models.profiles import ProfileItem
from chatify.core import clock
from tests.accounts.conftest import conflict
from tests.models.dense_log import once


def test_what_is_changed_is_there_and_the_rest_stays(mine):
    answer = mine.change(name="  Tess  ", status="At the workshop 🔧", settings={"theme": "dark"})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["name"], body["status"], body["handle"]) == ("Tess", "At the workshop 🔧", mine.profile.handle)
    again = mine.change(settings={"time_zone": "Europe/Lisbon"}).json()
    assert again["settings"] == {"theme": "dark", "time_zone": "Europe/Lisbon"}
    assert mine.change(status="").json()["status"] == ""
    assert mine.now["name"] == "Tess"


def test_an_empty_change_changes_nothing(mine):
    before = mine.now
    assert mine.change().json() == before
    assert mine.change(id="other", email="x@example.org", is_staff=True, epoch=9, banned_until=None).json() == before


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
def test_what_cannot_be_is_refused_and_changes_nothing(mine, wrong):
    from json import dumps

    before = mine.now
    answer = mine.browser.patch("/api/v1/me", dumps(wrong), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert list(answer.json()["fields"]) == list(wrong)
    assert mine.now == before


def test_a_new_handle_is_claimed_and_the_old_one_kept_for_its_owner(mine, person):
    old, new = mine.profile.handle, f"n{uuid4().hex[:12]}"
    assert mine.change(handle=f"@{new.upper()}", name="Renamed").json()["handle"] == new
    profile = ProfileItem.profile(mine.profile.id)
    assert profile is not None
    assert (profile.handle, profile.name) == (new, "Renamed")
    kept = HandleItem.find(old)
    assert kept is not None
    assert kept.user_id == mine.profile.id
    assert kept.expires_at is not None
    assert not HandleItem.is_free(old)
    assert mine.change(handle=old).json()["handle"] == old
    back = HandleItem.find(old)
    assert back is not None
    assert back.expires_at is None


def test_a_handle_given_up_is_nobody_elses_for_thirty_days(mine, person, api_client):
    old = mine.profile.handle
    mine.change(handle=f"n{uuid4().hex[:12]}")
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


def test_a_taken_handle_is_refused_and_nothing_else_changed(mine, person):
    held = person()
    answer = mine.change(handle=held.handle, name="Renamed")
    assert (answer.status_code, answer.json()["code"]) == (409, "handle_taken")
    assert mine.now["name"] == mine.profile.name
    assert mine.change(handle=mine.profile.handle).status_code == 200


def test_a_free_handle_is_not_called_taken_because_somebody_wrote_at_the_same_moment(mine):
    with once("before-call.dynamodb.TransactWriteItems", conflict):
        answer = mine.change(handle=f"n{uuid4().hex[:12]}")
    assert answer.status_code == 200


@pytest.mark.parametrize("handle", ["admin", "@Moderator", "all"])
def test_a_reserved_handle_is_nobodys(mine, handle):
    answer = mine.change(handle=handle)
    assert (answer.status_code, answer.json()["code"]) == (409, "handle_taken")
    assert mine.now["handle"] == mine.profile.handle


def test_handles_change_only_so_often(mine, settings):
    settings.LIMITS = settings.LIMITS | {"handle": (2, 86400)}
    for _ in range(2):
        assert mine.change(handle=f"n{uuid4().hex[:12]}").status_code == 200
    answer = mine.change(handle=f"n{uuid4().hex[:12]}")
    assert (answer.status_code, answer.json()["code"]) == (429, "throttled")
    assert mine.change(name="Still").status_code == 200


def test_people_are_found_by_the_start_of_their_handle(mine, person):
    start = f"f{uuid4().hex[:8]}"
    people = [person(f"{start}{letter}") for letter in "cab"]
    outsider = person(f"g{start}")
    answer = mine.get(f"users?prefix=@{start.upper()}").json()
    assert [found["handle"] for found in answer["results"]] == sorted(each.handle for each in people)
    assert answer["next"] is None
    assert outsider.id not in str(answer)
    assert set(answer["results"][0]) == {"id", "handle", "name", "avatar_url", "status", "online"}


def test_a_long_list_comes_in_pages(mine, person):
    start = f"f{uuid4().hex[:8]}"
    for number in range(5):
        person(f"{start}{number}")
    found, cursor, pages = [], "", 0
    while cursor is not None:
        page = mine.get(f"users?prefix={start}&limit=2&cursor={cursor}").json()
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
def test_a_wrong_question_is_refused(mine, query):
    answer = mine.get(f"users?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), answer.content


def test_several_people_are_read_by_id(mine, person):
    people = [person() for _ in range(3)]
    asked = [people[2].id, "absent", people[0].id, people[2].id]
    answer = mine.get("users?ids=" + ",".join(asked)).json()
    assert [found["id"] for found in answer["results"]] == [people[2].id, people[0].id]


def test_one_person_is_shown_without_what_is_private(mine, person):
    other = person(status="away")
    answer = mine.get(f"users/{other.id}")
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


def test_who_is_not_there_is_not_found(mine):
    answer = mine.get("users/absent")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_strangers_see_nobody(api, person):
    for path in ("me", "users?prefix=a", f"users/{person().id}"):
        assert api.get(path).status_code == 401


def test_searching_is_limited_and_reading_by_id_is_not(mine, settings):
    settings.LIMITS, settings.LIMITS_PER_ADDRESS_FACTOR = settings.LIMITS | {"search": (2, 60)}, 1
    for _ in range(2):
        assert mine.get("users?prefix=a").status_code == 200
    assert mine.get("users?prefix=a").status_code == 429
    assert mine.get(f"users?ids={mine.profile.id}").status_code == 200
