"""Jobs survive being killed at any point."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError
from django.conf import settings as django_settings

from accounts import files
from accounts.models.jobs import JobItem
from accounts.services import deletion, job_runner, jobs
from chatify.core import clock
from tests.accounts.conftest import PASSWORD
from tests.accounts.personal_traces import leave_traces_everywhere, strings_everywhere, world

__all__ = ["world"]


@pytest.mark.parametrize("kind", ["export", "delete", "hide"])
def test_each_kind_of_job_has_steps(kind):
    assert job_runner.steps_of(kind)


def run_until_killed(job_id, calls):
    """Run the job in a process that dies at this call to AWS. Return whether it was killed before the job ended."""
    pool, name = django_settings.COGNITO, "CHATIFY_COGNITO_{}".format
    environment = os.environ | {name(key.upper()): value for key, value in pool.items()}
    environment |= {"CHATIFY_AWS_ENDPOINT": django_settings.AWS["endpoint_url"], "CHATIFY_LOG_LEVEL": "ERROR"}
    environment["CHATIFY_LOCAL_DIR"] = str(django_settings.LOCAL_DIR)
    command = [sys.executable, "-m", "tests.accounts.killed_job", job_id, str(calls)]
    process = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=60)
    assert process.returncode in (0, -signal.SIGKILL), process.stderr
    return process.returncode != 0


def expire_hold(job_id):
    """Let the hold of the killed process expire, as it does after a minute."""
    JobItem.find(job_id).update(actions=[JobItem.held_until.set(clock.now() - timedelta(seconds=1))])


def test_a_deletion_that_is_killed_repeatedly_erases_everything(world):
    leave_traces_everywhere(world)
    job_id = JobItem.make("delete", world.zoe.id, {"messages": "erase"}).job_id
    for calls in (3, 10, 25):
        assert run_until_killed(job_id, calls), "the process was killed before the job ended"
        assert not job_runner.run(job_id), "the hold lasts for a minute"
        expire_hold(job_id)
    assert job_runner.run(job_id)
    assert job_runner.progress(job_id) == (3, 3)
    everything = strings_everywhere()
    for string in (world.secret, world.account.email, world.zoe.handle, world.mark):
        assert string not in everything


def test_an_export_that_is_killed_repeatedly_is_stored_once(world, outbox):
    job_id = JobItem.make("export", world.zoe.id, {}).job_id
    for calls in (4, 8):
        assert run_until_killed(job_id, calls), "the process was killed before the job ended"
        expire_hold(job_id)
    assert job_runner.run(job_id)
    assert files.keys(f"exports/{world.zoe.id}/") == [f"exports/{world.zoe.id}/{job_id}.zip"]
    assert "is ready" in outbox(world.account.email)[0]["subject"]


def test_a_job_that_cannot_be_launched_is_resumed_by_the_sweep(api, world, monkeypatch):
    def refuse(_):
        raise ClientError({"Error": {"Code": "TooManyRequestsException"}}, "Invoke")

    monkeypatch.setattr(jobs, "launch", refuse)
    answer = api.post("me/delete", headers=world.account.bearer, password=PASSWORD, messages="keep")
    assert answer.status_code == 202
    assert api.get("me", headers=world.account.bearer).status_code == 401
    started: list[str] = []
    monkeypatch.setattr(jobs, "launch", started.append)
    job_runner.sweep()
    [job] = [job for job in JobItem.unfinished() if job.user_id == world.zoe.id]
    assert job.job_id in started
    job.finish({}, clock.now())


def test_sweep_launches_abandoned_jobs_and_no_held_ones(world, monkeypatch):
    started: list[str] = []
    monkeypatch.setattr(jobs, "launch", started.append)
    abandoned, held, new = (JobItem.make("export", world.zoe.id, {}) for _ in range(3))
    for job in (abandoned, held):
        assert job.hold(clock.now())
    expire_hold(abandoned.job_id)
    job_runner.sweep()
    assert {abandoned.job_id, new.job_id} <= set(started)
    assert held.job_id not in started
    for job in (abandoned, held, new):
        job.finish({}, clock.now())


def test_a_failing_job_waits_longer_each_time_and_is_never_given_up(world):
    job, now = JobItem.make("export", world.zoe.id, {}), clock.now()
    waits = []
    for _ in range(14):
        now = next(at for at in _each_minute(now) if job.is_due(at))
        assert job.hold(now)
        waits.append(next(at for at in _each_minute(now) if job.is_due(at)) - now)
    minutes = [round(wait / timedelta(minutes=1)) for wait in waits]
    assert minutes[:4] == [1, 2, 4, 8]
    assert minutes[-1] == minutes[-2] == 2**11, "the wait grows to a day and a half"
    assert job.reach(0, None, now)
    assert job.is_due(now + timedelta(minutes=2)), "progress resets the wait"
    job.finish({}, now)


def _each_minute(now):
    return (now + timedelta(minutes=count, seconds=1) for count in range(3_000))


def test_a_long_slice_prolongs_its_hold_until_another_function_takes_the_job(world, monkeypatch):
    monkeypatch.setattr(jobs, "PROLONG_EVERY_SECONDS", -1)
    job = JobItem.make("export", world.zoe.id, {})
    assert job.hold(clock.now() - timedelta(seconds=50))
    prolong = jobs.prolonger(job)
    prolong()
    assert not JobItem.find(job.job_id).hold(clock.now() + timedelta(seconds=30)), "the hold was prolonged"
    assert JobItem.find(job.job_id).hold(clock.now() + timedelta(seconds=90))
    with pytest.raises(jobs.JobLost):
        prolong()
    job.let_go()
    assert JobItem.find(job.job_id).held_until, "the hold of the other function stays"
    job.finish({}, clock.now())


@pytest.mark.parametrize("slices", range(6))
def test_a_deletion_that_is_killed_after_any_slice_is_resumed(world, settings, monkeypatch, slices):
    """Kill the job after this many slices, before the end of the last one is stored."""
    started: list[str] = []
    monkeypatch.setattr(jobs, "launch", started.append)
    job_id = deletion.start(world.zoe, password=PASSWORD, messages="erase")
    assert started == [job_id], "the job is only recorded"
    reach, count = JobItem.reach, [0]

    class Killed(BaseException):
        pass

    def reach_or_die(self, step, cursor, now):
        count[0] += 1
        if count[0] > slices:
            raise Killed
        return reach(self, step, cursor, now)

    monkeypatch.setattr(JobItem, "reach", reach_or_die)
    try:
        job_runner.run(job_id)
    except Killed:
        monkeypatch.setattr(JobItem, "reach", reach)
        job_runner.run(job_id)
        assert job_runner.progress(job_id)[0] < job_runner.progress(job_id)[1], "the hold lasts for a minute"
        JobItem.find(job_id).let_go()
        job_runner.run(job_id)
    assert job_runner.progress(job_id) == (3, 3)
    everything = strings_everywhere()
    assert world.secret not in everything
    assert world.account.email not in everything


def test_a_held_job_is_not_run_by_another_function(world, monkeypatch):
    monkeypatch.setattr(jobs, "launch", lambda job_id: None)
    job_id = deletion.start(world.zoe, password=PASSWORD, messages="keep")
    job = JobItem.find(job_id)
    assert job.hold(clock.now())
    assert not JobItem.find(job_id).hold(clock.now())
    assert not job_runner.run(job_id)
    assert job_runner.progress(job_id) == (0, 3)
    job.let_go()
    job_runner.run(job_id)
