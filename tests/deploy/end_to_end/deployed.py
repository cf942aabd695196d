"""A deployed Chatify in the embedded AWS, and its doors as CloudFront calls them."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from shutil import copyfile
from time import monotonic, sleep
from typing import Any

from deploy import bucket, secrets
from deploy.package import Package
from deploy.steps import Deployment

FUNCTIONS = ("http", "socket", "stream", "cognito", "job")
PATIENCE = 60
"""Seconds. The first call of a function starts it."""


class World:
    """What CloudFront knows (both APIs, the site's host, the secret that it shows them), and the way behind it."""

    def __init__(self, deployment: Deployment, endpoint: str, said: list[str]) -> None:
        self.deployment, self.endpoint, self.said = deployment, endpoint, said
        made = deployment.outputs
        self.http = f"{endpoint}/_aws/execute-api/{made['HttpApiId']}/$default"
        self.push = f"{endpoint}/_aws/execute-api/{made['SocketApiId']}/ws"
        self.socket = self.push.replace("http", "ws", 1)
        self.host = made["Address"].removeprefix("https://").rstrip("/")
        self.secret = secrets.shown_by_cloudfront(deployment.site)
        self._let_read_parameters()
        # The emulator speaks plain HTTP, which the bucket refuses, as it should.
        self.client("s3").delete_bucket_policy(Bucket=made["FilesBucket"])
        self.settle()

    @property
    def headers(self) -> dict[str, str]:
        """As the function at CloudFront and its origin's own headers leave them."""
        return {"x-origin-secret": self.secret, "x-forwarded-host": self.host, "x-viewer-address": "198.51.100.7"}

    def client(self, service: str) -> Any:
        return self.deployment.site.client(service)

    def _let_read_parameters(self) -> None:
        """The emulator enforces roles, but doesn't see which parameters GetParameters names."""
        statement = {"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        for name in ("HttpRole", "SocketRole"):
            self.client("iam").put_role_policy(RoleName=self._role(name), PolicyName="emulator", PolicyDocument=policy)

    def _role(self, name: str) -> str:
        found = self.client("cloudformation").describe_stack_resource(StackName="chatify", LogicalResourceId=name)
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    def settle(self) -> None:
        """After each update: the one address of their configuration that a name on the real network stands for."""
        for name in FUNCTIONS:
            self._configure(f"chatify-{name}", CHATIFY_SOCKET_ENDPOINT=self.push)
        # Started before Cognito waits: where it took over 5 s, the real one gives up, and the emulator signs up twice.
        self.invoke("cognito", {"userPoolId": self.deployment.outputs["UserPoolId"], "triggerSource": "none"})

    def _configure(self, function: str, **changed: str) -> None:
        functions = self.client("lambda")
        variables = functions.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
        functions.update_function_configuration(FunctionName=function, Environment={"Variables": variables | changed})

    def code(self, name: str) -> str:
        """The sum of what a function runs."""
        return str(self.client("lambda").get_function_configuration(FunctionName=f"chatify-{name}")["CodeSha256"])

    def invoke(self, name: str, event: Any) -> Any:
        answer = self.client("lambda").invoke(FunctionName=f"chatify-{name}", Payload=json.dumps(event))
        told = answer["Payload"].read()
        assert "FunctionError" not in answer, told
        return json.loads(told or b"null")

    def rows(self, table: str) -> list[dict[str, Any]]:
        pages = self.client("dynamodb").get_paginator("scan").paginate(TableName=f"chatify-{table}")
        return [row for page in pages for row in page["Items"]]

    def lines(self, name: str, since: float = 0) -> Iterator[str]:
        """What a function and its runtime said."""
        lines = self.client("logs").get_paginator("filter_log_events")
        pages = lines.paginate(logGroupName=f"/aws/lambda/chatify-{name}", startTime=int(since * 1000))
        yield from (event["message"].strip() for page in pages for event in page["events"])

    def logged(self, name: str) -> list[dict[str, Any]]:
        """The function's own lines."""
        return [json.loads(line) for line in self.lines(name) if line.startswith("{")]

    def deploy_changed(self, built: Package, *, site_name: str) -> None:
        """Another package and another parameter, by the step that a deployment takes."""
        copy = built.path.with_suffix(".changed.zip")
        copyfile(built.path, copy)
        with zipfile.ZipFile(copy, "a") as archive:
            archive.writestr("chatify/changed.py", "")
        changed = replace(built, path=copy, sha256=f"changed-{built.sha256}")
        self.deployment.key = bucket.put_package(self.deployment.site, changed)
        self.deployment.chosen.site_name = site_name
        self.deployment.make_app()
        self.settle()


def eventually(holds: Any) -> Any:
    """What `holds()` answers once it is true; fails after a minute."""
    until = monotonic() + PATIENCE
    while not (found := holds()):
        assert monotonic() < until, "it never came to be"
        sleep(0.2)
    return found
