"""Sign up, and confirm the e-mail by the code sent to it."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shapes import ConfirmIn, EmailIn, Nothing, SignUpIn, SignUpOut
from accounts.requests import visitor
from accounts.services import sign_up
from chatify.rest.input import validated
from chatify.rest.openapi.describe import describe
from chatify.rest.permissions import Anyone
from chatify.rest.views import View


class SignUp(View):
    permission_classes = (Anyone,)
    authentication_classes = ()

    @describe(
        "Ask for an account. A known e-mail gets the same answer, and its owner a mail that says so.",
        request=SignUpIn,
        responses={201: SignUpOut},
        errors=("handle_taken", "not_invited"),
        limits=("sign-up",),
    )
    def post(self, request: Request) -> Response:
        sign_up_in = validated(SignUpIn, request.data)
        destination = sign_up.sign_up(**sign_up_in, address=visitor(request).address).destination
        return Response({"delivery": {"medium": "email", "destination": destination}}, status=201)


class Confirm(View):
    permission_classes = (Anyone,)
    authentication_classes = ()

    @describe(
        "Confirm an e-mail with its code. The account can be used from then on.",
        request=ConfirmIn,
        responses={204: None},
        errors=("wrong_code",),
        limits=("code",),
    )
    def post(self, request: Request) -> Response:
        confirm_in = validated(ConfirmIn, request.data)
        sign_up.confirm(confirm_in["email"], confirm_in["code"], address=visitor(request).address)
        return Response(status=204)


class Resend(View):
    permission_classes = (Anyone,)
    authentication_classes = ()

    @describe(
        "Send a new code. The answer is the same whether or not somebody waits for one.",
        request=EmailIn,
        responses={202: Nothing},
        limits=("code",),
    )
    def post(self, request: Request) -> Response:
        email_in = validated(EmailIn, request.data)
        sign_up.resend_code(email_in["email"], address=visitor(request).address)
        return Response({}, status=202)
