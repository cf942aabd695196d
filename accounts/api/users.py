"""Other people, as everyone may see them."""

from collections.abc import Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import wire
from accounts.api.shapes import PeopleOut, PeopleQuery, PublicProfile
from accounts.domain import Profile
from accounts.requests import caller
from accounts.services import limits, people
from chatify.rest import cursors
from chatify.rest.input import validated
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View


class Users(View):
    @describe(
        "Find people by the start of their handle, or read several by id.",
        query=PeopleQuery,
        responses={200: PeopleOut},
        limits=("search",),
    )
    def get(self, request: Request) -> Response:
        asked = validated(PeopleQuery, request.query_params)
        if "ids" in asked:
            return Response({"results": _shown(people.many(asked["ids"]), caller(request)), "next": None})
        limits.hit_here("search", caller(request).id)
        after = cursors.decode_pair(asked["cursor"])
        found, last = people.by_handle(asked["prefix"], limit=asked["limit"], after=after)
        return Response({"results": _shown(found, caller(request)), "next": cursors.encode(last)})


class User(View):
    @describe("One person.", responses={200: PublicProfile})
    def get(self, request: Request, user_id: str) -> Response:
        return Response(_shown([people.one(user_id)], caller(request))[0])


def _shown(profiles: Sequence[Profile], viewer: Profile) -> list[dict[str, Any]]:
    online = people.online(profiles, viewer)
    return [wire.public(profile, online=profile.id in online) for profile in profiles]
