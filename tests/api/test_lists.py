"""Every list is paged alike: `?limit=` of 1 to 100, an opaque cursor, and each row once."""

from typing import Any

import pytest

from tests.api.conftest import Caller

LISTS = (
    *("conversations", "channels", "users?prefix=a", "me/blocks", "me/sessions"),
    *(f"conversations/{{}}/{name}" for name in ("members", "invites", "pins")),
    *(f"conversations/{{}}/messages/1/{name}" for name in ("history", "reactions")),
)
LIMITS = ("limit=0", "limit=101", "limit=-1", "limit=x", "limit=1.5")
CURSORS = ("cursor=!", "cursor=bm90anNvbg", "cursor=WzFd", "cursor=eyJ4IjoxfQ", "cursor=%F0%9F%99%82")


def with_query(path: str, query: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{query}"


@pytest.fixture
def group_with_message(ana: Caller, group: str) -> str:
    ana.say(group)
    return group


@pytest.mark.parametrize("path", LISTS)
def test_invalid_limits_and_cursors_are_refused(path: str, ana: Caller, group_with_message: str) -> None:
    path = path.format(group_with_message)
    assert set(ana.get(path).json()) >= {"results", "next"}
    for query in (*LIMITS, *CURSORS):
        answer = ana.get(with_query(path, query))
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), query
        assert list(answer.json()["fields"]) == [query.partition("=")[0]]
    for limit in (1, 100):
        assert ana.get(with_query(path, f"limit={limit}")).status_code == 200


def pages(ana: Caller, path: str) -> list[Any]:
    """All rows, two a page."""
    rows, following = [], ""
    while following is not None:
        page = ana.get(with_query(path, f"limit=2{following and f'&cursor={following}'}")).json()
        assert 0 < len(page["results"]) <= 2
        rows += page["results"]
        following = page["next"]
    return rows


def test_lists_that_are_read_whole_are_paged_too(ana: Caller, group: str) -> None:
    for number in range(5):
        ana.say(group, f"{number}")
        ana.put(f"conversations/{group}/messages/{number + 1}/pin")
        ana.post(f"conversations/{group}/invites")
        ana.patch(f"conversations/{group}/messages/1", body=f"edited {number}")
    assert [row["seq"] for row in pages(ana, f"conversations/{group}/pins")] == [5, 4, 3, 2, 1]
    history = [row["body"] for row in pages(ana, f"conversations/{group}/messages/1/history")]
    assert history == ["edited 3", "edited 2", "edited 1", "edited 0", "0"]
    for path in (f"conversations/{group}/invites", "me/sessions"):
        assert pages(ana, path) == ana.get(path).json()["results"]


@pytest.mark.parametrize("limit", LIMITS)
def test_an_invalid_limit_of_history_is_refused(limit: str, ana: Caller, group_with_message: str) -> None:
    assert ana.get(f"conversations/{group_with_message}/messages?{limit}").json()["code"] == "invalid"
