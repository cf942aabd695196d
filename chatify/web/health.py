"""Whether the site is there, for monitors: no credentials, and `healthz` asks nothing of the store."""

import logging

from botocore.exceptions import BotoCoreError, ClientError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from chatify.core.aws import client
from chatify.core.dynamodb import table_name
from chatify.core.errors import Unavailable
from chatify.web.statuses import RETRY_SECONDS

logger = logging.getLogger(__name__)

UNAVAILABLE = {"code": Unavailable.code, "detail": Unavailable.detail}


@csrf_exempt
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return _answer({"status": "ok"})


@csrf_exempt
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """One GetItem of a key that nobody has: 0.5 RCU."""
    try:
        client("dynamodb").get_item(TableName=table_name("profiles"), Key={"user_id": {"S": "readyz"}})
    except (BotoCoreError, ClientError):
        logger.warning("Not ready: the store does not answer.", exc_info=True)
        return _answer(UNAVAILABLE, status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    return _answer({"status": "ok"})


def _answer(body: dict[str, str], status: int = 200, headers: dict[str, str] | None = None) -> JsonResponse:
    told = {"Cache-Control": "no-store", **(headers or {})}
    return JsonResponse(body, status=status, headers=told, content_type="application/json; charset=utf-8")
