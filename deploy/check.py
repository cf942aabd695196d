"""`make deploy-check`: everything about a deployment that can be verified without an AWS account."""

import json
import os
import subprocess
import sys
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

from deploy.package import ROOT

TOOLS = ROOT / ".venv" / "deploy-check" / "bin"
"""cfn-lint and checkov, in an environment of their own: checkov wants another botocore than the emulator."""
ACCEPTED = Path(__file__).parent / "accepted.toml"
TEMPLATES = ("deploy/template.yaml", "deploy/edge.yaml", "deploy/plan.yaml")


def main() -> int:
    """The exit status. Prints what is wrong, else what was verified."""
    wrong = [*lint(), *scan()]
    for words in wrong:
        print(f"✗ {words}")
    if wrong:
        return 1
    print(f"✓ cfn-lint and checkov: nothing in {', '.join(TEMPLATES)} but what {ACCEPTED.name} accepts")
    return _test()


def lint() -> list[str]:
    done = _run(str(TOOLS / "cfn-lint"), "--format", "parseable", "--include-checks", "I", "--", *TEMPLATES)
    return done.stdout.splitlines() + done.stderr.splitlines()


def scan() -> list[str]:
    """What checkov finds beyond the accepted, and what is accepted and no longer found."""
    accepted = [
        (check, name) for check, one in tomllib.loads(ACCEPTED.read_text()).items() for name in one["resources"]
    ]
    found = _findings()
    used = {
        (check, pattern) for check, name in found for known, pattern in accepted if _fits(check, name, known, pattern)
    }
    new = [
        f"{check} {name}: {words}"
        for (check, name), words in found.items()
        if not any(_fits(check, name, known, pattern) for known, pattern in accepted)
    ]
    return new + [
        f"{ACCEPTED.name}: {check} {name} is found no more" for check, name in accepted if (check, name) not in used
    ]


def _fits(check: str, name: str, known: str, pattern: str) -> bool:
    return check == known and fnmatchcase(name, pattern)


def _findings() -> dict[tuple[str, str], str]:
    files = [argument for path in TEMPLATES for argument in ("--file", path)]
    # Quiet about the network: nothing is to be looked up or sent.
    environment = {**os.environ, "CKV_VALIDATE_SECRETS": "false", "LOG_LEVEL": "ERROR"}
    done = _run(
        str(TOOLS / "checkov"),
        *files,
        "--framework",
        "cloudformation",
        "--skip-download",
        "--output",
        "json",
        env=environment,
    )
    told = json.loads(done.stdout)
    reports = told if isinstance(told, list) else [told]
    failed = [one for report in reports for one in report.get("results", {}).get("failed_checks", ())]
    return {(one["check_id"], one["resource"].rpartition(".")[2]): one["check_name"] for one in failed}


def _test() -> int:
    return subprocess.run([sys.executable, "-m", "pytest", "tests/deploy"], cwd=ROOT, check=False).returncode


def _run(*command: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
