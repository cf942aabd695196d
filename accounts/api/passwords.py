"""Change a password, by the old one or by a code sent to the e-mail."""

from django.contrib.auth import HASH_SESSION_KEY
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shapes import EmailIn, Nothing, PasswordIn, ResetIn
from accounts.authentication import SessionAuthentication
from accounts.requests import access_token, caller, current_session_id, visitor
from accounts.services import passwords
from chatify.rest.input import validated
from chatify.rest.openapi.describe import describe
from chatify.rest.permissions import Anyone
from chatify.rest.views import View


class Password(View):
    @describe(
        "Change the password. Every other sign-in ends, this one goes on.",
        request=PasswordIn,
        responses={204: None},
        errors=("wrong_password",),
        limits=("password",),
    )
    def post(self, request: Request) -> Response:
        password_in = validated(PasswordIn, request.data)
        token, session_id = access_token(request), current_session_id(request)
        epoch = passwords.change(caller(request), **password_in, access_token=token, session_id=session_id)
        if isinstance(request.successful_authenticator, SessionAuthentication):
            request.session[HASH_SESSION_KEY] = str(epoch)
        return Response(status=204)


class Forgot(View):
    permission_classes = (Anyone,)
    authentication_classes = ()

    @describe(
        "Send a code for a new password. The answer is the same whether or not the address has an account.",
        request=EmailIn,
        responses={202: Nothing},
        limits=("reset",),
    )
    def post(self, request: Request) -> Response:
        email_in = validated(EmailIn, request.data)
        passwords.send_reset_code(email_in["email"], address=visitor(request).address)
        return Response({}, status=202)


class Reset(View):
    permission_classes = (Anyone,)
    authentication_classes = ()

    @describe(
        "Choose a new password with the code. Every sign-in ends.",
        request=ResetIn,
        responses={204: None},
        errors=("wrong_code",),
        limits=("code",),
    )
    def post(self, request: Request) -> Response:
        passwords.reset(**validated(ResetIn, request.data), address=visitor(request).address)
        return Response(status=204)
