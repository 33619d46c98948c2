"""Jobs of dead workers are taken back, failed ones tried again later each time, and given up after a few tries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from ocop.platform.jobs.recovery import FIRST_PAUSE, LONGEST_RUN, MAX_ATTEMPTS, Recovered, recover

pytestmark = pytest.mark.django_db


def job(at, status, *, attempts=1, started=None, finished=None):
    return DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="x.y",
        backend_name="default",
        run_after=at,
        worker_ids=[f"w{n}" for n in range(attempts)],
        started_at=started,
        finished_at=finished,
        traceback="",
        exception_class_path="",
    )


def test_a_job_that_runs_longer_than_any_may_is_put_back(noon):
    stuck = job(noon, "RUNNING", started=noon - LONGEST_RUN - timedelta(seconds=1))
    running = job(noon, "RUNNING", started=noon - LONGEST_RUN + timedelta(seconds=1))
    assert recover(at=noon) == Recovered(taken_back=1, retried=0, given_up=0)
    stuck.refresh_from_db()
    running.refresh_from_db()
    assert (stuck.status, running.status) == ("READY", "RUNNING")


@pytest.mark.parametrize(("attempts", "factor"), [(1, 1), (2, 4), (3, 16)])
def test_a_failed_job_is_tried_again_later_each_time(noon, attempts, factor):
    failed = job(noon, "FAILED", attempts=attempts, finished=noon)
    assert recover(at=noon) == Recovered(taken_back=0, retried=1, given_up=0)
    failed.refresh_from_db()
    assert (failed.status, failed.run_after) == ("READY", noon + FIRST_PAUSE * factor)


def test_a_job_that_failed_too_often_stays_parked(noon):
    parked = job(noon, "FAILED", attempts=MAX_ATTEMPTS, finished=noon)
    dying = job(noon, "RUNNING", attempts=MAX_ATTEMPTS, started=noon - LONGEST_RUN * 2)
    assert recover(at=noon) == Recovered(taken_back=0, retried=0, given_up=1)
    parked.refresh_from_db()
    dying.refresh_from_db()
    assert (parked.status, dying.status) == ("FAILED", "FAILED")


def test_an_old_failure_is_left_alone(noon):
    job(noon, "FAILED", finished=noon - timedelta(days=2))
    assert recover(at=noon) == Recovered(taken_back=0, retried=0, given_up=0)
