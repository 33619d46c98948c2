"""Jobs whose worker died are put back in the queue; jobs that failed are tried again, later each time, then parked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

RUNNING, READY, FAILED = "RUNNING", "READY", "FAILED"
LONGEST_RUN = timedelta(minutes=10)
MAX_ATTEMPTS = 4
FIRST_PAUSE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many jobs were taken from dead workers, tried again after a failure, or given up."""

    taken_back: int
    retried: int
    given_up: int


def recover(*, at: datetime) -> Recovered:
    """Put stuck jobs back and failed ones on for another try; return how many of each.

    Safe to run from several workers at once: each job is moved by compare-and-set on what was read.
    """
    taken_back = given_up = retried = 0
    for job in DBTaskResult.objects.filter(status=RUNNING, started_at__lt=at - LONGEST_RUN):
        same = DBTaskResult.objects.filter(pk=job.pk, status=RUNNING, started_at=job.started_at)
        if len(job.worker_ids) >= MAX_ATTEMPTS:
            given_up += same.update(
                status=FAILED, finished_at=at, exception_class_path="builtins.TimeoutError"
            )
        else:
            taken_back += same.update(status=READY, run_after=at)
    for job in DBTaskResult.objects.filter(status=FAILED, finished_at__gt=at - timedelta(days=1)):
        attempts = len(job.worker_ids)
        if attempts >= MAX_ATTEMPTS:
            continue
        same = DBTaskResult.objects.filter(pk=job.pk, status=FAILED, finished_at=job.finished_at)
        retried += same.update(
            status=READY, run_after=at + FIRST_PAUSE * 4 ** (attempts - 1), finished_at=None
        )
    return Recovered(taken_back=taken_back, retried=retried, given_up=given_up)
