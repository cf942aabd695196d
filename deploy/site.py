"""One deployment: what its things are called, and the one AWS session that all of them are reached by."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3

from deploy.errors import DeployError

EDGE_REGION = "us-east-1"


@dataclass(frozen=True)
class Site:
    name: str
    session: boto3.Session

    @classmethod
    def at(cls, name: str, region: str | None) -> "Site":
        session = boto3.Session(region_name=region)
        if session.region_name is None:
            raise DeployError("Say where: `--region eu-central-1`, or set AWS_REGION. Near your people is best.")
        return cls(name, session)

    @property
    def region(self) -> str:
        return str(self.session.region_name)

    @cached_property
    def account(self) -> str:
        return str(self.session.client("sts").get_caller_identity()["Account"])

    def client(self, service: str, region: str | None = None) -> Any:
        return self.session.client(service, region_name=region or self.region)  # type: ignore[call-overload]

    @property
    def edge_stack(self) -> str:
        return f"{self.name}-edge"

    @property
    def plan_stack(self) -> str:
        return f"{self.name}-plan"

    @property
    def packages(self) -> str:
        """The bucket of zips and templates."""
        return f"{self.name}-packages-{self.account}-{self.region}"

    @property
    def static(self) -> str:
        """As the template calls it."""
        return f"{self.name}-static-{self.account}-{self.region}"

    def parameter(self, name: str) -> str:
        return f"/{self.name}/{name}"
