"""The whole template in the embedded AWS, the package in its Lambdas, people over the deployed APIs.

Not AWS itself: no CloudFront and no firewall stand before the doors (their headers are given here), and Cognito there
knows no PostConfirmation, so the deployed trigger function is called with its event as Cognito would.
"""

import json
import platform
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from chatify.local.child import Emulator
from deploy import bucket, destroy, options, secrets, stacks, steps
from deploy.package import Target
from deploy.site import Site
from deploy.steps import Deployment
from tests.deploy.deployed import Doors, Visitor

pytestmark = [pytest.mark.slow]
HERE = Target(platform.machine(), "{}.{}".format(*sys.version_info))
PASSWORD = "correct horse battery"


@dataclass
class World:
    deployment: Deployment
    doors: Doors
    said: list[str]

    def client(self, service: str) -> Any:
        return self.deployment.site.client(service)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    emulator = Emulator(tmp_path_factory.mktemp("aws"))
    emulator.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", emulator.endpoint)
        patch.setattr(stacks, "POLL", 0.1)
        said: list[str] = []
        site = Site("chatify", boto3.Session("local", "local", region_name="us-east-1"))
        deployment = Deployment(site, chosen(), said.append, target=HERE)
        try:
            steps.run(deployment, steps.STEPS[:7])
            yield World(deployment, _doors(deployment, emulator.endpoint), said)
        finally:
            emulator.close()


def chosen(*arguments: str) -> Namespace:
    parser = ArgumentParser()
    options.what(parser)
    return parser.parse_args(["--yes", *arguments])


def _doors(deployment: Deployment, endpoint: str) -> Doors:
    made = deployment.outputs
    host = made["Address"].removeprefix("https://").rstrip("/")
    doors = Doors(endpoint, made["HttpApiId"], made["SocketApiId"], host, secrets.shown_by_cloudfront(deployment.site))
    _let_read_parameters(deployment)
    _push_here(deployment, doors)
    return doors


def _let_read_parameters(deployment: Deployment) -> None:
    """The emulator enforces roles, but doesn't see which parameters GetParameters names."""
    statement = {"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    for name in ("HttpRole", "SocketRole"):
        deployment.site.client("iam").put_role_policy(
            RoleName=_role(deployment, name), PolicyName="emulator", PolicyDocument=policy
        )


def _role(deployment: Deployment, name: str) -> str:
    cloudformation = deployment.site.client("cloudformation")
    found = cloudformation.describe_stack_resource(StackName="chatify", LogicalResourceId=name)
    return str(found["StackResourceDetail"]["PhysicalResourceId"])


def _push_here(deployment: Deployment, doors: Doors) -> None:
    """The one address in the functions' configuration that a name on the real network stands for."""
    functions = deployment.site.client("lambda")
    for name in ("http", "socket", "stream", "cognito"):
        variables = functions.get_function_configuration(FunctionName=f"chatify-{name}")["Environment"]["Variables"]
        variables["CHATIFY_SOCKET_ENDPOINT"] = doors.push
        functions.update_function_configuration(FunctionName=f"chatify-{name}", Environment={"Variables": variables})


def person(world: World, handle: str) -> Visitor:
    """Signs up, confirms through the deployed trigger, signs in: all by the deployed pages."""
    visitor, email = Visitor(world.doors), f"{handle}@example.org"
    visitor.submit("/accounts/sign-up/", name=handle.title(), handle=handle, email=email, password=PASSWORD)
    visitor.call("POST", "auth/confirm", {"email": email, "code": "123456"})
    _trigger(world, email)
    visitor.submit("/accounts/sign-in/", email=email, password=PASSWORD)
    assert visitor.call("GET", "me")["handle"] == handle
    return visitor


def _trigger(world: World, email: str) -> None:
    pool = world.deployment.outputs["UserPoolId"]
    user = world.client("cognito-idp").admin_get_user(UserPoolId=pool, Username=email)
    event = json.loads(
        (Path(__file__).parents[1] / "accounts/events/post_confirmation_confirm_sign_up.json").read_text()
    )
    event["userPoolId"] = pool
    event["request"]["userAttributes"] = {one["Name"]: one["Value"] for one in user["UserAttributes"]}
    answer = world.client("lambda").invoke(FunctionName="chatify-cognito", Payload=json.dumps(event))
    assert "FunctionError" not in answer, answer["Payload"].read()


def test_two_people_chat_while_a_new_version_is_deployed(world: World) -> None:
    tess, noor = person(world, "tess"), person(world, "noor")
    room = tess.call("POST", "conversations", {"kind": "direct", "member_ids": [noor.call("GET", "me")["id"]]})["id"]
    with noor.socket() as socket:
        for number, redeploys in enumerate((False, True), 1):
            if redeploys:
                _deploy_another_version(world)
            said = f"Number {number} ✓"
            tess.call(
                "POST",
                f"conversations/{room}/messages",
                {"client_id": f"00000000-0000-4000-8000-00000000000{number}", "body": said},
            )
            assert _next(socket, "message.created")["message"]["body"] == said
    page = noor.call("GET", f"conversations/{room}/messages")
    assert [message["body"] for message in page["results"]] == ["Number 1 ✓", "Number 2 ✓"]
    assert [message["seq"] for message in page["results"]] == [1, 2]


def _next(socket: Any, kind: str) -> Any:
    while True:
        frame = json.loads(socket.recv(timeout=30))
        if frame["type"] == kind:
            return frame


def _deploy_another_version(world: World) -> None:
    deployment = Deployment(world.deployment.site, chosen("--site-name", "Another"), world.said.append, target=HERE)
    deployment.key, deployment.edge = world.deployment.key, world.deployment.edge
    deployment.make_app()
    _push_here(deployment, world.doors)
    assert "Another" in Visitor(world.doors).ask("GET", "/accounts/sign-in/").text


def test_nobody_goes_round_cloudfront(world: World) -> None:
    stranger = Visitor(world.doors)
    assert stranger.ask("GET", "/healthz").status_code == 200, "with the secret, all is open"
    assert stranger.ask("GET", "/healthz", headers={"x-origin-secret": "guessed"}).status_code == 403


def test_static_files_are_in_the_bucket_under_the_names_that_pages_use(world: World) -> None:
    page = Visitor(world.doors).ask("GET", "/accounts/sign-in/").text
    name = page.partition("/static/")[2].partition('"')[0]
    held = world.client("s3").head_object(Bucket=world.deployment.site.static, Key=f"static/{name}")
    assert held["CacheControl"] == "public, max-age=31536000, immutable"
    assert held["ContentType"].partition(";")[0] in ("text/css", "text/javascript", "image/svg+xml")


def test_deploying_the_same_again_changes_nothing(world: World) -> None:
    before = len(world.said)
    world.deployment.make_edge()
    world.deployment.upload()
    assert world.said[before:] == ["0 new"]


def test_taken_down_the_tables_stay(world: World) -> None:
    destroy.destroy(world.deployment)
    assert world.deployment.app.describe() is None
    assert not bucket.exists(world.deployment.site, world.deployment.site.packages)
    tables = world.client("dynamodb").list_tables()["TableNames"]
    assert "chatify-messages" in tables
