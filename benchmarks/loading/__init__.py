"""Loading of a province's year into a scratch database: straight into the tables, inside acts, never for real use."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from benchmarks.loading.council import seat_council
from benchmarks.loading.papers import write_papers
from benchmarks.loading.people import bring_people
from benchmarks.loading.recognition import recognise
from benchmarks.loading.scoring import hold_sessions

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much to load. All sessions but the last are closed with results; the last is open for scoring."""

    dossiers: int = 2000
    members: int = 11
    sessions: int = 20

    @property
    def ballots(self) -> int:
        return self.dossiers * self.members


def load(size: Size, *, tell: Tell = lambda line: None) -> None:
    """Fill an empty, migrated database: people, dossiers, sessions with ballots, decisions with certificates.

    Everything hangs on today's date, so that some certificates are expired whenever this runs. `tell` gets a line
    after each part.
    """
    today = timezone.localdate()
    started = time.monotonic()

    def done(line: str) -> None:
        tell(f"  {time.monotonic() - started:5.1f} giây  {line}")

    people = bring_people(producers=max(1, size.dossiers // 3), members=size.members, today=today)
    done(f"địa bàn, {len(people.producers)} chủ thể, hội đồng {size.members} thành viên")
    council = seat_council(people, today=today, sessions=size.sessions)
    written = write_papers(people, days=council.days, dossiers=size.dossiers)
    done(f"{len(written)} hồ sơ đã nộp")
    held = hold_sessions(council, written, today=today, tell=done)
    done(f"{size.ballots} phiếu chấm")
    certificates = recognise(held.closed[:-1] or held.closed, people, today=today)
    done(f"{certificates} giấy chứng nhận")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the autovacuum of a database that has run for a day
