"""Errors say what to do and show no traceback: without credentials, network or rights, or if a step fails."""

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
from deploy.errors import DeployError, describe

ROOT = Path(__file__).parents[2]
NOWHERE = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1"}
KEYS = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
COMMANDS = ("deploy", "destroy", "rotate", "admin-url", "logs")


def run(home: Path, *arguments: str, **variables: str) -> str:
    """Run a command that must fail, and return its error output."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    result = subprocess.run(
        [sys.executable, "-m", "deploy", *arguments],
        cwd=ROOT,
        env={**clean, **NOWHERE, "HOME": str(home), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    return result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_missing_credentials_explain_how_to_sign_in(command: str, tmp_path: Path) -> None:
    assert "aws sso login" in run(tmp_path, command, "--region", "eu-central-1")


def test_missing_region_asks_for_one(tmp_path: Path) -> None:
    assert "--region eu-central-1" in run(tmp_path, "deploy")


def test_unreachable_aws_suggests_network_and_region(tmp_path: Path) -> None:
    assert "region spelt right" in run(tmp_path, "deploy", "--region", "eu-centrl-1", **KEYS)


def test_unknown_profile_is_named(tmp_path: Path) -> None:
    assert "nope" in run(tmp_path, "logs", "--region", "eu-central-1", AWS_PROFILE="nope")


@pytest.mark.parametrize(
    ("code", "advice"), [("ExpiredToken", "aws sso login"), ("AccessDenied", "administrator"), ("Throttling", "Rate")]
)
def test_refusals_of_aws_are_explained(code: str, advice: str) -> None:
    assert advice in describe(ClientError({"Error": {"Code": code, "Message": "Rate"}}, "CreateStack"))


def test_a_failed_step_names_itself_and_what_to_do() -> None:
    output: list[str] = []

    def fails(_: Any) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "PutParameter")

    deployment: Any = SimpleNamespace(say=output.append, arguments=Namespace())
    three_steps = (("First", lambda _: output.append("made"), ""), ("Second", fails, "Do this."), ("Third", fails, ""))
    with pytest.raises(DeployError, match=r"(?s)Step 2, “Second”, failed: .*administrator.*\nDo this\."):
        steps.run(deployment, three_steps)
    assert output == ["[1/3] First", "made", "[2/3] Second"]
