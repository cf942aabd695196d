"""Verify what can be verified of a deployment without an AWS account (`make deploy-check`)."""

import json
import os
import subprocess
import sys
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

from deploy.package import ROOT

TOOLS = ROOT / ".venv" / "deploy-check" / "bin"
"""cfn-lint and checkov have an environment of their own, because checkov needs another botocore than the emulator."""
ACCEPTED = Path(__file__).parent / "accepted.toml"
TEMPLATES = ("deploy/template.yaml", "deploy/edge.yaml", "deploy/plan.yaml")


def main() -> int:
    """Print the problems, or what was verified. Returns the exit status."""
    problems = [*lint(), *scan()]
    for problem in problems:
        print(f"✗ {problem}")
    if problems:
        return 1
    print(f"✓ cfn-lint and checkov find nothing in {', '.join(TEMPLATES)} that {ACCEPTED.name} does not accept")
    return _run_tests()


def lint() -> list[str]:
    """Return the findings of cfn-lint."""
    result = _run(str(TOOLS / "cfn-lint"), "--format", "parseable", "--include-checks", "I", "--", *TEMPLATES)
    return result.stdout.splitlines() + result.stderr.splitlines()


def scan() -> list[str]:
    """Return the findings of checkov that are not accepted, and the accepted ones that it no longer finds."""
    exceptions = tomllib.loads(ACCEPTED.read_text())
    accepted = [(check, pattern) for check, exception in exceptions.items() for pattern in exception["resources"]]
    findings = _findings()
    used = {exception for exception in accepted if any(_accepts(exception, finding) for finding in findings)}
    new = [
        f"{check} {resource}: {description}"
        for (check, resource), description in findings.items()
        if not any(_accepts(exception, (check, resource)) for exception in accepted)
    ]
    unused = [exception for exception in accepted if exception not in used]
    return new + [f"{ACCEPTED.name}: checkov no longer finds {check} {pattern}" for check, pattern in unused]


def _accepts(exception: tuple[str, str], finding: tuple[str, str]) -> bool:
    (accepted_check, pattern), (check, resource) = exception, finding
    return check == accepted_check and fnmatchcase(resource, pattern)


def _findings() -> dict[tuple[str, str], str]:
    files = [argument for path in TEMPLATES for argument in ("--file", path)]
    # Checkov must neither look anything up nor send anything.
    environment = {**os.environ, "CKV_VALIDATE_SECRETS": "false", "LOG_LEVEL": "ERROR"}
    result = _run(
        str(TOOLS / "checkov"),
        *files,
        "--framework",
        "cloudformation",
        "--skip-download",
        "--output",
        "json",
        env=environment,
    )
    output = json.loads(result.stdout)
    reports = output if isinstance(output, list) else [output]
    failures = [failure for report in reports for failure in report.get("results", {}).get("failed_checks", ())]
    return {(row["check_id"], row["resource"].rpartition(".")[2]): row["check_name"] for row in failures}


def _run_tests() -> int:
    return subprocess.run([sys.executable, "-m", "pytest", "tests/deploy"], cwd=ROOT, check=False).returncode


def _run(*command: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
