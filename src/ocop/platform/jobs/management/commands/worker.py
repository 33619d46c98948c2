"""`ocop worker`: run background jobs until told to stop, and look after those that died or failed."""

from __future__ import annotations

import logging
import os
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.management.commands.db_worker import Worker

from ocop.platform.jobs.recovery import recover

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Chạy các việc nền cho đến khi dừng / run background jobs until stopped"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="chạy hết việc đang chờ rồi thoát / empty the queue and exit"
        )
        parser.add_argument(
            "--interval", type=float, default=0.5, help="giây giữa hai lần hỏi việc / seconds between looks"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        recover(at=timezone.now())
        ask_for_daily_jobs()
        if not options["once"]:
            threading.Thread(target=_keep_recovering, args=(30.0,), daemon=True).start()
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=options["interval"],
            batch=options["once"],
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{os.uname().nodename}-{os.getpid()}"[:32],
        )
        worker.configure_signals()
        worker.run()


def ask_for_daily_jobs() -> None:
    """Put the jobs of every day in the queue; several workers may ask, because each job may run again without harm."""
    for path in settings.OCOP_DAILY_JOBS:
        import_string(path).enqueue()


def _keep_recovering(pause_seconds: float) -> None:
    waiting, day = threading.Event(), timezone.localdate()
    while not waiting.wait(pause_seconds):
        try:
            recover(at=timezone.now())
            if timezone.localdate() != day:
                ask_for_daily_jobs()
                day = timezone.localdate()
        except Exception:
            log.exception("recovery of jobs failed; trying again")
        finally:
            connection.close()
