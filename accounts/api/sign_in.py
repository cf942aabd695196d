"""Sign in for tokens, refresh them, sign out."""

from typing import Any

from django.contrib.auth import logout
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shapes import ChallengeIn, RefreshIn, SignInIn, SignInOut, SignOutIn, TokensOut
from accounts.authentication import SessionAuthentication
from accounts.domain import Challenge, Tokens
from accounts.requests import caller, current_session_id, visitor
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
        sign_in_in = validated(SignInIn, request.data)
        result = sign_in.for_api(sign_in_in["email"], sign_in_in["password"], visitor(request))
        if isinstance(result, Challenge):
            return Response({"challenge": result.kind, "session": mfa_challenge.seal(result)})
        return Response(_tokens(result))


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
        challenge_in = validated(ChallengeIn, request.data)
        challenge = mfa_challenge.unseal(challenge_in["session"])
        return Response(_tokens(sign_in.answer_for_api(challenge, challenge_in["code"], visitor(request))))


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
        refresh_in = validated(RefreshIn, request.data)
        return Response(_tokens(refresh.refresh(refresh_in["refresh_token"], address=visitor(request).address)))


class SignOut(View):
    @describe(
        "End this sign-in, or with `everywhere` all of them. Tokens and sockets end with it.",
        request=SignOutIn,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        sign_out_in = validated(SignOutIn, request.data)
        if sign_out_in["everywhere"]:
            sign_out.end_all_sessions(caller(request).id)
        else:
            sign_out.end_session(caller(request).id, current_session_id(request))
        if isinstance(request.successful_authenticator, SessionAuthentication):
            logout(request._request)
        return Response(status=204)


def _tokens(tokens: Tokens) -> dict[str, Any]:
    return {
        "access_token": tokens.access,
        "refresh_token": tokens.refresh,
        "expires_in": tokens.expires_in,
        "token_type": "Bearer",
    }
