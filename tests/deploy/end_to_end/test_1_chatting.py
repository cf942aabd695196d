"""Two people chat over the deployed APIs, also while another version is deployed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest

from deploy.package import BUILD, Package
from tests.deploy.end_to_end.conftest import HERE
from tests.deploy.end_to_end.deployed import World, eventually
from tests.deploy.end_to_end.people import Visitor, next_frame

pytestmark = pytest.mark.slow
People = Callable[[str], Visitor]


def test_two_people_chat(person: People) -> None:
    tess, noor = person("tess"), person("noor")
    conversation_id = tess.create_group_with(noor)
    with noor.socket() as socket:
        tess.say(conversation_id, "Number 1 ✓")
        assert next_frame(socket, "message.created")["message"]["body"] == "Number 1 ✓"
    with tess.socket() as socket:
        noor.say(conversation_id, "Number 2 ✓")
        assert next_frame(socket, "message.created")["message"]["body"] == "Number 2 ✓"
    assert [(message["seq"], message["body"]) for message in noor.read(conversation_id)] == [
        (1, "Number 1 ✓"),
        (2, "Number 2 ✓"),
    ]


def test_no_message_is_lost_while_another_version_is_deployed(world: World, person: People) -> None:
    tess, noor = person("tess"), person("noor")
    conversation_id, before = tess.create_group_with(noor), world.code("http")
    with (
        noor.socket() as socket,
        _keep_sending(tess, conversation_id) as sent_by_tess,
        _keep_sending(noor, conversation_id) as sent_by_noor,
    ):
        assert next_frame(socket, "message.created"), "the socket is open before the update"
        eventually(lambda: sent_by_tess and sent_by_noor)
        world.deploy_changed(_another_package(), site_name="Another")
        count = len(sent_by_tess)
        eventually(lambda: len(sent_by_tess) > count + 3)
    assert world.code("http") != before
    assert "Another" in Visitor(world).request("GET", "/accounts/sign-in/").text
    log = [message for message in tess.read(conversation_id) if message["kind"] == "user"]
    assert [message["seq"] for message in log] == list(range(log[0]["seq"], log[0]["seq"] + len(log)))
    assert sorted(message["client_id"] for message in log) == sorted([*sent_by_tess, *sent_by_noor]), (
        "each message is stored once"
    )


@contextmanager
def _keep_sending(person: Visitor, conversation_id: str) -> Iterator[list[str]]:
    """Send messages in a thread; the list gets the client_id of each acknowledged one."""
    acknowledged: list[str] = []
    stop = Event()

    def send_messages() -> None:
        while not stop.is_set() and len(acknowledged) < 40:
            acknowledged.append(person.say(conversation_id, f"Number {len(acknowledged)}")["client_id"])
            sleep(0.1)

    thread = Thread(target=send_messages)
    thread.start()
    try:
        yield acknowledged
    finally:
        stop.set()
        thread.join()


def _another_package() -> Package:
    path = BUILD / f"package-{HERE.processor}-{HERE.python}.zip"
    return Package(path, path.stem, path.stat().st_size)


def test_requests_that_bypass_cloudfront_are_refused(world: World) -> None:
    stranger = Visitor(world)
    assert stranger.request("GET", "/healthz").status_code == 200, "the secret alone makes the difference"
    assert stranger.request("GET", "/healthz", headers={"x-origin-secret": "guessed"}).status_code == 403


def test_pages_name_static_files_that_are_in_the_bucket(world: World) -> None:
    page = Visitor(world).request("GET", "/accounts/sign-in/").text
    name = page.partition("/static/")[2].partition('"')[0]
    stored: Any = world.client("s3").head_object(Bucket=world.deployment.site.static, Key=f"static/{name}")
    assert stored["CacheControl"] == "public, max-age=31536000, immutable"
    assert stored["ContentType"].partition(";")[0] in ("text/css", "text/javascript", "image/svg+xml")
