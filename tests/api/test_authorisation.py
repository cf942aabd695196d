"""Every route of the API in every role, against a declared table. An undeclared route fails."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from accounts.domain import Profile
from tests.api.world import MESSAGES, ROLES, World, declared

# The conversation is a private group in which {user_id}, a plain member, wrote message 1.
TABLE = """
                                                      anonymous stranger member moderator owner banned staff
POST   auth/sign-up                                         400      400    400       400   400    400   400
POST   auth/confirm                                         400      400    400       400   400    400   400
POST   auth/resend                                          400      400    400       400   400    400   400
POST   auth/sign-in                                         400      400    400       400   400    400   400
POST   auth/challenge                                       400      400    400       400   400    400   400
POST   auth/forgot                                          400      400    400       400   400    400   400
POST   auth/reset                                           400      400    400       400   400    400   400
POST   auth/refresh                                         400      400    400       400   400    400   400
POST   auth/sign-out                                        401      204    204       204   204    403   204
GET    me                                                   401      200    200       200   200    403   200
PATCH  me                                                   401      200    200       200   200    403   200
PUT    me/avatar                                            401      415    415       415   415    403   415
DELETE me/avatar                                            401      204    204       204   204    403   204
POST   me/password                                          401      400    400       400   400    403   400
POST   me/totp                                              401      401    401       401   401    403   401
POST   me/totp/verify                                       401      400    400       400   400    403   400
POST   me/totp/remove                                       401      400    400       400   400    403   400
GET    me/sessions                                          401      200    200       200   200    403   200
DELETE me/sessions/{session_id}                             401      404    404       404   404    403   404
GET    me/export                                            401      200    200       200   200    403   200
POST   me/delete                                            401      400    400       400   400    403   400
GET    me/blocks                                            401      200    200       200   200    403   200
PUT    me/blocks/{user_id}                                  401      204    204       204   204    403   204
DELETE me/blocks/{user_id}                                  401      204    204       204   204    403   204
GET    users                                                401      200    200       200   200    403   200
GET    users/{user_id}                                      401      200    200       200   200    403   200
GET    channels                                             401      200    200       200   200    403   200
POST   sync                                                 401      200    200       200   200    403   200
POST   ws-ticket                                            401      201    201       201   201    403   201
GET    conversations                                        401      200    200       200   200    403   200
POST   conversations                                        401      201    201       201   201    403   201
GET    conversations/{conversation_id}                      401      404    200       200   200    403   404
PATCH  conversations/{conversation_id}                      401      404    403       403   200    403   404
POST   conversations/{conversation_id}/archive              401      404    403       403   200    403   404
POST   conversations/{conversation_id}/unarchive            401      404    403       403   200    403   404
POST   conversations/{conversation_id}/join                 401      404    200       200   200    403   404
GET    conversations/{conversation_id}/members              401      404    200       200   200    403   404
POST   conversations/{conversation_id}/members              401      404    200       200   200    403   404
PATCH  conversations/{conversation_id}/members/{user_id}    401      404    403       403   200    403   404
DELETE conversations/{conversation_id}/members/{user_id}    401      404    403       204   204    403   404
PATCH  conversations/{conversation_id}/me                   401      404    200       200   200    403   404
PUT    conversations/{conversation_id}/read                 401      404    200       200   200    403   404
POST   conversations/{conversation_id}/unread               401      404    200       200   200    403   404
POST   conversations/{conversation_id}/typing               401      404    204       204   204    403   404
GET    conversations/{conversation_id}/pins                 401      404    200       200   200    403   404
GET    conversations/{conversation_id}/invites              401      404    403       200   200    403   404
POST   conversations/{conversation_id}/invites              401      404    403       201   201    403   404
DELETE conversations/{conversation_id}/invites/{code}       401      404    403       204   204    403   404
GET    invites/{code}                                       401      200    200       200   200    403   200
POST   invites/{code}                                       401      200    200       200   200    403   200
GET    {messages}                                           401      404    200       200   200    403   404
POST   {messages}                                           401      404    201       201   201    403   404
GET    {messages}/{seq}                                     401      404    200       200   200    403   404
PATCH  {messages}/{seq}                                     401      404    403       403   403    403   404
DELETE {messages}/{seq}                                     401      404    403       204   204    403   404
GET    {messages}/{seq}/history                             401      404    200       200   200    403   404
GET    {messages}/{seq}/reactions                           401      404    200       200   200    403   404
PUT    {messages}/{seq}/reactions/{emoji}                   401      404    204       204   204    403   404
DELETE {messages}/{seq}/reactions/{emoji}                   401      404    204       204   204    403   404
PUT    {messages}/{seq}/pin                                 401      404    204       204   204    403   404
DELETE {messages}/{seq}/pin                                 401      404    204       204   204    403   404
POST   {messages}/{seq}/report                              401      404    202       202   202    403   404
"""
# In a public channel only this differs: outsiders see it without its messages and may join.
PUBLIC = """
GET    conversations/{conversation_id}                      401      200    200       200   200    403   200
POST   conversations/{conversation_id}/join                 401      200    200       200   200    403   200
"""
BODIES: dict[str, dict[str, Any]] = {
    "POST conversations": {"kind": "group", "name": "mine"},
    "PATCH conversations/{conversation_id}": {"name": "theirs"},
    "POST conversations/{conversation_id}/members": {"user_ids": ["GUEST"]},
    "PATCH conversations/{conversation_id}/members/{user_id}": {"role": "moderator"},
    "PATCH conversations/{conversation_id}/me": {"draft": "x"},
    "PUT conversations/{conversation_id}/read": {"seq": 1},
    "POST conversations/{conversation_id}/unread": {"seq": 1},
    "POST {messages}": {"body": "hello", "client_id": "8c3a8f4e-37ce-4b1c-8c8e-0a3fd3f1ffde"},
    "PATCH {messages}/{seq}": {"body": "theirs"},
    "POST {messages}/{seq}/report": {"reason": "spam"},
    "POST sync": {"cursors": {}},
}
METHODS = ("get", "post", "put", "patch", "delete")
QUERIES = {"users": "?prefix=a"}


EXPECTED, IN_PUBLIC = declared(TABLE), declared(PUBLIC)
CONVERSATION_CALLS = [call for call in EXPECTED if "{conversation_id}" in call or "{messages}" in call]
FROM_OUTSIDE = ("anonymous", "stranger", "banned", "staff")


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, address)
        elif isinstance(entry, URLPattern) and address.startswith("api/v1/"):
            path = re.sub(r"<\w+:(\w+)>", r"{\1}", address.removeprefix("api/v1/")).replace(MESSAGES, "{messages}")
            view = entry.callback.view_class  # type: ignore[attr-defined]
            yield from (f"{name.upper()} {path}" for name in METHODS if hasattr(view, name))


def answers(call: str, make: Callable[[], World], sign_in: Callable[[Profile], APIClient], roles: Iterable[str]) -> Any:
    """Return the status by role, in a new world after each act that changed it."""
    statuses: dict[str, str] = {}
    world = make()
    for role in roles:
        statuses[role] = status(call, role, world, sign_in)
        if statuses[role] < "300" and not call.startswith("GET"):
            world = make()
    return statuses


def status(call: str, role: str, world: World, sign_in: Callable[[Profile], APIClient]) -> str:
    method, path = call.split()
    client = APIClient() if role == "anonymous" else sign_in(world.people[role])
    address = f"/api/v1/{world.fill(path)}{QUERIES.get(path, '')}"
    if method == "GET":
        return str(client.get(address).status_code)
    body = json.dumps(BODIES.get(call, {})).replace("GUEST", world.places["guest"])
    send = getattr(client, method.lower())
    return str(send(address, body, content_type="application/json").status_code)


def test_the_table_declares_every_route_and_no_other() -> None:
    assert sorted(routes(get_resolver())) == sorted(EXPECTED)
    pairs = len(EXPECTED) * len(ROLES) + len(CONVERSATION_CALLS) * len(FROM_OUTSIDE)
    print(f"\n{len(EXPECTED)} routes with their methods, {pairs} pairs of a route and a role")


@pytest.mark.parametrize("call", EXPECTED)
def test_each_role_is_answered_as_declared_in_a_private_group(
    call: str, world: Callable[..., World], api_client: Any
) -> None:
    assert answers(call, world, api_client, ROLES) == EXPECTED[call]


@pytest.mark.parametrize("call", CONVERSATION_CALLS)
def test_outsiders_are_answered_as_declared_in_a_public_channel(
    call: str, world: Callable[..., World], api_client: Any
) -> None:
    """A public channel is as closed to outsiders as a private group, but for the exceptions above."""
    make = partial(world, kind="channel", name="open", public=True)
    expected = IN_PUBLIC.get(call, EXPECTED[call])
    assert answers(call, make, api_client, FROM_OUTSIDE) == {role: expected[role] for role in FROM_OUTSIDE}
