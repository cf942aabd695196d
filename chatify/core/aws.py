"""The calls to AWS: one botocore session, one client for each service, and the invocation of the job function."""

import json
from functools import cache
from typing import Any

from botocore.config import Config
from botocore.parsers import JSONParser, ResponseParserFactory
from botocore.session import Session, get_session
from django.conf import settings


class AttributeValueParser(JSONParser):
    """Leaves DynamoDB's attribute values as they come.

    They are plain JSON already, except bytes, which no table has. Parsing each by its shape would make reading a page
    of messages 1 ms slower.
    """

    def _handle_map(self, shape: Any, value: Any) -> Any:
        if shape.value.name == "AttributeValue":
            return value
        return super()._handle_map(shape, value)  # type: ignore[misc]  # private; tests/models/test_shared_client.py


class ParserFactory(ResponseParserFactory):
    def create_parser(self, protocol_name: str) -> Any:
        return AttributeValueParser() if protocol_name == "json" else super().create_parser(protocol_name)


@cache
def session() -> Session:
    """Return the process's botocore session. A boto3 session around it would import 60 modules that we do not use."""
    aws, botocore_session = settings.AWS, get_session()
    botocore_session.set_config_variable("region", aws["region"])
    if aws["access_key_id"]:
        botocore_session.set_credentials(aws["access_key_id"], aws["secret_access_key"])
    botocore_session.register_component("response_parser_factory", ParserFactory())
    return botocore_session


def client(service: str, endpoint_url: str | None = None) -> Any:
    """Return the process's client of an AWS service. Threads may share it."""
    return _client(service, endpoint_url or settings.AWS["endpoint_url"])


@cache
def _client(service: str, endpoint_url: str | None) -> Any:
    config = Config(
        connect_timeout=1,
        read_timeout=5,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=settings.AWS["connections"],
        parameter_validation=False,
        # Without a fixed name botocore composes one for each call: 0.2 ms of CPU, four times a send.
        user_agent="chatify",
        # By default botocore signs addresses of files in the old way, which newer regions refuse.
        signature_version="s3v4" if service == "s3" else None,
    )
    return session().create_client(service, endpoint_url=endpoint_url, config=config)


def invoke_job_function(job_id: str) -> None:
    """Start a job in its own Lambda invocation, which AWS retries twice if it fails."""
    client("lambda").invoke(
        FunctionName=settings.ENV.job_function, InvocationType="Event", Payload=json.dumps({"job_id": job_id})
    )
