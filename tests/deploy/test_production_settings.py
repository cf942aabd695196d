"""The settings of production pass Django's checks, and incomplete ones do not start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.production import PRODUCTION

ROOT = Path(__file__).parents[2]


def run_check(**changed: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CHATIFY_", "DJANGO_"))}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    variables = {**clean, **PRODUCTION, **changed}
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


def test_django_warns_of_nothing() -> None:
    result = run_check()
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize(
    ("changed", "named_variable"),
    [
        ({"CHATIFY_SECRET_KEY": "insecure-development-key"}, "CHATIFY_SECRET_KEY"),
        ({"CHATIFY_SECRET_KEY": "short"}, "CHATIFY_SECRET_KEY"),
        ({"CHATIFY_AWS_ENDPOINT": "http://127.0.0.1:4566"}, "CHATIFY_AWS_ENDPOINT"),
        ({"CHATIFY_COGNITO_POOL_ID": "", "CHATIFY_SECRET_KEY": ""}, "CHATIFY_SECRET_KEY, CHATIFY_COGNITO_POOL_ID"),
    ],
)
def test_incomplete_settings_do_not_start(changed: dict[str, str], named_variable: str) -> None:
    result = run_check(**changed)
    assert result.returncode != 0
    assert named_variable in result.stderr


def test_production_never_has_debug_switched_on() -> None:
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
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=variables, capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == ["False", "False", "False"]
