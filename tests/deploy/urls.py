"""URLs of views that show how a request arrives through the real handler."""

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from chatify.web.health import healthz, readyz


@csrf_exempt
def echo(request: HttpRequest) -> JsonResponse:
    request_facts = {
        "method": request.method,
        "path": request.path,
        "tags": request.GET.getlist("tag"),
        "q": request.GET.get("q"),
        "cookies": request.COOKIES,
        "many": request.headers.get("x-many"),
        "body": request.body.hex(),
        "host": request.get_host(),
        "secure": request.is_secure(),
        "address": request.META["REMOTE_ADDR"],
        "secret": request.headers.get("x-origin-secret"),
    }
    response = JsonResponse(request_facts)
    response.set_cookie("one", "1")
    response.set_cookie("two", "2")
    return response


def binary(request: HttpRequest) -> HttpResponse:
    return HttpResponse(bytes(range(256)), content_type="application/octet-stream")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter([b"one ", b"two"]), content_type="text/plain")


urlpatterns = [
    re_path("^echo", echo),
    path("binary", binary),
    path("stream", stream),
    path("healthz", healthz),
    path("readyz", readyz),
]
