"""One site in AWS: the names of its resources, and the AWS session to reach them."""

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
    def connect(cls, name: str, region: str | None) -> "Site":
        """Open a session in `region`, else in the profile's region. Raises `DeployError` if there is neither."""
        session = boto3.Session(region_name=region)
        if session.region_name is None:
            raise DeployError("Name a region near your people: `--region eu-central-1`, or set AWS_REGION.")
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
        """The name of the bucket of packages and templates."""
        return f"{self.name}-packages-{self.account}-{self.region}"

    @property
    def static(self) -> str:
        """The name of the bucket of static files, as in the template."""
        return f"{self.name}-static-{self.account}-{self.region}"

    def parameter(self, name: str) -> str:
        return f"/{self.name}/{name}"
