"""Production's settings: Django finds nothing to warn of, and half a production does not start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.production import PRODUCTION

ROOT = Path(__file__).parents[2]


def check(**changed: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CHATIFY_", "DJANGO_"))}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    variables = {**clean, **PRODUCTION, **changed}
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


def test_django_finds_nothing_to_warn_of() -> None:
    done = check()
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"CHATIFY_SECRET_KEY": "insecure-development-key"}, "CHATIFY_SECRET_KEY"),
        ({"CHATIFY_SECRET_KEY": "short"}, "CHATIFY_SECRET_KEY"),
        ({"CHATIFY_AWS_ENDPOINT": "http://127.0.0.1:4566"}, "CHATIFY_AWS_ENDPOINT"),
        ({"CHATIFY_COGNITO_POOL_ID": "", "CHATIFY_SECRET_KEY": ""}, "CHATIFY_SECRET_KEY, CHATIFY_COGNITO_POOL_ID"),
    ],
)
def test_half_a_production_does_not_start(changed: dict[str, str], named: str) -> None:
    done = check(**changed)
    assert done.returncode != 0
    assert named in done.stderr


def test_production_never_debugs() -> None:
    script = (
        "from django.conf import settings;"
        " print(settings.DEBUG, settings.LOCAL, 'chatify.local' in settings.INSTALLED_APPS)"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CHATIFY_")}
    variables = {
        **clean,
        **PRODUCTION,
        "DJANGO_SETTINGS_MODULE": "chatify.settings",
        "DEBUG": "1",
        "CHATIFY_DEBUG": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=variables, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False", "False"]
