"""Every page in every method and role, against a declared table, as `test_authorisation` has the API."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from accounts.models.user import User
from tests.api.world import ROLES, World, declared

# The conversation is a private group in which {user_id}, a plain member, wrote message 1. “sign-in” is a redirect to the
# sign-in page, “on” a redirect after the act. 422 is the page again with the reason; 401 asks for a real sign-in at
# Cognito, which these people lack.
TABLE = """
                                                     anonymous stranger member  moderator owner banned  staff
GET  /                                               200       200      200     200       200   200     200
GET  site.webmanifest                                200       200      200     200       200   200     200
POST theme                                           on        on       on      on        on    on      on
GET  avatars/{avatar_id}                             404       404      404     404       404   404     404
GET  channels/                                       sign-in   200      200     200       200   sign-in 200
GET  c/new/                                          sign-in   200      200     200       200   sign-in 200
POST c/new/                                          sign-in   on       on      on        on    sign-in on
GET  c/{conversation_id}                             sign-in   404      200     200       200   sign-in 404
POST c/{conversation_id}                             sign-in   404      on      on        on    sign-in 404
GET  c/{conversation_id}/{seq}                       sign-in   404      200     200       200   sign-in 404
POST c/{conversation_id}/{seq}/react                 sign-in   404      on      on        on    sign-in 404
POST c/{conversation_id}/{seq}/pin                   sign-in   404      on      on        on    sign-in 404
GET  c/{conversation_id}/{seq}/delete                sign-in   404      200     200       200   sign-in 404
POST c/{conversation_id}/{seq}/delete                sign-in   404      403     on        on    sign-in 404
GET  c/{conversation_id}/{seq}/history               sign-in   404      200     200       200   sign-in 404
GET  c/{conversation_id}/pins/                       sign-in   404      200     200       200   sign-in 404
POST c/{conversation_id}/join                        sign-in   404      on      on        on    sign-in 404
POST c/{conversation_id}/read                        sign-in   404      on      on        on    sign-in 404
GET  c/{conversation_id}/leave                       sign-in   404      200     200       200   sign-in 404
POST c/{conversation_id}/leave                       sign-in   404      on      on        422   sign-in 404
POST c/{conversation_id}/unread                      sign-in   404      on      on        on    sign-in 404
POST c/{conversation_id}/notify                      sign-in   404      on      on        on    sign-in 404
GET  c/{conversation_id}/archive                     sign-in   404      403     403       200   sign-in 404
POST c/{conversation_id}/archive                     sign-in   404      403     403       on    sign-in 404
GET  c/{conversation_id}/details/                    sign-in   404      200     200       200   sign-in 404
POST c/{conversation_id}/details/                    sign-in   404      422     422       on    sign-in 404
GET  c/{conversation_id}/members/                    sign-in   404      200     200       200   sign-in 404
POST c/{conversation_id}/members/                    sign-in   404      on      on        on    sign-in 404
POST c/{conversation_id}/members/{user_id}/role      sign-in   404      422     422       on    sign-in 404
GET  c/{conversation_id}/members/{user_id}/remove    sign-in   404      200     200       200   sign-in 404
POST c/{conversation_id}/members/{user_id}/remove    sign-in   404      422     on        on    sign-in 404
GET  c/{conversation_id}/members/{user_id}/hand-over sign-in   404      200     200       200   sign-in 404
POST c/{conversation_id}/members/{user_id}/hand-over sign-in   404      422     422       on    sign-in 404
GET  c/{conversation_id}/invites/                    sign-in   404      403     200       200   sign-in 404
POST c/{conversation_id}/invites/                    sign-in   404      403     200       200   sign-in 404
POST c/{conversation_id}/invites/{invite_id}/revoke  sign-in   404      403     on        on    sign-in 404
GET  i/{code}                                        sign-in   200      200     200       200   sign-in 200
POST i/{code}                                        sign-in   on       on      on        on    sign-in on
GET  people/{handle}/                                sign-in   200      200     200       200   sign-in 200
GET  people/{user_id}/card                           sign-in   200      200     200       200   sign-in 200
POST people/{user_id}/write                          sign-in   on       on      on        on    sign-in on
GET  people/{user_id}/block                          sign-in   200      200     200       200   sign-in 200
POST people/{user_id}/block                          sign-in   on       on      on        on    sign-in on
POST people/{user_id}/unblock                        sign-in   on       on      on        on    sign-in on
GET  settings/privacy/blocked/                       sign-in   200      200     200       200   sign-in 200
POST settings/privacy/blocked/                       sign-in   200      200     200       200   sign-in 200
GET  accounts/sign-up/                               200       on       on      on        on    200     on
POST accounts/sign-up/                               200       on       on      on        on    200     on
GET  accounts/confirm/                               200       on       on      on        on    200     on
POST accounts/confirm/                               200       on       on      on        on    200     on
POST accounts/resend/                                200       on       on      on        on    200     on
GET  accounts/sign-in/                               200       on       on      on        on    200     on
POST accounts/sign-in/                               200       on       on      on        on    200     on
GET  accounts/second-step/                           sign-in   sign-in  sign-in sign-in   sign-in sign-in sign-in
POST accounts/second-step/                           sign-in   sign-in  sign-in sign-in   sign-in sign-in sign-in
GET  accounts/forgot/                                200       on       on      on        on    200     on
POST accounts/forgot/                                200       on       on      on        on    200     on
GET  accounts/reset/                                 200       on       on      on        on    200     on
POST accounts/reset/                                 200       on       on      on        on    200     on
POST accounts/sign-out/                              on        on       on      on        on    on      on
GET  accounts/deleted/{job_id}/                      404       404      404     404       404   404     404
GET  settings/                                       sign-in   200      200     200       200   sign-in 200
POST settings/                                       sign-in   200      200     200       200   sign-in 200
POST settings/picture/                               sign-in   200      200     200       200   sign-in 200
GET  settings/account/                               sign-in   200      200     200       200   sign-in 200
POST settings/account/                               sign-in   200      200     200       200   sign-in 200
GET  settings/account/email/                         sign-in   200      200     200       200   sign-in 200
POST settings/account/email/                         sign-in   200      200     200       200   sign-in 200
GET  settings/account/email/confirm/                 sign-in   200      200     200       200   sign-in 200
POST settings/account/email/confirm/                 sign-in   200      200     200       200   sign-in 200
GET  settings/security/                              sign-in   401      401     401       401   sign-in 401
GET  settings/security/password/                     sign-in   200      200     200       200   sign-in 200
POST settings/security/password/                     sign-in   200      200     200       200   sign-in 200
GET  settings/security/second-step/                  sign-in   sign-in  sign-in sign-in   sign-in sign-in sign-in
POST settings/security/second-step/                  sign-in   200      200     200       200   sign-in 200
GET  settings/security/second-step/off/              sign-in   200      200     200       200   sign-in 200
POST settings/security/second-step/off/              sign-in   200      200     200       200   sign-in 200
GET  settings/sessions/                              sign-in   200      200     200       200   sign-in 200
POST settings/sessions/                              sign-in   on       on      on        on    sign-in on
POST settings/sessions/{session_id}/end/             sign-in   404      404     404       404   sign-in 404
GET  settings/privacy/                               sign-in   200      200     200       200   sign-in 200
POST settings/privacy/download/                      sign-in   200      200     200       200   sign-in 200
GET  settings/privacy/export/{name}                  sign-in   404      404     404       404   sign-in 404
GET  settings/privacy/delete/                        sign-in   200      200     200       200   sign-in 200
POST settings/privacy/delete/                        sign-in   200      200     200       200   sign-in 200
GET  settings/site/                                  sign-in   403      403     403       403   sign-in 200
POST settings/site/                                  sign-in   403      403     403       403   sign-in 200
"""
FIELDS: dict[str, dict[str, str]] = {
    "POST c/new/": {"handles": "{guest}"},
    "POST c/{conversation_id}": {"body": "hello", "client_id": "8c3a8f4e-37ce-4b1c-8c8e-0a3fd3f1ffde"},
    "POST c/{conversation_id}/{seq}/react": {"react": "👍"},
    "POST c/{conversation_id}/read": {"seq": "1"},
    "POST c/{conversation_id}/unread": {"seq": "1"},
    "POST c/{conversation_id}/notify": {"notify": "none"},
    "POST c/{conversation_id}/details/": {"name": "theirs", "posting": "members"},
    "POST c/{conversation_id}/members/": {"handles": "{guest}"},
    "POST c/{conversation_id}/members/{user_id}/role": {"role": "moderator"},
    "POST c/{conversation_id}/invites/": {"days": "7", "uses": "0"},
}
METHODS = ("get", "post", "patch", "delete")
"""Without PUT, which Django’s form views answer as they answer POST."""
ELSEWHERE = ("api/", "^api/", "admin/", "dev/", "healthz", "readyz")
EXPECTED = declared(TABLE)


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, address)
        elif isinstance(entry, URLPattern) and not address.startswith(ELSEWHERE):
            yield re.sub(r"<\w+:(\w+)>", r"{\1}", address) or "/"


def answer(call: str, role: str, world: World) -> str:
    method, path = call.split()
    client = Client()
    if role != "anonymous":
        # The profile is read again, since one of the acts signs them out everywhere.
        client.force_login(User.of(load_profile(world.people[role].id)))
    fields = {name: world.fill(value) for name, value in FIELDS.get(call, {}).items()}
    given = getattr(client, method.lower())(f"/{world.fill(path).lstrip('/')}", fields)
    if given.status_code != 302:
        return str(given.status_code)
    return "sign-in" if given["Location"].startswith("/accounts/sign-in/") else "on"


def load_profile(user_id: str) -> Profile:
    profile = ProfileItem.profile(user_id)
    assert profile is not None
    return profile


@pytest.fixture
def house(world: Callable[..., World]) -> Callable[[], World]:
    """Make a `world` with all ids that a page's address may hold."""

    def make() -> World:
        base = world()
        guest = load_profile(base.places["guest"]).handle
        others = {
            "guest": guest,
            "handle": guest,
            "invite_id": base.places["invite"],
            "name": "x",
            "job_id": "x",
            "avatar_id": "x",
        }
        return World(base.people, base.places | others)

    return make


def answers(calls: Iterator[str], make: Callable[[], World]) -> dict[str, dict[str, str]]:
    """Return the answers by call and role, in a new world after each act that changed it."""
    given: dict[str, dict[str, str]] = {}
    world = make()
    for call in calls:
        given[call] = {}
        for role in ROLES:
            given[call][role] = answer(call, role, world)
            if given[call][role] == "on":
                world = make()
    return given


def test_the_table_declares_every_page_and_no_other() -> None:
    paths = set(addresses(get_resolver()))
    assert {call.split()[1] for call in EXPECTED} == paths
    print(f"\n{len(EXPECTED)} pages with their methods, {len(EXPECTED) * len(ROLES)} pairs of a page and a role")


def test_no_page_has_another_method(house: Callable[[], World]) -> None:
    world = house()
    undeclared = [
        (method, path)
        for path in sorted({call.split()[1] for call in EXPECTED})
        for method in METHODS
        if f"{method.upper()} {path}" not in EXPECTED
    ]
    client = Client()
    client.force_login(User.of(world.people["owner"]))
    odd = [
        (method, path)
        for method, path in undeclared
        if getattr(client, method)(f"/{world.fill(path).lstrip('/')}").status_code not in (405, 403, 302)
    ]
    assert odd == []


@pytest.mark.parametrize("part", ["/", "c/", "people/", "settings/", "accounts/"])
def test_each_role_is_answered_as_declared(part: str, house: Callable[[], World]) -> None:
    expected = {call: row for call, row in EXPECTED.items() if _part(call) == part}
    assert answers(iter(expected), house) == expected


def _part(call: str) -> str:
    first = call.split()[1].partition("/")[0] + "/"
    return first if first in {"c/", "people/", "settings/", "accounts/"} else "/"
