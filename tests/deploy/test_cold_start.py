"""A function's cold start: secrets come from Parameter Store, and a function gets only those that it needs."""

import gc
import os
from typing import Any

import boto3
import pytest

from deploy.handlers import parameters
from deploy.handlers.cold_start import REQUIRED, WITHOUT_PAGES, freeze_heap, prepare
from deploy.handlers.parameters import SecretsMissing


@pytest.fixture
def put_parameter(monkeypatch: pytest.MonkeyPatch, emulator: Any) -> Any:
    """Set a function's environment, without secrets, and return a callable that writes a parameter."""
    for name in (*REQUIRED, "CHATIFY_ORIGIN_SECRET", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # so that it is restored after the test
        monkeypatch.delenv(name)
    variables = {
        "CHATIFY_STAGE": "production",
        "CHATIFY_PARAMETERS": "/started/",
        "AWS_ENDPOINT_URL": emulator.endpoint,
    }
    variables |= {"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    ssm = boto3.client("ssm", "us-east-1", aws_access_key_id="local", aws_secret_access_key="local")
    return lambda name, value: ssm.put_parameter(
        Name=f"/started/{name}", Value=value, Type="SecureString", Overwrite=True
    )


@pytest.fixture(autouse=True)
def garbage_collector() -> Any:
    yield
    gc.enable()


def test_garbage_collector_is_off_until_the_start_is_over(put_parameter) -> None:
    prepare()
    assert not gc.isenabled()
    freeze_heap()
    assert gc.isenabled()


def test_objects_of_the_start_are_exempt_from_garbage_collection() -> None:
    gc.disable()
    freeze_heap()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
    gc.unfreeze()


def test_functions_get_the_settings_without_pages_unless_they_ask_for_others(put_parameter, monkeypatch) -> None:
    prepare()
    assert os.environ["DJANGO_SETTINGS_MODULE"] == WITHOUT_PAGES
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE")
    prepare(settings_module="chatify.settings")
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "chatify.settings"


def test_secrets_come_from_parameters(put_parameter) -> None:
    put_parameter("origin-secret", "new,old")
    prepare("CHATIFY_ORIGIN_SECRET")
    assert os.environ["CHATIFY_ORIGIN_SECRET"] == "new,old"


def test_every_missing_parameter_is_named(put_parameter) -> None:
    with pytest.raises(SecretsMissing, match=r"/started/nothing, /started/nowhere|/started/nowhere, /started/nothing"):
        prepare("CHATIFY_NOTHING", "CHATIFY_NOWHERE")


def test_a_secret_in_the_environment_is_not_requested(put_parameter, monkeypatch) -> None:
    monkeypatch.setattr(parameters, "read_parameters", lambda names: pytest.fail("a parameter was requested"))
    monkeypatch.setenv("CHATIFY_ORIGIN_SECRET", "here")
    prepare("CHATIFY_ORIGIN_SECRET")


def test_a_function_without_use_for_a_key_gets_a_random_one(put_parameter) -> None:
    prepare()
    assert len(os.environ["CHATIFY_SECRET_KEY"]) > 50
    assert os.environ["CHATIFY_SECRET_KEY"] != os.environ["CHATIFY_COGNITO_CLIENT_SECRET"]


def test_a_local_process_needs_no_secret(put_parameter, monkeypatch) -> None:
    monkeypatch.setenv("CHATIFY_STAGE", "local")
    prepare("CHATIFY_ORIGIN_SECRET")
    assert "CHATIFY_ORIGIN_SECRET" not in os.environ
