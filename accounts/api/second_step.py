"""The second step: codes of an authenticator app beside the password."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shapes import CodeIn, ConfirmingIn, SecretOut
from accounts.requests import access_token, caller
from accounts.services import second_step
from chatify.rest.input import validated
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View


class Totp(View):
    @describe("A new secret for an app. It holds once a code of it is verified.", responses={200: SecretOut})
    def post(self, request: Request) -> Response:
        secret, address = second_step.enrol(caller(request), access_token(request))
        return Response({"secret": secret, "otpauth_uri": address})


class Verify(View):
    @describe(
        "Turn the second step on, by a code of the new secret.",
        request=CodeIn,
        responses={204: None},
        errors=("wrong_code",),
        limits=("code",),
    )
    def post(self, request: Request) -> Response:
        code_in = validated(CodeIn, request.data)
        second_step.verify(caller(request), access_token(request), code_in["code"])
        return Response(status=204)


class Remove(View):
    @describe(
        "Turn the second step off.",
        request=ConfirmingIn,
        responses={204: None},
        errors=("wrong_password",),
        limits=("password",),
    )
    def post(self, request: Request) -> Response:
        second_step.remove(caller(request), validated(ConfirmingIn, request.data)["password"])
        return Response(status=204)
