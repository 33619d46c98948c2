"""`ocop worker`: run background jobs until told to stop, and look after those that died or failed."""

from __future__ import annotations

import logging
import os
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone
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


def _keep_recovering(pause_seconds: float) -> None:
    waiting = threading.Event()
    while not waiting.wait(pause_seconds):
        try:
            recover(at=timezone.now())
        except Exception:
            log.exception("recovery of jobs failed; trying again")
        finally:
            connection.close()
