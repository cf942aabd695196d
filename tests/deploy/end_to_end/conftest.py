"""The whole template in the embedded AWS, the package in its Lambdas, people over the deployed APIs.

Not AWS itself: no CloudFront and no firewall stand before the doors (their headers are given here), and Cognito there
knows no PostConfirmation, so the deployed trigger function is called with its event as Cognito would. One deployment
for all files of this folder, which run in the order of their names: the last takes it down.
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
from tests.deploy.end_to_end.people import Visitor, arrive

HERE = Target(platform.machine(), "{}.{}".format(*sys.version_info))


@pytest.fixture(scope="session")
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
            yield World(deployment, emulator.endpoint, said)
        finally:
            emulator.close()


def chosen(*arguments: str) -> Namespace:
    parser = ArgumentParser()
    options.what(parser)
    return parser.parse_args(["--yes", *arguments])


@pytest.fixture(autouse=True)
def told(world: World) -> Iterator[None]:
    """Beside a failure: what the functions made of it."""
    began = time()
    yield
    standing = world.deployment.app.describe() is not None
    for name in FUNCTIONS if standing else ():
        for line in world.lines(name, since=began):
            print(name, line)


@pytest.fixture(scope="session")
def person(world: World) -> Callable[[str], Visitor]:
    """`person("tess")`: somebody who has signed up, confirmed and signed in; the same one each time."""
    known: dict[str, Visitor] = {}

    def make(handle: str) -> Visitor:
        if handle not in known:
            known[handle] = arrive(world, handle)
        return known[handle]

    return make
