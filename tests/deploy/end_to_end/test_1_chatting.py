"""Two people chat over the deployed doors, and go on while another version is deployed under them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest

from deploy.package import BUILD, Package
from tests.deploy.end_to_end.conftest import HERE
from tests.deploy.end_to_end.deployed import World, eventually
from tests.deploy.end_to_end.people import Visitor, frame

pytestmark = pytest.mark.slow
People = Callable[[str], Visitor]


def test_two_people_chat(person: People) -> None:
    tess, noor = person("tess"), person("noor")
    room = tess.room_with(noor)
    with noor.socket() as socket:
        tess.say(room, "Number 1 ✓")
        assert frame(socket, "message.created")["message"]["body"] == "Number 1 ✓"
    with tess.socket() as socket:
        noor.say(room, "Number 2 ✓")
        assert frame(socket, "message.created")["message"]["body"] == "Number 2 ✓"
    assert [(one["seq"], one["body"]) for one in noor.read(room)] == [(1, "Number 1 ✓"), (2, "Number 2 ✓")]


def test_nothing_is_lost_while_another_version_is_deployed(world: World, person: People) -> None:
    tess, noor = person("tess"), person("noor")
    room, before = tess.room_with(noor), world.code("http")
    with noor.socket() as socket, _talking(tess, room) as said, _talking(noor, room) as answered:
        assert frame(socket, "message.created"), "the socket is open before the update"
        eventually(lambda: said and answered)
        world.deploy_changed(_built(), site_name="Another")
        count = len(said)
        eventually(lambda: len(said) > count + 3)
    assert world.code("http") != before
    assert "Another" in Visitor(world).ask("GET", "/accounts/sign-in/").text
    log = [one for one in tess.read(room) if one["kind"] == "user"]
    assert [one["seq"] for one in log] == list(range(log[0]["seq"], log[0]["seq"] + len(log)))
    assert sorted(one["client_id"] for one in log) == sorted([*said, *answered]), "each once, none lost"


@contextmanager
def _talking(person: Visitor, room: str) -> Iterator[list[str]]:
    """One message after the other, meanwhile; answers the acknowledged."""
    acknowledged: list[str] = []
    enough = Event()

    def talk() -> None:
        while not enough.is_set() and len(acknowledged) < 40:
            acknowledged.append(person.say(room, f"Number {len(acknowledged)}")["client_id"])
            sleep(0.1)

    thread = Thread(target=talk)
    thread.start()
    try:
        yield acknowledged
    finally:
        enough.set()
        thread.join()


def _built() -> Package:
    path = BUILD / f"package-{HERE.processor}-{HERE.python}.zip"
    return Package(path, path.stem, path.stat().st_size)


def test_requests_that_bypass_cloudfront_are_refused(world: World) -> None:
    stranger = Visitor(world)
    assert stranger.ask("GET", "/healthz").status_code == 200, "with the secret, all is open"
    assert stranger.ask("GET", "/healthz", headers={"x-origin-secret": "guessed"}).status_code == 403


def test_static_files_are_in_the_bucket_under_the_names_that_pages_use(world: World) -> None:
    page = Visitor(world).ask("GET", "/accounts/sign-in/").text
    name = page.partition("/static/")[2].partition('"')[0]
    held: Any = world.client("s3").head_object(Bucket=world.deployment.site.static, Key=f"static/{name}")
    assert held["CacheControl"] == "public, max-age=31536000, immutable"
    assert held["ContentType"].partition(";")[0] in ("text/css", "text/javascript", "image/svg+xml")
