"""A deployed Chatify in the embedded AWS, and its APIs as CloudFront calls them."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from shutil import copyfile
from time import monotonic, sleep
from typing import Any

from deploy import bucket, site_secrets
from deploy.package import Package
from deploy.steps import Deployment

FUNCTIONS = ("http", "socket", "stream", "cognito", "job")
WAIT_SECONDS = 60
"""Long enough for the first call of a function, which starts it."""


class World:
    """What CloudFront knows (both APIs, the site's host, the secret), and the AWS services behind it."""

    def __init__(self, deployment: Deployment, endpoint: str, output: list[str]) -> None:
        self.deployment, self.endpoint, self.output = deployment, endpoint, output
        outputs = deployment.outputs
        self.http = f"{endpoint}/_aws/execute-api/{outputs['HttpApiId']}/$default"
        self.push = f"{endpoint}/_aws/execute-api/{outputs['SocketApiId']}/ws"
        self.socket = self.push.replace("http", "ws", 1)
        self.host = outputs["Address"].removeprefix("https://").rstrip("/")
        self.secret = site_secrets.origin_secret(deployment.site)
        self._let_read_parameters()
        # The emulator speaks plain HTTP, which the bucket refuses, as it should.
        self.client("s3").delete_bucket_policy(Bucket=outputs["FilesBucket"])
        self.prepare_functions()

    @property
    def headers(self) -> dict[str, str]:
        """The headers that CloudFront adds to a request."""
        return {"x-origin-secret": self.secret, "x-forwarded-host": self.host, "x-viewer-address": "198.51.100.7"}

    def client(self, service: str) -> Any:
        return self.deployment.site.client(service)

    def _let_read_parameters(self) -> None:
        """Allow all parameters: the emulator enforces roles, but ignores which parameters GetParameters names."""
        statement = {"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        for name in ("HttpRole", "SocketRole"):
            self.client("iam").put_role_policy(RoleName=self._role(name), PolicyName="emulator", PolicyDocument=policy)

    def _role(self, name: str) -> str:
        resource = self.client("cloudformation").describe_stack_resource(StackName="chatify", LogicalResourceId=name)
        return str(resource["StackResourceDetail"]["PhysicalResourceId"])

    def prepare_functions(self) -> None:
        """After each update, give the functions the emulator's address of the sockets, and start the slowest."""
        for name in FUNCTIONS:
            self._configure(f"chatify-{name}", CHATIFY_SOCKET_ENDPOINT=self.push)
        # Start this function before Cognito waits for it: after 5 s the emulator would sign the person up twice.
        self.invoke("cognito", {"userPoolId": self.deployment.outputs["UserPoolId"], "triggerSource": "none"})

    def _configure(self, function: str, **changed: str) -> None:
        functions = self.client("lambda")
        variables = functions.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
        functions.update_function_configuration(FunctionName=function, Environment={"Variables": variables | changed})

    def code(self, name: str) -> str:
        """Return the hash of a function's package."""
        return str(self.client("lambda").get_function_configuration(FunctionName=f"chatify-{name}")["CodeSha256"])

    def invoke(self, name: str, event: Any) -> Any:
        answer = self.client("lambda").invoke(FunctionName=f"chatify-{name}", Payload=json.dumps(event))
        payload = answer["Payload"].read()
        assert "FunctionError" not in answer, payload
        return json.loads(payload or b"null")

    def rows(self, table: str) -> list[dict[str, Any]]:
        pages = self.client("dynamodb").get_paginator("scan").paginate(TableName=f"chatify-{table}")
        return [row for page in pages for row in page["Items"]]

    def lines(self, name: str, since: float = 0) -> Iterator[str]:
        """Iterate over the log lines of a function and its runtime."""
        lines = self.client("logs").get_paginator("filter_log_events")
        pages = lines.paginate(logGroupName=f"/aws/lambda/chatify-{name}", startTime=int(since * 1000))
        yield from (event["message"].strip() for page in pages for event in page["events"])

    def logged(self, name: str) -> list[dict[str, Any]]:
        """Return the function's own log lines."""
        return [json.loads(line) for line in self.lines(name) if line.startswith("{")]

    def deploy_changed(self, built: Package, *, site_name: str) -> None:
        """Deploy another package and another parameter by the ordinary step."""
        copy = built.path.with_suffix(".changed.zip")
        copyfile(built.path, copy)
        with zipfile.ZipFile(copy, "a") as archive:
            archive.writestr("chatify/changed.py", "")
        changed = replace(built, path=copy, sha256=f"changed-{built.sha256}")
        self.deployment.package_key = bucket.put_package(self.deployment.site, changed)
        self.deployment.arguments.site_name = site_name
        self.deployment.deploy_app()
        self.prepare_functions()


def eventually(condition: Any) -> Any:
    """Return the value of `condition()` once it is true; fail after a minute."""
    deadline = monotonic() + WAIT_SECONDS
    while not (value := condition()):
        assert monotonic() < deadline, "the condition never became true"
        sleep(0.2)
    return value
