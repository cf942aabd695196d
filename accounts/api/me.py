"""The caller's own profile, e-mail included."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import wire
from accounts.api.shapes import MeIn, OwnProfile
from accounts.domain import Profile
from accounts.requests import caller
from accounts.services import me
from accounts.services.people import online_ids
from chatify.rest.input import validated
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View


class Me(View):
    @describe("One's own profile.", responses={200: OwnProfile})
    def get(self, request: Request) -> Response:
        return profile_response(caller(request))

    @describe(
        "Change what is sent of it. Settings are merged; an old handle stays reserved for its owner for 30 days.",
        request=MeIn,
        responses={200: OwnProfile},
        errors=("handle_taken",),
        limits=("handle",),
    )
    def patch(self, request: Request) -> Response:
        return profile_response(me.change(caller(request), validated(MeIn, request.data)))


def profile_response(profile: Profile) -> Response:
    """Return a person's own profile."""
    return Response(wire.own(profile, online=bool(online_ids([profile], profile))))
