"""`ocop start` on a port that is taken, or that is none."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from ocop.workspace.management.commands import start


@pytest.fixture
def taken():
    """A port on which another program listens, in the way of a web server that shares it with whoever asks."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_another_program_has_is_refused_before_anything_is_done(settings, tmp_path, taken):
    settings.OCOP_PORT, settings.DATA_DIR = taken, tmp_path / "var"
    with pytest.raises(CommandError, match=f"Cổng {taken} đang có chương trình khác dùng"):
        call_command("start")
    assert not settings.DATA_DIR.exists()


def test_a_port_is_free_until_someone_listens_and_again_after(taken):
    assert not start.port_is_free("127.0.0.1", taken)
    assert start.answers("127.0.0.1", taken)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        just_left = other.getsockname()[1]
    assert start.port_is_free("127.0.0.1", just_left)
    assert not start.answers("127.0.0.1", just_left)


CHILD = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"


@pytest.mark.slow
def test_a_signal_between_the_starts_of_two_children_leaves_none_behind(tmp_path, monkeypatch):
    pids: list[int] = []
    real = subprocess.Popen

    def told_to_stop_after_the_first(command, *args, **options):
        child = real(command, *args, **options)
        pids.append(child.pid)
        if len(pids) == 1:
            os.kill(os.getpid(), signal.SIGTERM)
        return child

    commands = [[sys.executable, "-c", CHILD, str(tmp_path / name)] for name in ("web", "worker")]
    monkeypatch.setattr(start, "_commands", lambda host, port: commands)
    monkeypatch.setattr(start.subprocess, "Popen", told_to_stop_after_the_first)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        start.Command().serve("127.0.0.1", 1)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.slow
def test_what_a_child_started_ends_with_it_even_when_it_does_not_listen(monkeypatch):
    monkeypatch.setattr(start, "LONGEST_END_SECONDS", 0.5)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {deaf!r}])"
    child = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, start_new_session=True)
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    start._end([child])
    assert child.stdout.read() == b""  # the end of it: nobody holds the other side any more
    child.stdout.close()


def test_a_number_that_is_no_port_is_named(settings):
    settings.OCOP_PORT = 99999
    with pytest.raises(CommandError, match="OCOP_PORT=99999"):
        call_command("start")


@pytest.mark.django_db
def test_tables_that_an_earlier_version_made_are_named():
    assert start.tables_of_another_version() == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE directory_placeact RENAME COLUMN refusal TO refusal_before")
    assert start.tables_of_another_version() == ["directory_placeact"]
