"""Deploy the whole template into the embedded AWS, and let people use it over the deployed APIs.

The embedded AWS has no CloudFront and no firewall, so the tests send the headers that these would add. Its Cognito has
no PostConfirmation, so the tests invoke the deployed trigger function themselves. All files of this folder share one
deployment and run in the order of their names; the last one takes it down.
"""

import platform
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from time import time

import boto3
import pytest

from chatify.local.emulator_process import Emulator
from deploy import options, stacks, steps
from deploy.package import Target
from deploy.site import Site
from deploy.steps import Deployment
from tests.deploy.end_to_end.deployed import FUNCTIONS, World
from tests.deploy.end_to_end.people import Visitor, join_site

HERE = Target(platform.machine(), "{}.{}".format(*sys.version_info))


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    emulator = Emulator(tmp_path_factory.mktemp("aws"))
    emulator.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", emulator.endpoint)
        patch.setattr(stacks, "POLL_SECONDS", 0.1)
        output: list[str] = []
        site = Site("chatify", boto3.Session("local", "local", region_name="us-east-1"))
        deployment = Deployment(site, arguments(), output.append, target=HERE)
        try:
            steps.run(deployment, steps.STEPS[:7])
            yield World(deployment, emulator.endpoint, output)
        finally:
            emulator.close()


def arguments(*extra_options: str) -> Namespace:
    parser = ArgumentParser()
    options.add_deployment_options(parser)
    return parser.parse_args(["--yes", *extra_options])


@pytest.fixture(autouse=True)
def function_logs(world: World) -> Iterator[None]:
    """Print the functions' logs of the test, which pytest shows beside a failure."""
    began = time()
    yield
    is_deployed = world.deployment.app.describe() is not None
    for name in FUNCTIONS if is_deployed else ():
        for line in world.lines(name, since=began):
            print(name, line)


@pytest.fixture(scope="session")
def person(world: World) -> Callable[[str], Visitor]:
    """Return a callable: `person("tess")` is the browser of Tess, who signed up, confirmed and signed in once."""
    visitors: dict[str, Visitor] = {}

    def make(handle: str) -> Visitor:
        if handle not in visitors:
            visitors[handle] = join_site(world, handle)
        return visitors[handle]

    return make
