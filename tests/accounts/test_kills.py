"""Long work for a person survives being killed, wherever it was."""

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
from tests.accounts.world import everything_happens_to, strings_everywhere, world

__all__ = ["world"]


@pytest.mark.parametrize("kind", ["export", "delete", "hide"])
def test_each_kind_of_job_has_steps(kind):
    assert job_runner.steps_of(kind)


def killed(job_id, calls):
    """A process of its own goes on with it, and the kernel kills that at so many calls. False where it came to its end."""
    pool, name = django_settings.COGNITO, "CHATIFY_COGNITO_{}".format
    environment = os.environ | {name(key.upper()): value for key, value in pool.items()}
    environment |= {"CHATIFY_AWS_ENDPOINT": django_settings.AWS["endpoint_url"], "CHATIFY_LOG_LEVEL": "ERROR"}
    environment["CHATIFY_LOCAL_DIR"] = str(django_settings.LOCAL_DIR)
    command = [sys.executable, "-m", "tests.accounts.dying", job_id, str(calls)]
    ended = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode in (0, -signal.SIGKILL), ended.stderr
    return ended.returncode != 0


def a_minute_later(job_id):
    """When the dead one’s hold has ended."""
    JobItem.find(job_id).update(actions=[JobItem.held_until.set(clock.now() - timedelta(seconds=1))])


def test_a_deletion_whose_process_is_killed_again_and_again_leaves_nothing(world):
    everything_happens_to(world)
    job_id = JobItem.make("delete", world.zoe.id, {"messages": "erase"}).job_id
    for calls in (3, 10, 25):
        assert killed(job_id, calls), "it came to its end: a kill later proves nothing"
        assert not job_runner.run(job_id), "who was killed may be alive for a minute"
        a_minute_later(job_id)
    assert job_runner.run(job_id)
    assert job_runner.progress(job_id) == (3, 3)
    found = strings_everywhere()
    for string in (world.secret, world.account.email, world.zoe.handle, world.mark):
        assert string not in found


def test_an_export_whose_process_is_killed_again_and_again_is_there_once(world, outbox):
    job_id = JobItem.make("export", world.zoe.id, {}).job_id
    for calls in (4, 8):
        assert killed(job_id, calls), "it came to its end: a kill later proves nothing"
        a_minute_later(job_id)
    assert job_runner.run(job_id)
    assert files.keys(f"exports/{world.zoe.id}/") == [f"exports/{world.zoe.id}/{job_id}.zip"]
    assert "is ready" in outbox(world.account.email)[0]["subject"]


def test_job_that_could_not_be_launched_is_accepted_and_swept_up(api, world, monkeypatch):
    def busy(_):
        raise ClientError({"Error": {"Code": "TooManyRequestsException"}}, "Invoke")

    monkeypatch.setattr(jobs, "launch", busy)
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
    left, alive, fresh = (JobItem.make("export", world.zoe.id, {}) for _ in range(3))
    for job in (left, alive):
        assert job.hold(clock.now())
    a_minute_later(left.job_id)
    job_runner.sweep()
    assert {left.job_id, fresh.job_id} <= set(started)
    assert alive.job_id not in started
    for job in (left, alive, fresh):
        job.finish({}, clock.now())


def test_failing_job_waits_longer_each_time_and_is_never_given_up(world):
    job, now = JobItem.make("export", world.zoe.id, {}), clock.now()
    waits = []
    for _ in range(14):
        now = next(at for at in _each_minute(now) if job.is_due(at))
        assert job.hold(now)
        waits.append(next(at for at in _each_minute(now) if job.is_due(at)) - now)
    minutes = [round(wait / timedelta(minutes=1)) for wait in waits]
    assert minutes[:4] == [1, 2, 4, 8]
    assert minutes[-1] == minutes[-2] == 2**11, "a day and a half"
    assert job.reach(0, None, now)
    assert job.is_due(now + timedelta(minutes=2)), "it came further: as at first"
    job.finish({}, now)


def _each_minute(now):
    return (now + timedelta(minutes=count, seconds=1) for count in range(3_000))


def test_a_long_slice_holds_on_until_another_has_taken_the_job(world, monkeypatch):
    monkeypatch.setattr(jobs, "PROLONG_EVERY_SECONDS", -1)
    job = JobItem.make("export", world.zoe.id, {})
    assert job.hold(clock.now() - timedelta(seconds=50))
    still_here = jobs.prolonger(job)
    still_here()
    assert not JobItem.find(job.job_id).hold(clock.now() + timedelta(seconds=30)), "the hold was prolonged"
    assert JobItem.find(job.job_id).hold(clock.now() + timedelta(seconds=90))
    with pytest.raises(jobs.JobLost):
        still_here()
    job.let_go()
    assert JobItem.find(job.job_id).held_until, "what another holds is not let go by us"
    job.finish({}, clock.now())


@pytest.mark.parametrize("slices", range(6))
def test_a_deletion_that_is_killed_anywhere_is_gone_on_with(world, settings, monkeypatch, slices):
    """Killed after so many slices, before their end was noted: the worst moment."""
    started: list[str] = []
    monkeypatch.setattr(jobs, "launch", started.append)
    job_id = deletion.start(world.zoe, password=PASSWORD, messages="erase")
    assert started == [job_id], "nothing runs by itself here"
    reach, count = JobItem.reach, [0]

    class Killed(BaseException):
        pass

    def dying(self, step, cursor, now):
        count[0] += 1
        if count[0] > slices:
            raise Killed
        return reach(self, step, cursor, now)

    monkeypatch.setattr(JobItem, "reach", dying)
    try:
        job_runner.run(job_id)
    except Killed:
        monkeypatch.setattr(JobItem, "reach", reach)
        job_runner.run(job_id)
        assert job_runner.progress(job_id)[0] < job_runner.progress(job_id)[1], "held by the dead one for a minute"
        JobItem.find(job_id).let_go()
        job_runner.run(job_id)
    assert job_runner.progress(job_id) == (3, 3)
    found = strings_everywhere()
    assert world.secret not in found
    assert world.account.email not in found


def test_two_runners_do_not_meet(world, monkeypatch):
    monkeypatch.setattr(jobs, "launch", lambda job_id: None)
    job_id = deletion.start(world.zoe, password=PASSWORD, messages="keep")
    job = JobItem.find(job_id)
    assert job.hold(clock.now())
    assert not JobItem.find(job_id).hold(clock.now())
    assert not job_runner.run(job_id)
    assert job_runner.progress(job_id) == (0, 3)
    job.let_go()
    job_runner.run(job_id)
