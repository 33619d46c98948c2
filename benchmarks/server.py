"""The measured web server: the one that production runs, with its own port, ended whatever happens."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

from benchmarks.names import BARE
from benchmarks.requests import Request, Wire

START_SECONDS = 60


class Server:
    """A running granian with its workers."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def pids(self) -> list[int]:
        """Return the process and all that it started."""
        parents = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                parents[int(folder.name)] = int(fields[1])
        found = [self.process.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def forget_peak(self) -> None:
        """Let the kernel begin anew with the peak of each process's memory."""
        for pid in self.pids():
            with contextlib.suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text("5")

    def peak_mb(self) -> float | None:
        """Return the sum of the processes' peaks of resident memory, in MB (2^20 bytes); None where it cannot be read."""
        total = 0
        for pid in self.pids():
            try:
                lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            except OSError:
                return None
            total += next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
        return round(total / 1024, 1) or None


@contextmanager
def serving(log: Path, *, workers: int, threads: int) -> Iterator[Server]:
    """Run the server for the length of the block; its output goes to `log`."""
    port = _free_port()
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers", "benchmarks.wsgi:application",
    ]  # fmt: skip
    with log.open("wb") as output:
        # A session of its own: Ctrl-C reaches this program only, which then ends the server in order.
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | {"OCOP_PORT": str(port)},
            start_new_session=True,
        )
        server = Server(process, port)
        try:
            _await(server, log)
            yield server
        finally:
            _end(process)


def _await(server: Server, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        wire = Wire(server.port)
        try:
            wire(Request(BARE, holds=b"co"))
        except (OSError, HTTPException):
            time.sleep(0.2)
        else:
            return
        finally:
            wire.close()
    raise RuntimeError(f"Máy chủ web không chạy được:\n{log.read_text(errors='replace')[-3000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
    with contextlib.suppress(ProcessLookupError):  # workers that outlived their parent
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
