"""Export the caller's data, and delete their account."""

from django.contrib.auth import logout
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shapes import DeleteIn, File, Nothing
from accounts.authentication import SessionAuthentication
from accounts.pages import zip_response
from accounts.requests import caller
from accounts.services import deletion, export
from chatify.rest.input import validated
from chatify.rest.openapi.describe import describe
from chatify.rest.views import View


class Export(View):
    @describe(
        "All that is yours: a zip of JSON files and a page to read them by. 202: it is much, a link comes by mail.",
        responses={200: File, 202: Nothing},
        limits=("export",),
    )
    def get(self, request: Request) -> HttpResponse | Response:
        data = export.request(caller(request))
        return Response({}, status=202) if data is None else zip_response(data)


class Delete(View):
    @describe(
        "Delete the account. Every sign-in ends with the answer; the rest follows within minutes.",
        request=DeleteIn,
        responses={202: Nothing},
        errors=("wrong_password",),
        limits=("password",),
    )
    def post(self, request: Request) -> Response:
        delete_in = validated(DeleteIn, request.data)
        deletion.start(caller(request), password=delete_in["password"], messages=delete_in["messages"])
        if isinstance(request.successful_authenticator, SessionAuthentication):
            logout(request._request)
        return Response({}, status=202)
