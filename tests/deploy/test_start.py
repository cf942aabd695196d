"""A function's start: secrets from Parameter Store into the process, and none that it doesn't need."""

import gc
import os
from typing import Any

import boto3
import pytest

from deploy.handlers import parameters
from deploy.handlers.parameters import SecretsMissing
from deploy.handlers.start import REQUIRED, settle, start


@pytest.fixture
def function(monkeypatch: pytest.MonkeyPatch, emulator: Any) -> Any:
    """The environment of a function; answers what writes a parameter."""
    for name in (*REQUIRED, "CHATIFY_ORIGIN_SECRET"):
        monkeypatch.setenv(name, "x")  # so that it is put back afterwards
        monkeypatch.delenv(name)
    values = {"CHATIFY_STAGE": "production", "CHATIFY_PARAMETERS": "/started/", "AWS_ENDPOINT_URL": emulator.endpoint}
    values |= {"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    ssm = boto3.client("ssm", "us-east-1", aws_access_key_id="local", aws_secret_access_key="local")
    return lambda name, value: ssm.put_parameter(
        Name=f"/started/{name}", Value=value, Type="SecureString", Overwrite=True
    )


def test_what_a_start_made_is_never_looked_through_for_garbage() -> None:
    gc.disable()
    settle()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
    gc.unfreeze()


def test_secrets_come_from_parameters(function) -> None:
    function("origin-secret", "new,old")
    start("CHATIFY_ORIGIN_SECRET")
    assert os.environ["CHATIFY_ORIGIN_SECRET"] == "new,old"


def test_all_that_is_missing_is_named(function) -> None:
    with pytest.raises(SecretsMissing, match=r"/started/nothing, /started/nowhere|/started/nowhere, /started/nothing"):
        start("CHATIFY_NOTHING", "CHATIFY_NOWHERE")


def test_what_is_set_is_not_asked_for(function, monkeypatch) -> None:
    monkeypatch.setattr(parameters, "read", lambda names: pytest.fail("asked"))
    monkeypatch.setenv("CHATIFY_ORIGIN_SECRET", "here")
    start("CHATIFY_ORIGIN_SECRET")


def test_a_function_without_use_for_a_key_gets_one_of_its_own(function) -> None:
    start()
    assert len(os.environ["CHATIFY_SECRET_KEY"]) > 50
    assert os.environ["CHATIFY_SECRET_KEY"] != os.environ["CHATIFY_COGNITO_CLIENT_SECRET"]


def test_on_a_laptop_nothing_happens(function, monkeypatch) -> None:
    monkeypatch.setenv("CHATIFY_STAGE", "local")
    start("CHATIFY_ORIGIN_SECRET")
    assert "CHATIFY_ORIGIN_SECRET" not in os.environ
