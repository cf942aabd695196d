"""The function behind the WebSocket API: unpack, call, answer a status. No view is imported."""

import logging
from typing import Any

from deploy.handlers.start import settle, start

start("CHATIFY_ORIGIN_SECRET")

import django  # noqa: E402

django.setup()

from chat import sockets  # noqa: E402  # models need the apps
from chatify.core import logs, metrics  # noqa: E402
from chatify.core.errors import Unavailable  # noqa: E402
from chatify.core.store_errors import StoreError  # noqa: E402
from deploy.handlers import front  # noqa: E402

logger = logging.getLogger(__name__)

settle()

Status = dict[str, int]


def handler(event: dict[str, Any], context: Any) -> Status:
    with logs.request_context(event["requestContext"]["requestId"]), metrics.collector():
        return _answer(event)


def _answer(event: dict[str, Any]) -> Status:
    """Headers come with `$connect` only: whoever got past it is known by the connection."""
    try:
        return ROUTES[event["requestContext"]["routeKey"]](event)
    except sockets.Refused as refused:
        return {"statusCode": refused.status}
    except (*StoreError, Unavailable):
        # Left to itself, the gateway would send its own words into the socket.
        logger.exception("A socket's event was lost.")
        return {"statusCode": 503}


def _connect(event: dict[str, Any]) -> Status:
    headers = front.lower(event.get("headers"))
    if not front.passed(headers):
        return {"statusCode": 403}
    sockets.connect(
        sockets.Handshake(
            connection_id=event["requestContext"]["connectionId"],
            host=front.host(headers),
            secure=True,
            origin=headers.get("origin"),
            cookies=headers.get("cookie"),
            ticket=(event.get("queryStringParameters") or {}).get("ticket"),
        )
    )
    return {"statusCode": 200}


def _disconnect(event: dict[str, Any]) -> Status:
    sockets.disconnect(event["requestContext"]["connectionId"])
    return {"statusCode": 200}


def _frame(event: dict[str, Any]) -> Status:
    binary = event.get("isBase64Encoded", False)
    sockets.handle_frame(event["requestContext"]["connectionId"], None if binary else event.get("body"))
    return {"statusCode": 200}


ROUTES = {"$connect": _connect, "$disconnect": _disconnect, "$default": _frame}
