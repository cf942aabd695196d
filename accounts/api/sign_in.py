"""Sign in for tokens, refresh them, sign out."""

from typing import Any

from django.contrib.auth import logout
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shapes import ChallengeIn, RefreshIn, SignInIn, SignInOut, SignOutIn, TokensOut
from accounts.authentication import SessionAuthentication
from accounts.domain import Challenge, Tokens
from accounts.requests import caller, sign_in_of, visitor
from accounts.services import mfa_challenge, refresh, sign_in, sign_out
from chatify.rest.input import validated
from chatify.rest.openapi.describe import describe
from chatify.rest.permissions import Anyone
from chatify.rest.views import View


class SignIn(View):
    permission_classes = (Anyone,)
    authentication_classes = ()

    @describe(
        "Sign in for tokens, or for the second step's challenge. An unknown e-mail and a wrong password answer alike.",
        request=SignInIn,
        responses={200: SignInOut},
        errors=("wrong_credentials", "banned"),
        limits=("sign-in",),
    )
    def post(self, request: Request) -> Response:
        asked = validated(SignInIn, request.data)
        answer = sign_in.for_api(asked["email"], asked["password"], visitor(request))
        if isinstance(answer, Challenge):
            return Response({"challenge": answer.kind, "session": mfa_challenge.sealed(answer)})
        return Response(_wire(answer))


class SecondStep(View):
    permission_classes = (Anyone,)
    authentication_classes = ()

    @describe(
        "The second step of a sign-in: the code that the authenticator app shows. A challenge lasts three minutes.",
        request=ChallengeIn,
        responses={200: TokensOut},
        errors=("wrong_code", "not_authenticated", "banned"),
        limits=("code",),
    )
    def post(self, request: Request) -> Response:
        asked = validated(ChallengeIn, request.data)
        challenge = mfa_challenge.opened(asked["session"])
        return Response(_wire(sign_in.answer_for_api(challenge, asked["code"], visitor(request))))


class Refresh(View):
    permission_classes = (Anyone,)
    authentication_classes = ()

    @describe(
        "A new access token. Use the refresh token of the answer from then on.",
        request=RefreshIn,
        responses={200: TokensOut},
        errors=("not_authenticated", "banned"),
        limits=("refresh",),
    )
    def post(self, request: Request) -> Response:
        asked = validated(RefreshIn, request.data)
        return Response(_wire(refresh.refresh(asked["refresh_token"], address=visitor(request).address)))


class SignOut(View):
    @describe(
        "End this sign-in, or with `everywhere` all of them. Tokens and sockets end with it.",
        request=SignOutIn,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        asked = validated(SignOutIn, request.data)
        if asked["everywhere"]:
            sign_out.everywhere(caller(request).id)
        else:
            sign_out.here(caller(request).id, sign_in_of(request))
        if isinstance(request.successful_authenticator, SessionAuthentication):
            logout(request._request)
        return Response(status=204)


def _wire(tokens: Tokens) -> dict[str, Any]:
    return {
        "access_token": tokens.access,
        "refresh_token": tokens.refresh,
        "expires_in": tokens.expires_in,
        "token_type": "Bearer",
    }
