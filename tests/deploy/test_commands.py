"""What a person reads who has no credentials, no network or no rights, or whose step failed: what to do, never a trace."""

import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from deploy import steps
from deploy.errors import DeployError, advised

ROOT = Path(__file__).parents[2]
NOWHERE = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1"}
KEYS = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
COMMANDS = ("deploy", "destroy", "rotate", "admin-url", "logs")


def run(home: Path, *arguments: str, **variables: str) -> str:
    """What the command says, which must fail."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, "-m", "deploy", *arguments],
        cwd=ROOT,
        env={**clean, **NOWHERE, "HOME": str(home), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_without_credentials_it_says_how_to_sign_in(command: str, tmp_path: Path) -> None:
    assert "aws sso login" in run(tmp_path, command, "--region", "eu-central-1")


def test_without_a_region_it_asks_for_one(tmp_path: Path) -> None:
    assert "--region eu-central-1" in run(tmp_path, "deploy")


def test_where_aws_is_not_reached_it_doubts_network_and_region(tmp_path: Path) -> None:
    assert "region spelt right" in run(tmp_path, "deploy", "--region", "eu-centrl-1", **KEYS)


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    assert "nope" in run(tmp_path, "logs", "--region", "eu-central-1", AWS_PROFILE="nope")


@pytest.mark.parametrize(
    ("code", "advice"), [("ExpiredToken", "aws sso login"), ("AccessDenied", "administrator"), ("Throttling", "Rate")]
)
def test_what_aws_refuses_is_explained(code: str, advice: str) -> None:
    assert advice in advised(ClientError({"Error": {"Code": code, "Message": "Rate"}}, "CreateStack"))


def test_a_failed_step_names_itself_and_what_to_do() -> None:
    done: list[str] = []

    def fails(_: Any) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "PutParameter")

    chosen: Any = SimpleNamespace(say=done.append, chosen=Namespace())
    three = (("First", lambda _: done.append("made"), ""), ("Second", fails, "Do this."), ("Third", fails, ""))
    with pytest.raises(DeployError, match=r"(?s)Step 2, “Second”, failed: .*administrator.*\nDo this\."):
        steps.run(chosen, three)
    assert done == ["[1/3] First", "made", "[2/3] Second"]
