"""Deploy CloudFormation stacks by change sets, follow their progress and read their outputs."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError

from deploy.errors import DeployError

Say = Callable[[str], object]
BODY_MAX = 51_200
"""The bytes of the longest template that CloudFormation takes without a bucket."""
NEVER_CREATED = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "REVIEW_IN_PROGRESS"}
"""States in which a stack cannot be updated. It is deleted first; its tables stay, and the next one takes them over."""
NO_CHANGE_REASONS = ("didn't contain changes", "No updates are to be performed", "No changes")
POLL_SECONDS = 3.0


@dataclass(frozen=True)
class Stack:
    """A stack that may not exist yet. `upload(path)` stores a template that is too long and returns its address."""

    cloudformation: Any
    name: str
    upload: Callable[[Path], str] | None = None
    poll_seconds: float = POLL_SECONDS

    def describe(self) -> Mapping[str, Any] | None:
        """Return CloudFormation's description, or None if the stack does not exist."""
        try:
            description = self.cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        return None if description["StackStatus"] == "DELETE_COMPLETE" else dict(description)

    def outputs(self) -> dict[str, str]:
        """Return the outputs by name; none if the stack does not exist."""
        description = self.describe() or {}
        return {output["OutputKey"]: output["OutputValue"] for output in description.get("Outputs", ())}

    def parameters(self) -> dict[str, str]:
        """Return the values of the parameters by name; none if the stack does not exist."""
        description = self.describe() or {}
        return {row["ParameterKey"]: row["ParameterValue"] for row in description.get("Parameters", ())}

    def deploy(self, template: Path, parameters: Mapping[str, str], say: Say) -> dict[str, str]:
        """Create or update the stack, and return its outputs. Raises `DeployError`.

        A parameter that is not named keeps its value, or gets its default.
        """
        existing = self._delete_if_never_created(say)
        change = self._create_change_set(template, parameters, existing)
        if change is not None:
            since = self._last_event()
            # If the first creation fails, what it created stays, so that the next attempt continues there.
            rollback = {"DisableRollback": True} if existing is None else {}
            self.cloudformation.execute_change_set(ChangeSetName=change, StackName=self.name, **rollback)
            self._follow(since, say)
        return self.outputs()

    def delete(self, say: Say) -> None:
        """Delete the stack if it exists. Raises `DeployError`."""
        description = self.describe()
        if description is None:
            return
        since = self._last_event()
        self.cloudformation.delete_stack(StackName=self.name)
        self._follow(since, say, description["StackId"])

    def _delete_if_never_created(self, say: Say) -> Mapping[str, Any] | None:
        description = self.describe()
        if description is not None and description["StackStatus"] in NEVER_CREATED:
            self.delete(say)
            return None
        return description

    def _create_change_set(
        self, template: Path, parameters: Mapping[str, str], existing: Mapping[str, Any] | None
    ) -> str | None:
        """Return the change set's ARN, or None if nothing would change."""
        change_set = self.cloudformation.create_change_set(
            StackName=self.name,
            ChangeSetName=f"deploy-{uuid4().hex[:12]}",
            ChangeSetType="UPDATE" if existing else "CREATE",
            Capabilities=["CAPABILITY_IAM"],
            Parameters=_with_previous(parameters, existing),
            # Take over the tables that an earlier stack left behind, with everything in them.
            ImportExistingResources=True,
            **self._template(template),
        )
        return str(change_set["Id"]) if self._wait_for_change_set(change_set["Id"]) else None

    def _template(self, template: Path) -> dict[str, str]:
        text = template.read_text()
        if len(text.encode()) <= BODY_MAX or self.upload is None:
            return {"TemplateBody": text}
        return {"TemplateURL": self.upload(template)}

    def _wait_for_change_set(self, change: str) -> bool:
        """Tell whether the change set has any change. Raises `DeployError`."""
        while True:
            description = self.cloudformation.describe_change_set(ChangeSetName=change, StackName=self.name)
            status, reason = description["Status"], description.get("StatusReason") or ""
            if status == "CREATE_COMPLETE":
                return True
            if status == "FAILED":
                if any(words in reason for words in NO_CHANGE_REASONS):
                    self.cloudformation.delete_change_set(ChangeSetName=change, StackName=self.name)
                    return False
                raise DeployError(f"CloudFormation refuses the change to {self.name}: {reason}")
            time.sleep(self.poll_seconds)

    def _follow(self, since: str | None, say: Say, stack_id: str | None = None) -> None:
        """Report each event until the stack is at rest. Raises `DeployError` with the first failure."""
        failures: list[str] = []
        while True:
            status = self._status(stack_id)
            for event in self._events(since, stack_id):
                since = event["EventId"]
                say(f"{event['LogicalResourceId']}: {event['ResourceStatus'].lower().replace('_', ' ')}")
                if event["ResourceStatus"].endswith("_FAILED"):
                    failures.append(
                        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
                    )
            if not status.endswith("_IN_PROGRESS"):
                break
            time.sleep(self.poll_seconds)
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE", "IMPORT_COMPLETE"):
            first = next((reason for reason in failures if "cancelled" not in reason), status)
            raise DeployError(f"The stack {self.name} failed. {first}")

    def _status(self, stack_id: str | None) -> str:
        try:
            return str(self.cloudformation.describe_stacks(StackName=stack_id or self.name)["Stacks"][0]["StackStatus"])
        except ClientError as error:
            if "does not exist" in str(error):
                return "DELETE_COMPLETE"
            raise

    def _last_event(self) -> str | None:
        return next((event["EventId"] for event in self._newest_first(None)), None)

    def _events(self, since: str | None, stack_id: str | None) -> list[Mapping[str, Any]]:
        new: list[Mapping[str, Any]] = []
        for event in self._newest_first(stack_id):
            if event["EventId"] == since:
                break
            new.append(event)
        return new[::-1]

    def _newest_first(self, stack_id: str | None) -> Iterator[Mapping[str, Any]]:
        try:
            pages = self.cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack_id or self.name)
            for page in pages:
                yield from page["StackEvents"]
        except ClientError as error:
            if "does not exist" not in str(error):
                raise


def _with_previous(parameters: Mapping[str, str], existing: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return the named parameters, and those of the existing stack with their previous values."""
    unnamed = {row["ParameterKey"] for row in (existing or {}).get("Parameters", ())} - parameters.keys()
    previous = [{"ParameterKey": name, "UsePreviousValue": True} for name in sorted(unnamed)]
    return [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()] + previous
