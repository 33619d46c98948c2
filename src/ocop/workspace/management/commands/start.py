"""`ocop start`: prepare what is missing (database, places, demonstration), then run the web server and one worker."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ocop.safety import demonstration_accounts, unsafe_settings
from ocop_rules import rulebooks

LONGEST_END_SECONDS = 8


class Command(BaseCommand):
    help = "Chuẩn bị những gì còn thiếu rồi chạy web và một tiến trình nền / set up and serve"

    requires_system_checks = ()  # the settings must be judged first, in words that say what to do

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--setup", action="store_true", help="chuẩn bị xong thì dừng / stop after the set-up"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        faults = unsafe_settings()
        if faults:
            raise CommandError("Chưa chạy được ở chế độ production:\n- " + "\n- ".join(faults))
        host, port = os.environ.get("OCOP_LISTEN", "127.0.0.1"), settings.OCOP_PORT
        if not options["setup"] and not port_is_free(host, port):
            raise CommandError(
                f"Cổng {port} đang có chương trình khác dùng. Hãy dừng chương trình đó, hoặc chọn cổng khác, ví dụ: "
                f"OCOP_PORT={port + 1} ./run"
            )
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        self.prepare()
        accounts = demonstration_accounts()
        if accounts:
            raise CommandError(
                f"Cơ sở dữ liệu còn tài khoản trình diễn ({', '.join(accounts)}…); production không chạy."
            )
        if options["setup"]:
            self.say("Đã chuẩn bị xong. Chạy ./run để mở ứng dụng.")
            return
        self.serve(host, port)

    def prepare(self) -> None:
        """Run each step of the set-up that is not done yet, with a line that says how long it took."""
        if _migrations_pending():
            self.step("cập nhật cơ sở dữ liệu", lambda: call_command("migrate", verbosity=0))
        lacking = tables_of_another_version()
        if lacking:
            raise CommandError(
                f"Dữ liệu ở {settings.DATA_DIR} do một bản trước tạo ra, không dùng được với bản này (thiếu cột ở: "
                f"{', '.join(lacking[:3])}). Chưa có bản phát hành nên chưa có bước nâng cấp: hãy xóa dữ liệu ấy, hoặc đặt "
                "OCOP_DATA_DIR (hay DATABASE_URL) sang nơi khác."
            )
        self.step(
            "nạp bộ quy tắc", lambda: [rulebook.digest for rulebook in rulebooks.all_rulebooks()], quiet=True
        )
        self.step("nạp địa bàn hành chính", lambda: call_command("load_places", verbosity=0), quiet=True)
        self.once("static", _static_fingerprint(), "gom tệp giao diện", _collect_static)
        if not settings.PRODUCTION:
            self.step("dựng tỉnh trình diễn", lambda: call_command("seed_demonstration"), quiet=True)

    def step(self, title: str, work: Callable[[], object], *, quiet: bool = False) -> None:
        """Run one step; a step that may have nothing to do is only mentioned when it took a second or more."""
        if not quiet:
            self.say(f"… {title}")
        started = time.monotonic()
        work()
        seconds = time.monotonic() - started
        if seconds >= 1:
            self.say(f"✓ {title} ({seconds:.0f} giây)")

    def once(self, name: str, fingerprint: str, title: str, work: Callable[[], object]) -> None:
        """Run a step unless it was done for the same fingerprint before."""
        stamp = settings.DATA_DIR / f".done-{name}"
        if stamp.exists() and stamp.read_text() == fingerprint:
            return
        self.step(title, work)
        stamp.write_text(fingerprint)

    def serve(self, host: str, port: int) -> None:
        """Run the web server and one worker as one process group, until a signal or until either of them ends."""
        connection.close()
        stopping = threading.Event()
        # Before anything is started: a signal between the start of a child and its being listed would leave it behind.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: stopping.set())
        children: list[subprocess.Popen[bytes]] = []
        try:
            for command in _commands(host, port):
                # Each with its own group, so that all that it starts can be ended with it.
                children.append(subprocess.Popen(command, start_new_session=True))  # noqa: S603  our own programs
            announced = False
            while not stopping.is_set() and all(child.poll() is None for child in children):
                if not announced and answers(host, port):
                    self.announce()
                    announced = True
                time.sleep(0.3)
            if not stopping.is_set():
                raise CommandError("Một tiến trình đã dừng ngoài ý muốn; xem thông báo phía trên.")
        finally:
            _end(children)

    def announce(self) -> None:
        """Say where the application is and how to sign in."""
        self.say(f"\nỨng dụng đang chạy tại  http://localhost:{settings.OCOP_PORT}")
        if not settings.PRODUCTION:
            self.say("Đăng nhập: mở trang Đăng nhập và chọn một vai trò trình diễn (không cần mật khẩu).")
        self.say("Dừng: Ctrl-C\n")

    def say(self, line: str) -> None:
        """Print a line at once."""
        self.stdout.write(line)
        self.stdout.flush()


def _commands(host: str, port: int) -> list[list[str]]:
    """Return the command lines of the web server and of the worker."""
    binaries = Path(sys.executable).parent
    web = [
        str(binaries / "granian"),
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(settings.OCOP_WEB_PROCESSES),
        "--blocking-threads",
        str(settings.OCOP_WEB_THREADS),
        "--no-ws",
        "--log-level",
        "error",
        "--respawn-failed-workers",
        "ocop.wsgi:application",
    ]
    return [web, [str(binaries / "ocop"), "worker"]]


def port_is_free(host: str, port: int) -> bool:
    """Return whether nothing listens at an address yet.

    Asked before the web server starts, which shares a port with whoever else would: two applications would then take
    turns at answering one reader.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise CommandError(f"Không mở được {host}:{port}: {error.strerror}") from None
        except OverflowError:
            raise CommandError(f"OCOP_PORT={port}: số cổng phải từ 1 đến 65535.") from None
    return True


def answers(host: str, port: int) -> bool:
    """Return whether something listens at an address."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _migrations_pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def tables_of_another_version() -> list[str]:
    """Return the tables that lack a column of ours: migrations are rewritten until the first release, so none adds it."""
    with connection.cursor() as cursor:
        return [
            table
            for model in apps.get_models()
            if model.__module__.startswith("ocop.")
            for table in [model._meta.db_table]
            if {field.column for field in model._meta.concrete_fields}
            - {column.name for column in connection.introspection.get_table_description(cursor, table)}
        ]


def _static_fingerprint() -> str:
    seen = hashlib.sha256()
    for path in sorted(settings.SOURCE_DIR.glob("**/static/**/*")):
        if path.is_file():
            seen.update(
                f"{path.relative_to(settings.SOURCE_DIR)}:{path.stat().st_size}:{path.stat().st_mtime_ns}\n".encode()
            )
    return seen.hexdigest()


def _collect_static() -> None:
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """End the children with all that they started: asked first, then, what is still there, killed.

    The web server's own processes do not hear a request that comes while they are starting, and would outlive it.
    """
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + LONGEST_END_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
