"""Fixtures for all tests: AWS in memory (moto), AWS in a process of its own (ministack), people and sockets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import login
from django.middleware.csrf import get_token
from django.test import RequestFactory
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.models import botocore_stubber
from moto.dynamodb.models import dynamodb_backends

from accounts.domain import Profile
from accounts.models.handles import HandleItem
from accounts.models.profiles import ProfileItem
from accounts.models.site import SiteItem
from accounts.models.user import User
from chat.realtime.transport import transport
from chatify.core import clock
from chatify.core.aws import client, session
from chatify.local import outbox as outbox_of_aws
from chatify.local.emulator_process import Emulator
from chatify.local.pool import make_pool
from chatify.local.resources import items, make_bucket, make_sender, make_tables
from tests import rights
from tests.described import DescribedClient
from tests.recording import Record, record

Person = Callable[..., Profile]

# moto listens to sessions that are created after its import, and Django has created this one before.
session().register("before-send", botocore_stubber)
rights.watch()


@contextmanager
def aws_at(endpoint: str | None, cognito: dict[str, str], folder: Path) -> Iterator[None]:
    """Point the settings at this endpoint, and restore them afterwards."""
    # Keep the dictionary itself: by the time it is restored, a test may have replaced `settings.AWS`.
    aws = django_settings.AWS
    before = aws["endpoint_url"], dict(django_settings.COGNITO), django_settings.LOCAL_DIR
    aws["endpoint_url"] = endpoint
    django_settings.COGNITO.update(cognito)
    django_settings.LOCAL_DIR = folder
    try:
        yield
    finally:
        aws["endpoint_url"], pool, django_settings.LOCAL_DIR = before
        django_settings.COGNITO.update(pool)


@dataclass
class Aws:
    endpoint: str
    cognito: dict[str, str]
    emulator: Emulator


@pytest.fixture(scope="session", autouse=True)
def no_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tests without one of the fixtures below away from any AWS, also from a Chatify that runs on this machine."""
    # Answers of constant time have tests of their own; all other tests would only wait at each sign-up.
    django_settings.CONSTANT_TIME_SECONDS = 0.0
    with aws_at("http://127.0.0.1:9", {}, tmp_path_factory.mktemp("no-aws")):
        yield


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """Start a ministack with tables, pool and bucket. Use `embedded_aws`, which also points the settings at it."""
    child = Emulator(tmp_path_factory.mktemp("aws"))
    child.start()
    try:
        with aws_at(child.endpoint, {}, child.folder):
            cognito = make_pool(client("cognito-idp"))
            make_tables()
            make_bucket()
            make_sender()
            # The first account of a site becomes its admin, which no person of a test should be by accident.
            SiteItem.claim_founder("somebody-before")
        yield Aws(child.endpoint, cognito, child)
    finally:
        child.close()


@pytest.fixture
def embedded_aws(emulator: Aws) -> Iterator[Aws]:
    """Use the one emulator of the whole run: tests take fresh ids, and never count the rows of a table."""
    with aws_at(emulator.endpoint, emulator.cognito, emulator.emulator.folder):
        yield emulator


@pytest.fixture
def moto_tables(tmp_path: Path) -> Iterator[None]:
    """Create empty tables in this process: for simple table logic, never for security, transactions or capacity."""
    with mock_aws(), aws_at(None, {}, tmp_path):
        dynamodb_backends[DEFAULT_ACCOUNT_ID][django_settings.AWS["region"]].tables = deepcopy(empty_tables())
        yield


@cache
def empty_tables() -> dict[str, Any]:
    """Return moto's own objects of the tables: to copy them takes 2 ms, to create them 200."""
    for item in items():
        item.create_table(wait=False)
    return deepcopy(dynamodb_backends[DEFAULT_ACCOUNT_ID][django_settings.AWS["region"]].tables)


@pytest.fixture
def person() -> Person:
    """Return a callable: `person("tess", name="Tess", groups={"admins"})` stores a profile and its handle."""

    def make(handle: str | None = None, **fields: Any) -> Profile:
        handle = handle or f"p{uuid4().hex[:12]}"
        item = ProfileItem(
            user_id=fields.pop("id", str(uuid4())),
            initial=handle[0],
            handle=handle,
            name=fields.pop("name", handle.title()),
            email=fields.pop("email", f"{handle}@example.org"),
            created_at=clock.now(),
            **fields,
        )
        HandleItem(handle=handle, user_id=item.user_id).save()
        item.save()
        return item.to_profile()

    return make


@dataclass(frozen=True)
class Account:
    profile: Profile
    email: str
    password: str
    tokens: Any

    @property
    def bearer(self) -> dict[str, str]:
        """Headers for Django's and DRF's test clients: `client.get(url, headers=account.bearer)`."""
        return {"authorization": f"Bearer {self.tokens.access}"}


@pytest.fixture
def outbox(embedded_aws: Aws) -> Callable[[str], list[dict[str, Any]]]:
    """Return a callable: `outbox(email)` is the mails to an address, newest first, as in `/dev/outbox`."""
    return lambda to: [mail.as_dict() for mail in outbox_of_aws.mails(to)]


@pytest.fixture
def signed_up(embedded_aws: Aws, outbox: Any) -> Callable[..., Account]:
    """Return a callable: `signed_up()` is an account that has signed up, confirmed its e-mail and signed in."""

    def make(handle: str | None = None, *, password: str = "correct horse battery", name: str = "Some One") -> Account:
        from accounts.services import sign_in, sign_up

        handle = handle or f"s{uuid4().hex[:12]}"
        email = f"{handle}@example.org"
        # Each account comes from another network address, so that limits per address do not add up.
        address = ".".join(["10", *(str(byte) for byte in uuid4().bytes[:3])])
        sign_up.sign_up(email=email, password=password, handle=handle, name=name, address=address)
        sign_up.confirm(email, outbox(email)[0]["code"], address=address)
        tokens = sign_in.for_api(email, password, sign_in.Visitor(address))
        profile = ProfileItem.profile(next(HandleItem.query(handle)).user_id)
        assert profile is not None
        return Account(profile, email, password, tokens)

    return make


@pytest.fixture
def recorded(settings: Any) -> Iterator[Record]:
    """Record what sockets would get: `recorded.sent_to(connection_id)`, `recorded.frames`."""
    settings.SOCKET_TRANSPORT = "tests.recording.Recording"
    transport.cache_clear()
    record.clear()
    yield record
    transport.cache_clear()


@pytest.fixture
def api_client() -> Callable[[Profile], DescribedClient]:
    """Return a callable: `api_client(profile)` is a client with a session cookie, CSRF checks and JSON bodies."""

    def make(profile: Profile) -> DescribedClient:
        browser = DescribedClient(enforce_csrf_checks=True)
        browser.default_format = "json"
        sign_in(browser, profile)
        return browser

    return make


def sign_in(browser: Any, profile: Profile) -> None:
    """Sign any test client in, as `django.contrib.auth.login` does it for a page."""
    request = RequestFactory().get("/")
    request.session = import_module(django_settings.SESSION_ENGINE).SessionStore()
    request.session.owner = profile.id  # type: ignore[attr-defined]  # defined in accounts.sessions
    login(request, User.of(profile), backend=django_settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    browser.cookies[django_settings.SESSION_COOKIE_NAME] = request.session.session_key
    token = get_token(request)
    browser.cookies[django_settings.CSRF_COOKIE_NAME] = request.META["CSRF_COOKIE"]
    browser.credentials(HTTP_X_CSRFTOKEN=token)
