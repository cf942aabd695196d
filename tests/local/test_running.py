"""Starting, stopping and killing `manage.py runserver`."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from chatify.local.emulator import SAVE_SECONDS
from chatify.local.startup_checks import DEFAULT_ADDRESS, parse_address
from tests.local.site import ROOT, Site, free_port

Start = Callable[..., Site]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    sites: list[Site] = []

    def start_site(*options: str, port: int | None = None) -> Site:
        sites.append(Site(tmp_path / "data", *options, port=port))
        return sites[-1]

    yield start_site
    for site in sites:
        site.end()


def send(site: Site, token: str, body: str) -> str:
    """Send into the first conversation of the inbox; return its id."""
    conversation_id = site.call("/api/v1/conversations", token=token)["results"][0]["id"]
    path = f"/api/v1/conversations/{conversation_id}/messages"
    site.call(path, {"client_id": str(uuid4()), "body": body}, token)
    return str(conversation_id)


def bodies(site: Site, token: str, conversation_id: str) -> list[str]:
    page = site.call(f"/api/v1/conversations/{conversation_id}/messages", token=token)
    return [message["body"] for message in page["results"]]


@pytest.mark.slow
def test_data_and_sign_ins_survive_ctrl_c(start: Start):
    first = start().wait()
    email, password = first.sign_ins[0]
    token = first.sign_in(email, password)
    conversation_id = send(first, token, "Still here tomorrow?")
    assert first.ctrl_c() == 0
    assert first.has_ended(), first.processes()
    assert "Traceback" not in first.console, first.console
    assert "rror" not in first.console, first.console

    second = start(port=first.port).wait()
    assert second.sign_ins == first.sign_ins, "every start tells how to sign in"
    assert "Making" not in second.console
    assert "Still here tomorrow?" in bodies(second, second.sign_in(email, password), conversation_id)
    assert "Still here tomorrow?" in bodies(second, token, conversation_id), "the earlier sign-in is still valid"


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--noreload",)])
def test_kill_9_of_the_parent_ends_all_and_loses_seconds_at_most(start: Start, options: tuple[str, ...]):
    site = start(*options).wait()
    email, password = site.sign_ins[0]
    conversation_id = send(site, site.sign_in(email, password), "Before the crash")
    time.sleep(SAVE_SECONDS + 3)
    os.kill(site.process.pid, signal.SIGKILL)
    site.process.wait()
    assert site.has_ended(), site.processes()

    second = start(*options, port=site.port).wait()
    assert "Before the crash" in bodies(second, second.sign_in(email, password), conversation_id)


@pytest.mark.slow
def test_killed_emulator_is_started_again(start: Start):
    site = start("--noreload").wait()
    email, password = site.sign_ins[0]
    token = site.sign_in(email, password)
    conversation_id = send(site, token, "Before the crash")
    time.sleep(SAVE_SECONDS + 3)
    killed_pid = site.emulator_pid()
    os.kill(killed_pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while not site.answers():
        assert time.monotonic() < deadline, site.console
        time.sleep(0.2)
    assert site.emulator_pid() != killed_pid
    assert "Before the crash" in bodies(site, token, conversation_id)
    send(site, token, "After it")
    assert bodies(site, token, conversation_id)[-1] == "After it"


def test_busy_port_is_explained_in_one_sentence(start: Start):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site = start(port=listener.getsockname()[1])
        assert site.process.wait(20) == 2
        assert site.console == f"Port {site.port} is busy. Choose another: make run PORT={site.port + 1}\n"


@pytest.mark.parametrize("address", ["0.0.0.0:8000", "192.168.1.2:8000", "[::]:8000", "example.org:8000"])
def test_address_beyond_loopback_is_refused(tmp_path: Path, address: str):
    assert "loopback only" in startup_error(tmp_path, address)
    assert list(tmp_path.iterdir()) == [], "nothing was started"


@pytest.mark.parametrize("words", [("abc",), ("8000x", "--noreload"), ("--noreload", "127.0.0.1"), ("8000", "8001")])
def test_malformed_address_is_refused(tmp_path: Path, words: tuple[str, ...]):
    assert "isn’t an address" in startup_error(tmp_path, *words)
    assert list(tmp_path.iterdir()) == [], "nothing was started"


def test_value_of_an_option_is_not_read_as_address():
    assert parse_address(["-v", "2", "--settings", "5", "--noreload"]) == DEFAULT_ADDRESS
    assert parse_address(["--noreload", "-v", "2", "8123"]) == ("127.0.0.1", 8123)
    assert parse_address(["[::1]:8123", "--no-seed"]) == ("::1", 8123)


def test_unusable_data_folder_is_refused(tmp_path: Path):
    (tmp_path / "file").write_text("kept")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        assert f"can’t keep its data in {folder}" in startup_error(folder, f"127.0.0.1:{free_port()}")
    assert (tmp_path / "file").read_text() == "kept"


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CHATIFY_")}


def startup_error(folder: Path, *words: str) -> str:
    """Start, and return the one sentence it says."""
    process = subprocess.run(
        [sys.executable, "manage.py", "runserver", *words],
        cwd=ROOT,
        env=clean_environment() | {"CHATIFY_LOCAL_DIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (process.returncode, process.stdout, process.stderr.count("\n")) == (2, "", 1), process.stderr
    return process.stderr


@pytest.mark.slow
def test_unreadable_data_is_set_aside_and_named(start: Start):
    first = start("--noreload").wait()
    email, password = first.sign_ins[0]
    assert first.ctrl_c() == 0
    store = first.folder / "aws" / "state" / "dynamodb.json"
    store.write_text('{"x')
    second = start("--noreload").wait()
    broken_file = store.with_name("dynamodb.json.broken")
    assert f"set aside as {broken_file}" in second.console
    assert broken_file.read_text() == '{"x'
    assert second.sign_in(email, password), "the accounts are still whole"


@pytest.mark.slow
def test_conversations_without_accounts_are_not_served(start: Start):
    first = start("--noreload", "--no-seed").wait()
    assert first.ctrl_c() == 0
    (first.folder / "aws" / "state" / "cognito.json").unlink()
    for _ in range(2):  # the first start must not make a pool that satisfies the second
        second = start("--noreload", "--no-seed")
        assert second.process.wait(30) == 1
        assert f"delete {first.folder}.\n" in second.console
        assert "Ctrl-C ends it" not in second.console


@pytest.mark.slow
def test_second_chatify_over_the_same_data_is_refused(start: Start):
    start("--no-seed").wait()
    second = start("--no-seed")
    assert second.process.wait(20) == 1
    assert "already running with the data in" in second.console
    assert "Traceback" not in second.console


@pytest.mark.slow
def test_no_seed_makes_no_people(start: Start):
    site = start("--no-seed", "--noreload").wait()
    assert site.sign_ins == []
    assert "the first person becomes the administrator" in site.console
    assert not (site.folder / "demo").exists()


@pytest.mark.slow
def test_greeting_names_people_roles_and_pages(start: Start):
    site = start("--noreload").wait()
    url = f"http://127.0.0.1:{site.port}/"
    greeting = site.console
    for label, path in (("Chatify", ""), ("Administration", "admin/"), ("API docs", "api/docs/")):
        assert re.search(rf"^  {label} +{url}{path}$", greeting, re.MULTILINE), greeting
    people = dict(re.findall(r"^    (.+?)  +(member|moderator|administrator) ", greeting, re.MULTILINE))
    assert people.pop("Amara Osei") == "administrator"
    assert set(people) == {"Tess Okafor", "Mateo Ruiz", "Noor Haddad", "Ines Duarte"}
    assert set(people.values()) == {"member"}
    profiles = {
        email: site.call("/api/v1/me", token=site.sign_in(email, password)) for email, password in site.sign_ins
    }
    assert len(profiles) == 5, "every password in the greeting works"
    assert (site.folder / "demo").stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_greeting_shows_changed_roles_and_leaves_out_who_is_gone(start: Start):
    first = start("--noreload").wait()
    promote = subprocess.run(
        [sys.executable, "manage.py", "promote", "tess"],
        cwd=ROOT,
        env=clean_environment() | {"CHATIFY_LOCAL_DIR": str(first.folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert promote.stdout == "@tess is now an admin. They have to sign in again.\n", promote.stderr
    passwords_file = first.folder / "demo"
    lines = passwords_file.read_text().splitlines()
    passwords_file.write_text("\n".join(line for line in lines if not line.startswith("ines@")))
    assert first.ctrl_c() == 0
    second = start("--noreload").wait()
    assert re.search("^    Tess Okafor +administrator ", second.console, re.MULTILINE), second.console
    assert "Ines" not in second.console, "people without a password are left out"


@pytest.mark.slow
def test_busy_port_names_the_chatify_that_runs_there(start: Start, tmp_path: Path):
    site = start("--no-seed", "--noreload").wait()
    sentence = startup_error(tmp_path / "other", f"127.0.0.1:{site.port}")
    assert f"already running at http://127.0.0.1:{site.port}/." in sentence
    assert f"make run PORT={site.port + 1}" in sentence


@pytest.mark.slow
def test_sigterm_ends_all_without_a_trace(start: Start):
    for options in ((), ("--noreload",)):
        site = start("--no-seed", *options).wait()
        site.process.terminate()
        assert site.process.wait(20) == 0
        assert site.has_ended(), site.processes()
        assert "Traceback" not in site.console, site.console


@pytest.mark.slow
def test_open_sockets_and_connections_do_not_delay_ctrl_c(start: Start):
    site = start("--noreload").wait()
    ticket = site.call("/api/v1/ws-ticket", {}, site.sign_in(*site.sign_ins[0]))["ticket"]
    with connect(f"ws://127.0.0.1:{site.port}/ws?ticket={ticket}") as client:
        idle = socket.create_connection(("127.0.0.1", site.port))
        started = time.monotonic()
        assert site.ctrl_c() == 0
        assert time.monotonic() - started < 8
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(timeout=5)
        assert closed.value.rcvd and closed.value.rcvd.code == 1012, "the client connects again"
        idle.close()
    assert "rror" not in site.console, site.console


@pytest.mark.slow
def test_edited_module_reloads_the_server(start: Start):
    site = start("--no-seed").wait()
    module = ROOT / "chatify" / "local" / "urls.py"
    deadline = time.monotonic() + 20
    os.utime(module)
    while "Reloaded." not in site.console:
        assert time.monotonic() < deadline, site.console
        time.sleep(0.2)
    assert site.answers()
    assert site.ctrl_c() == 0
    assert "Traceback" not in site.console, site.console
