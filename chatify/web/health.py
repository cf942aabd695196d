"""Health checks for monitors, which need no credentials."""

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
    """Answer that the process runs. Calls nothing."""
    return _respond({"status": "ok"})


@csrf_exempt
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer whether DynamoDB responds: one GetItem of a key that does not exist, 0.5 RCU."""
    try:
        client("dynamodb").get_item(TableName=table_name("profiles"), Key={"user_id": {"S": "readyz"}})
    except (BotoCoreError, ClientError):
        logger.warning("Not ready: the store does not answer.", exc_info=True)
        return _respond(UNAVAILABLE, status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    return _respond({"status": "ok"})


def _respond(body: dict[str, str], status: int = 200, headers: dict[str, str] | None = None) -> JsonResponse:
    headers = {"Cache-Control": "no-store", **(headers or {})}
    return JsonResponse(body, status=status, headers=headers, content_type="application/json; charset=utf-8")
