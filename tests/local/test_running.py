"""Start, stop, kill, start again: `manage.py runserver` as people and accidents treat it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from chatify.local import addresses
from chatify.local.emulator import PAUSE
from tests.local.site import ROOT, Site, free_port

Start = Callable[..., Site]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    sites: list[Site] = []

    def begin(*options: str, port: int | None = None) -> Site:
        sites.append(Site(tmp_path / "data", *options, port=port))
        return sites[-1]

    yield begin
    for site in sites:
        site.end()


def say(site: Site, token: str, body: str) -> str:
    """Into the first conversation of the inbox; answers its id."""
    conversation = site.call("/api/v1/conversations", token=token)["results"][0]["id"]
    path = f"/api/v1/conversations/{conversation}/messages"
    site.call(path, {"client_id": str(uuid4()), "body": body}, token)
    return str(conversation)


def bodies(site: Site, token: str, conversation: str) -> list[str]:
    page = site.call(f"/api/v1/conversations/{conversation}/messages", token=token)
    return [message["body"] for message in page["results"]]


@pytest.mark.slow
def test_ctrl_c_and_start_again(start: Start):
    first = start().wait()
    (email, password), second_person = first.sign_ins
    token = first.sign_in(email, password)
    assert second_person[0] != email
    conversation = say(first, token, "Still here tomorrow?")
    assert first.ctrl_c() == 0
    assert first.gone(), first.family()
    assert "Traceback" not in first.console, first.console
    assert "rror" not in first.console, first.console

    again = start(port=first.port).wait()
    assert again.sign_ins == [], "told once"
    assert "Making" not in again.console
    assert "Still here tomorrow?" in bodies(again, again.sign_in(email, password), conversation)
    assert "Still here tomorrow?" in bodies(again, token, conversation), "the sign-in of before goes on, too"


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--noreload",)])
def test_kill_9_of_the_parent_takes_all_with_it_and_loses_seconds_at_most(start: Start, options: tuple[str, ...]):
    site = start(*options).wait()
    email, password = site.sign_ins[0]
    conversation = say(site, site.sign_in(email, password), "Before the crash")
    time.sleep(PAUSE + 3)
    os.kill(site.process.pid, signal.SIGKILL)
    site.process.wait()
    assert site.gone(), site.family()

    again = start(*options, port=site.port).wait()
    assert "Before the crash" in bodies(again, again.sign_in(email, password), conversation)


@pytest.mark.slow
def test_an_embedded_aws_that_is_killed_comes_back(start: Start):
    site = start("--noreload").wait()
    email, password = site.sign_ins[0]
    token = site.sign_in(email, password)
    conversation = say(site, token, "Before the crash")
    time.sleep(PAUSE + 3)
    killed = site.emulator()
    os.kill(killed, signal.SIGKILL)
    until = time.monotonic() + 20
    while not site.answers():
        assert time.monotonic() < until, site.console
        time.sleep(0.2)
    assert site.emulator() != killed
    assert "Before the crash" in bodies(site, token, conversation)
    say(site, token, "After it")
    assert bodies(site, token, conversation)[-1] == "After it"


def test_a_busy_port_is_one_sentence(start: Start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        site = start(port=taken.getsockname()[1])
        assert site.process.wait(20) == 2
        assert site.console == f"Port {site.port} is busy. Choose another: make run PORT={site.port + 1}\n"


@pytest.mark.parametrize("address", ["0.0.0.0:8000", "192.168.1.2:8000", "[::]:8000", "example.org:8000"])
def test_no_other_machine_can_reach_it(tmp_path: Path, address: str):
    assert "loopback only" in refusal(tmp_path, address)
    assert list(tmp_path.iterdir()) == [], "nothing was started"


@pytest.mark.parametrize("words", [("abc",), ("8000x", "--noreload"), ("--noreload", "127.0.0.1"), ("8000", "8001")])
def test_what_is_no_address_starts_nothing(tmp_path: Path, words: tuple[str, ...]):
    assert "isn’t an address" in refusal(tmp_path, *words)
    assert list(tmp_path.iterdir()) == [], "nothing was started"


def test_a_value_of_an_option_is_no_address():
    assert addresses.of(["-v", "2", "--http_timeout", "5", "--noreload"]) == addresses.DEFAULT
    assert addresses.of(["--noreload", "-v", "2", "8123"]) == ("127.0.0.1", 8123)
    assert addresses.of(["[::1]:8123", "--no-seed"]) == ("::1", 8123)


def test_a_folder_that_is_none_starts_nothing(tmp_path: Path):
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        assert f"can’t keep its data in {folder}" in refusal(folder, f"127.0.0.1:{free_port()}")
    assert (tmp_path / "file").read_text() == "mine"


def refusal(folder: Path, *words: str) -> str:
    """The one sentence."""
    ended = subprocess.run(
        [sys.executable, "manage.py", "runserver", *words],
        cwd=ROOT,
        env=os.environ | {"CHATIFY_LOCAL_DIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1), ended.stderr
    return ended.stderr


@pytest.mark.slow
def test_data_that_cannot_be_read_is_set_aside_and_said(start: Start):
    first = start("--noreload").wait()
    email, password = first.sign_ins[0]
    assert first.ctrl_c() == 0
    store = first.folder / "aws" / "state" / "dynamodb.json"
    store.write_text('{"x')
    again = start("--noreload").wait()
    aside = store.with_name("dynamodb.json.broken")
    assert f"set aside as {aside}" in again.console
    assert aside.read_text() == '{"x'
    assert again.sign_in(email, password), "the accounts are still whole"


@pytest.mark.slow
def test_conversations_without_their_accounts_are_not_served(start: Start):
    first = start("--noreload", "--no-seed").wait()
    assert first.ctrl_c() == 0
    (first.folder / "aws" / "state" / "cognito.json").unlink()
    for _ in range(2):  # the first must not make a pool that quiets the second
        again = start("--noreload", "--no-seed")
        assert again.process.wait(30) == 1
        assert f"delete {first.folder}.\n" in again.console
        assert "Ctrl-C ends it" not in again.console


@pytest.mark.slow
def test_a_second_one_over_the_same_data_is_refused(start: Start):
    start("--no-seed").wait()
    second = start("--no-seed")
    assert second.process.wait(20) == 1
    assert "runs already with the data in" in second.console
    assert "Traceback" not in second.console


@pytest.mark.slow
def test_without_the_demo_nobody_is_there(start: Start):
    site = start("--no-seed", "--noreload").wait()
    assert site.sign_ins == []
    assert not (site.folder / "demo").exists()
