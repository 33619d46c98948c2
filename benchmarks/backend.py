"""One database: prepare it, load it, serve it, measure on it. Run by `python -m benchmarks`, one process a database."""

from __future__ import annotations

import json
import os
import signal
import statistics
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from benchmarks.names import BARE, BENCHES

if TYPE_CHECKING:
    from benchmarks.server import Server


@dataclass(frozen=True, slots=True)
class Figure:
    """What is reported of one measurement on one database; None where it does not apply."""

    name: str
    db: str
    median_ms: float | None
    p95_ms: float | None
    floor_ms: float | None
    ratio: float | None
    per_s: float | None
    queries: int | None
    peak_mb: float | None


@dataclass(frozen=True, slots=True)
class Told:
    """A figure, and what is said beside it: the floor's rate, a floor below it, queries with fewer rows if not as many."""

    figure: Figure
    floor_per_s: float
    lower_ms: float | None
    queries_with_fewer_rows: int | None


def say(line: str) -> None:
    """Print a line of progress at once."""
    print(line, file=sys.stderr, flush=True)


def run(asked: dict[str, Any], folder: Path) -> list[Told]:
    """Prepare a scratch database in the folder (or on the PostgreSQL server named) and measure what is asked for."""
    database = asked["db"]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "OCOP_DATA_DIR": str(folder),
        "OCOP_MODE": "demonstration",
        "OCOP_LOG_LEVEL": "ERROR",
        "DATABASE_URL": _fresh_postgres(asked["postgres"]) if database == "postgresql" else "",
    }
    import django  # noqa: PLC0415  after the environment that the settings read

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from benchmarks.loading import Size, load  # noqa: PLC0415
    from benchmarks.server import serving  # noqa: PLC0415

    say(f"== {database}: {asked['dossiers']} hồ sơ × {asked['members']} thành viên")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load(Size(asked["dossiers"], asked["members"], asked["sessions"]), tell=say)
    connection.close()
    with serving(
        folder / "server.log", workers=settings.OCOP_WEB_PROCESSES, threads=settings.OCOP_WEB_THREADS
    ) as server:
        try:
            _tell_ceiling(server)
            return [_measure(name, server, asked) for name in asked["names"]]
        except Exception:
            say((folder / "server.log").read_text(errors="replace")[-3000:])
            raise


def _measure(name: str, server: Server, asked: dict[str, Any]) -> Told:
    from benchmarks.benches import READY, queries_of  # noqa: PLC0415  after Django's set-up
    from benchmarks.measuring import in_turns  # noqa: PLC0415

    say(f"  … {name}: {BENCHES[name]}")
    pair = READY[name]()
    queries = queries_of(pair.ours(1)[0]())
    with_fewer = queries_of(pair.fewer) if pair.fewer is not None else None
    server.forget_peak()
    how = {"rounds": asked["rounds"], "seconds": asked["seconds"]}
    sides = [side(pair.clients) for side in (pair.ours, pair.floor, pair.lower) if side is not None]
    ours, floor, *lower = in_turns(server.port, sides, **how)
    rates, floor_rates = ours, floor
    if pair.together is not None:
        sides = [pair.ours(pair.together), pair.floor(pair.together)]
        rates, floor_rates = in_turns(server.port, sides, **how)
    ratio = rates.per_s / floor_rates.per_s if pair.by_rate else ours.median_ms / floor.median_ms
    figure = Figure(
        name=name,
        db=asked["db"],
        median_ms=round(ours.median_ms, 2),
        p95_ms=round(ours.p95_ms, 2),
        floor_ms=round(floor.median_ms, 2),
        ratio=round(ratio, 2),
        per_s=round(rates.per_s, 1),
        queries=queries,
        peak_mb=server.peak_mb(),
    )
    say(f"    {figure.median_ms} ms, sàn {figure.floor_ms} ms, tỷ lệ {figure.ratio}, {figure.per_s}/giây")
    return Told(
        figure=figure,
        floor_per_s=round(floor_rates.per_s, 1),
        lower_ms=round(lower[0].median_ms, 2) if lower else None,
        queries_with_fewer_rows=with_fewer if with_fewer != queries else None,
    )


def _tell_ceiling(server: Server) -> None:
    """Say what the client reaches when the server does nothing, so that one sees that it is not what is measured."""
    from benchmarks.measuring import in_turns  # noqa: PLC0415
    from benchmarks.requests import Request  # noqa: PLC0415

    makers = [lambda: Request(BARE) for _client in range(10)]
    (ceiling,) = in_turns(server.port, [makers], rounds=2, seconds=0.5)
    say(f"  máy khách và máy chủ khi không làm gì: {statistics.median(ceiling.rates):.0f} yêu cầu/giây")


def _fresh_postgres(server_url: str) -> str:
    import psycopg  # noqa: PLC0415  not needed on SQLite

    name = "ocop_bench"
    with psycopg.connect(_named(server_url, "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return _named(server_url, name)


def _named(server_url: str, database: str) -> str:
    return urlsplit(server_url)._replace(path=f"/{database}").geturl()


def main() -> None:
    """Read what is asked from standard input, measure, write the figures to standard output as JSON."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + signum)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides, and says so with TERM
    asked = json.load(sys.stdin)
    with tempfile.TemporaryDirectory(prefix="ocop-bench-", ignore_cleanup_errors=True) as folder:
        told = run(asked, Path(folder))
    json.dump([asdict(one) for one in told], sys.stdout)


if __name__ == "__main__":
    main()
