"""The function behind the WebSocket API: it unpacks an event, calls `chat.sockets` and answers a status."""

import logging
from typing import Any

from deploy.handlers.cold_start import freeze_heap, load_apps, prepare

prepare("CHATIFY_ORIGIN_SECRET")
load_apps()

from chat import sockets  # noqa: E402  # importing it needs the apps
from chatify.core import logs, metrics  # noqa: E402
from chatify.core.errors import Unavailable  # noqa: E402
from chatify.core.store_errors import StoreError  # noqa: E402
from deploy.handlers import origin_check  # noqa: E402

logger = logging.getLogger(__name__)

freeze_heap()

Status = dict[str, int]


def handler(event: dict[str, Any], context: Any) -> Status:
    """Answer one WebSocket API event with a status code."""
    with logs.request_context(event["requestContext"]["requestId"]), metrics.collector():
        return _route(event)


def _route(event: dict[str, Any]) -> Status:
    try:
        return ROUTES[event["requestContext"]["routeKey"]](event)
    except sockets.Refused as refusal:
        return {"statusCode": refusal.status}
    except (*StoreError, Unavailable):
        # If the exception left the function, the gateway would send an error frame of its own to the client.
        logger.exception("A socket's event was lost.")
        return {"statusCode": 503}


def _connect(event: dict[str, Any]) -> Status:
    # Only `$connect` carries headers. Later events are trusted, because their connection passed this check.
    headers = origin_check.lowercase_names(event.get("headers"))
    if not origin_check.has_secret(headers):
        return {"statusCode": 403}
    sockets.connect(
        sockets.Handshake(
            connection_id=event["requestContext"]["connectionId"],
            host=origin_check.site_host(headers),
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


def _receive_frame(event: dict[str, Any]) -> Status:
    is_binary = event.get("isBase64Encoded", False)
    sockets.handle_frame(event["requestContext"]["connectionId"], None if is_binary else event.get("body"))
    return {"statusCode": 200}


ROUTES = {"$connect": _connect, "$disconnect": _disconnect, "$default": _receive_frame}
