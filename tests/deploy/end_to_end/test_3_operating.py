"""Jobs, metrics, logs, secret rotation and repeated deployments of a deployed Chatify."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex

import pytest

from deploy import secret_rotation, site_secrets
from deploy.site import Site
from deploy.stacks import Stack
from tests.deploy.end_to_end.deployed import FUNCTIONS, World, eventually
from tests.deploy.end_to_end.people import PASSWORD, Visitor

pytestmark = pytest.mark.slow
People = Callable[[str], Visitor]


def test_the_job_function_erases_a_deleted_account(world: World, person: People) -> None:
    noor, leaver = person("noor"), person("leaver")
    conversation_id = noor.create_group_with(leaver)
    seq = leaver.say(conversation_id, "I was here")["seq"]
    leaver.call("PATCH", f"conversations/{conversation_id}/messages/{seq}", {"body": "I was here once"})
    leaver.call("PUT", f"conversations/{conversation_id}/messages/{seq}/reactions/👍")
    leaver.call("POST", "me/delete", {"password": PASSWORD, "messages": "erase"})
    jobs = [row for row in world.rows("jobs") if row["kind"]["S"] == "delete"]
    assert len(jobs) == 1
    eventually(lambda: all("done_at" in row for row in world.rows("jobs")))
    users = world.client("cognito-idp").list_users(UserPoolId=world.deployment.outputs["UserPoolId"])["Users"]
    assert "leaver@example.org" not in json.dumps(users, default=str)
    rows_by_table = {
        table: json.dumps(world.rows(table)) for table in ("profiles", "messages", "versions", "reactions", "audit_log")
    }
    assert [table for table, rows in rows_by_table.items() if "I was here" in rows or "leaver@" in rows] == []


def test_the_job_function_makes_long_exports(world: World, person: People) -> None:
    user_id = person("noor").call("GET", "me")["id"]
    job = {"job_id": token_hex(16), "kind": "export", "user_id": user_id, "facts": "{}"}
    item = {name: {"S": value} for name, value in job.items()} | {"step": {"N": "0"}}
    world.client("dynamodb").put_item(TableName="chatify-jobs", Item=item)
    world.invoke("job", {})
    files = world.deployment.outputs["FilesBucket"]
    s3 = world.client("s3")
    eventually(lambda: s3.list_objects_v2(Bucket=files, Prefix=f"exports/{user_id}/").get("Contents"))


def test_conflicting_sends_are_counted(world: World, person: People) -> None:
    tess, noor = person("tess"), person("noor")
    conversation_id = tess.create_group_with(noor)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: (tess, noor)[number % 2].say(conversation_id, f"At once {number}"), range(40)))
    assert [message["seq"] for message in tess.read(conversation_id)][-1] == 40
    metrics = [line for line in world.logged("http") if "_aws" in line]
    assert sum(line.get("Messages", 0) for line in metrics) >= 40
    assert sum(line.get("Conflicts", 0) for line in metrics) > 0
    assert {line["Site"] for line in metrics} == {"chatify"}


def test_logs_name_requests_but_no_people(world: World, person: People) -> None:
    person("noor")
    lines = [line for line in world.logged("http") if "_aws" not in line]
    assert lines
    assert all(line["request_id"] for line in lines)
    assert not [line for line in lines if "@example.org" in json.dumps(line) or "At once" in json.dumps(line)]


def test_no_function_failed_or_lacked_a_right(world: World) -> None:
    """Read the logs of all tests so far. Roles are enforced, and the trigger refuses banned people by raising."""
    eventually(lambda: any(line.startswith("REPORT") for line in world.lines("stream")))
    for name in FUNCTIONS:
        log = "\n".join(world.lines(name))
        raised = log.count("Traceback (most recent call last)")
        refused = log.count("TriggerRefusal: banned") if name == "cognito" else 0
        assert (raised, "AccessDenied" in log, "Task timed out" in log) == (refused, False, False), log


def test_rotating_the_secret_refuses_no_request(world: World, person: People) -> None:
    noor, old_secret = person("noor"), world.secret
    noor.call("GET", "me")
    accepted: list[str] = []

    def update(stack: Stack, *arguments: object) -> dict[str, str]:
        outputs = deploy(stack, *arguments)  # type: ignore[arg-type]
        world.prepare_functions()
        for secret in (old_secret, site_secrets.origin_secret(world.deployment.site)):
            world.secret = secret
            noor.call("GET", "me")
            accepted.append(secret)
        return outputs

    deploy = Stack.deploy
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stack, "deploy", update)
        secret_rotation.rotate(world.deployment)
    world.secret = site_secrets.origin_secret(world.deployment.site)
    assert accepted == [old_secret, old_secret, old_secret, world.secret]
    assert world.secret != old_secret
    assert Visitor(world).request("GET", "/healthz", headers={"x-origin-secret": "guessed"}).status_code == 403


def test_repeating_a_deployment_changes_nothing(world: World) -> None:
    lines_before = len(world.output)
    world.deployment.deploy_edge()
    world.deployment.upload_static_files()
    assert world.output[lines_before:] == ["0 new"]


def test_the_stack_has_the_address_as_output(world: World) -> None:
    site: Site = world.deployment.site
    assert Stack(site.client("cloudformation"), site.name).outputs()["Address"] == f"https://{world.host}/"
