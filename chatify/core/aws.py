"""One botocore session, and one client for each AWS service.

PynamoDB gives each model a connection, a session and a client of its own. Sharing one of each saves about 150 ms of a
cold start and the memory of fifteen connection pools.
"""

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.parsers import JSONParser, ResponseParserFactory
from botocore.session import Session, get_session
from django.conf import settings


class Values(JSONParser):
    """DynamoDB's values are JSON as they come, but for bytes, which no table has: read as shapes, a page of messages
    costs 1 ms more."""

    def _handle_map(self, shape: Any, value: Any) -> Any:
        if shape.value.name == "AttributeValue":
            return value
        return super()._handle_map(shape, value)  # type: ignore[misc]  # private, held by the test of this file


class Parsers(ResponseParserFactory):
    def create_parser(self, protocol_name: str) -> Any:
        return Values() if protocol_name == "json" else super().create_parser(protocol_name)


@cache
def session() -> Session:
    """botocore's own: boto3's around it would cost a start 60 modules, and we use nothing of them."""
    aws, made = settings.AWS, get_session()
    made.set_config_variable("region", aws["region"])
    if aws["access_key_id"]:
        made.set_credentials(aws["access_key_id"], aws["secret_access_key"])
    made.register_component("response_parser_factory", Parsers())
    return made


def client(service: str, endpoint_url: str | None = None) -> Any:
    """The shared client of one AWS service. Thread-safe, as botocore's clients are."""
    return _client(service, endpoint_url or settings.AWS["endpoint_url"])


@cache
def _client(service: str, endpoint_url: str | None) -> Any:
    config = Config(
        connect_timeout=1,
        read_timeout=5,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=settings.AWS["connections"],
        parameter_validation=False,
        # botocore composes its own anew for each call: 0.2 ms of CPU, four times a send.
        user_agent="chatify",
        # Addresses of files would be signed in the old way else, which newer regions don't know.
        signature_version="s3v4" if service == "s3" else None,
    )
    return session().create_client(service, endpoint_url=endpoint_url, config=config)
