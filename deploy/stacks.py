"""CloudFormation stacks by change sets: made, followed while they are carried out, and asked what they hold."""

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
"""Bytes of a template that CloudFormation takes without a bucket."""
FAILED_FIRST = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "REVIEW_IN_PROGRESS"}
"""Nothing can be updated there: such a stack is removed first. Its tables stay and are taken over."""
NOTHING_TO_DO = ("didn't contain changes", "No updates are to be performed", "No changes")
POLL = 3.0


@dataclass(frozen=True)
class Stack:
    """`bucket(path)` puts a template that is too long somewhere, and answers its address."""

    cloudformation: Any
    name: str
    bucket: Callable[[Path], str] | None = None
    poll: float = POLL

    def describe(self) -> Mapping[str, Any] | None:
        try:
            found = self.cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        return None if found["StackStatus"] == "DELETE_COMPLETE" else dict(found)

    def outputs(self) -> dict[str, str]:
        found = self.describe() or {}
        return {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", ())}

    def deploy(self, template: Path, parameters: Mapping[str, str], say: Say) -> dict[str, str]:
        """Its outputs. A parameter that isn't named keeps its value, or gets its default. Raises `DeployError`."""
        held = self._usable(say)
        change = self._change_set(template, parameters, held)
        if change is not None:
            since = self._last_event()
            # A first creation that fails is left standing, so that the next try goes on from there.
            kept = {"DisableRollback": True} if held is None else {}
            self.cloudformation.execute_change_set(ChangeSetName=change, StackName=self.name, **kept)
            self._follow(since, say)
        return self.outputs()

    def delete(self, say: Say) -> None:
        found = self.describe()
        if found is None:
            return
        since = self._last_event()
        self.cloudformation.delete_stack(StackName=self.name)
        self._follow(since, say, found["StackId"])

    def _usable(self, say: Say) -> Mapping[str, Any] | None:
        held = self.describe()
        if held is not None and held["StackStatus"] in FAILED_FIRST:
            self.delete(say)
            return None
        return held

    def _change_set(self, template: Path, parameters: Mapping[str, str], held: Mapping[str, Any] | None) -> str | None:
        """Its ARN; None where nothing would change."""
        made = self.cloudformation.create_change_set(
            StackName=self.name,
            ChangeSetName=f"deploy-{uuid4().hex[:12]}",
            ChangeSetType="UPDATE" if held else "CREATE",
            Capabilities=["CAPABILITY_IAM"],
            Parameters=_parameters(parameters, held),
            # Tables that an earlier stack left behind are taken over with all that is in them.
            ImportExistingResources=True,
            **self._template(template),
        )
        return str(made["Id"]) if self._is_ready(made["Id"]) else None

    def _template(self, template: Path) -> dict[str, str]:
        text = template.read_text()
        if len(text.encode()) <= BODY_MAX or self.bucket is None:
            return {"TemplateBody": text}
        return {"TemplateURL": self.bucket(template)}

    def _is_ready(self, change: str) -> bool:
        while True:
            found = self.cloudformation.describe_change_set(ChangeSetName=change, StackName=self.name)
            status, reason = found["Status"], found.get("StatusReason") or ""
            if status == "CREATE_COMPLETE":
                return True
            if status == "FAILED":
                if any(words in reason for words in NOTHING_TO_DO):
                    self.cloudformation.delete_change_set(ChangeSetName=change, StackName=self.name)
                    return False
                raise DeployError(f"CloudFormation refuses the change to {self.name}: {reason}")
            time.sleep(self.poll)

    def _follow(self, since: str | None, say: Say, stack_id: str | None = None) -> None:
        """Tell each event until the stack is at rest. Raises `DeployError` with the first thing that failed."""
        why: list[str] = []
        while True:
            status = self._status(stack_id)
            for event in self._events(since, stack_id):
                since = event["EventId"]
                say(f"{event['LogicalResourceId']}: {event['ResourceStatus'].lower().replace('_', ' ')}")
                if event["ResourceStatus"].endswith("_FAILED"):
                    why.append(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}")
            if not status.endswith("_IN_PROGRESS"):
                break
            time.sleep(self.poll)
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE", "IMPORT_COMPLETE"):
            first = next((reason for reason in why if "cancelled" not in reason), status)
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


def _parameters(given: Mapping[str, str], held: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    kept = {one["ParameterKey"] for one in (held or {}).get("Parameters", ())} - given.keys()
    previous = [{"ParameterKey": name, "UsePreviousValue": True} for name in sorted(kept)]
    return [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()] + previous
