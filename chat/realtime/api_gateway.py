"""The transport in AWS: one request to API Gateway's management API for each socket."""

import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from http import HTTPStatus
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from chatify.core.aws import client

logger = logging.getLogger(__name__)

PARALLEL = 25
"""Concurrent requests. One takes about 10 ms, so 100 sockets take 40 ms."""


class ApiGateway:
    """See `chat.realtime.transport.Transport`."""

    @cached_property
    def _client(self) -> Any:
        return client("apigatewaymanagementapi", settings.SOCKET_ENDPOINT)

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(PARALLEL, thread_name_prefix="push")

    def push(self, connection_ids: Sequence[str], text: str) -> Iterable[str]:
        data = text.encode()
        if len(connection_ids) == 1:
            are_open = [self._post(connection_ids[0], data)]
        else:
            are_open = list(self._pool.map(lambda connection_id: self._post(connection_id, data), connection_ids))
        return [connection_id for connection_id, is_open in zip(connection_ids, are_open, strict=True) if not is_open]

    def close(self, connection_id: str, code: int, frame: str | None = None) -> None:
        """Close the socket. The gateway chooses the close code itself, so `frame` (a `bye`) tells the client why."""
        if frame is not None and not self._post(connection_id, frame.encode()):
            return
        with suppress(BotoCoreError, ClientError):
            self._client.delete_connection(ConnectionId=connection_id)

    def _post(self, connection_id: str, data: bytes) -> bool:
        """Send the data; False if the socket is gone. Any other failure is logged as a lost push."""
        try:
            self._client.post_to_connection(ConnectionId=connection_id, Data=data)
        except ClientError as error:
            if error.response["ResponseMetadata"].get("HTTPStatusCode") == HTTPStatus.GONE:
                return False
            logger.warning("A push failed: %s", error.response.get("Error", {}).get("Code"))
        except BotoCoreError:
            logger.warning("A push failed: the gateway did not answer.", exc_info=True)
        return True
