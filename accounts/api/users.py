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
        query = validated(PeopleQuery, request.query_params)
        if "ids" in query:
            return Response(
                {"results": _public_profiles(people.list_people(query["ids"]), caller(request)), "next": None}
            )
        limits.hit_here("search", caller(request).id)
        after = cursors.decode_pair(query["cursor"])
        profiles, last = people.find_by_prefix(query["prefix"], limit=query["limit"], after=after)
        return Response({"results": _public_profiles(profiles, caller(request)), "next": cursors.encode(last)})


class User(View):
    @describe("One person.", responses={200: PublicProfile})
    def get(self, request: Request, user_id: str) -> Response:
        return Response(_public_profiles([people.get_person(user_id)], caller(request))[0])


def _public_profiles(profiles: Sequence[Profile], viewer: Profile) -> list[dict[str, Any]]:
    online_ids = people.online_ids(profiles, viewer)
    return [wire.public(profile, online=profile.id in online_ids) for profile in profiles]
