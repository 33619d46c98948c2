"""The bench: its command line, and every measurement once over a small load, without a server."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.benches import READY, queries_of
from benchmarks.loading import Size, load
from benchmarks.names import AIMS, BENCHES, WITHOUT_DATABASE
from benchmarks.requests import Request, UnexpectedAnswer, in_process
from benchmarks.rules import measure, products
from django.test import override_settings
from django.urls import clear_url_caches

from ocop.evaluation.models import Ballot, ItemResult
from ocop.platform.audit.models import Entry
from ocop.platform.audit.reading import verify_database
from ocop.recognition.models import Certificate

PROJECT = Path(__file__).resolve().parents[2]
SMALL = Size(dossiers=20, members=3, sessions=4)


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_list_names_every_measurement():
    answer = bench("--list")
    assert answer.returncode == 0
    assert [line.split()[0] for line in answer.stdout.splitlines()] == list(BENCHES)


def test_an_unknown_name_is_refused_with_the_names_there_are():
    answer = bench("ranked_list", "xep_hang")
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr == f"Không có phép đo “xep_hang”. Có: {', '.join(BENCHES)}.\n"


def test_a_file_that_cannot_be_written_is_refused_before_anything_is_measured():
    answer = bench("--json", "/khong/co/so-do.json")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == "Không có thư mục /khong/co để ghi so-do.json.\n"


def test_every_name_has_requests_and_an_aim():
    assert {*READY, WITHOUT_DATABASE} == set(BENCHES) == set(AIMS)


def test_the_rules_are_measured_on_as_many_ballots_as_asked():
    listed = products(ballots=25, members=11)
    assert [len(ballots) for _sheet, ballots in listed] == [11, 11, 3]
    figure = measure(ballots=25, members=11, rounds=1)["figure"]
    assert (figure["name"], figure["db"], figure["queries"]) == (WITHOUT_DATABASE, None, None)
    assert figure["median_ms"] > 0


@pytest.fixture
def loaded(db: None) -> Iterator[None]:
    with override_settings(ROOT_URLCONF="benchmarks.urls"):
        clear_url_caches()
        load(SMALL)
        yield
    clear_url_caches()


@pytest.mark.slow
def test_every_measurement_runs_over_a_small_load(loaded):
    assert Ballot.objects.count() == SMALL.ballots
    assert ItemResult.objects.count() == 15
    assert Certificate.objects.count() > 0

    for name, ready in READY.items():
        pair = ready()
        for maker in (
            *pair.ours(pair.clients),
            *pair.floor(pair.clients),
            *(pair.lower(1) if pair.lower else ()),
        ):
            for _turn in range(3):
                in_process(maker())
        if pair.fewer is not None:
            assert queries_of(pair.ours(1)[0]()) == queries_of(pair.fewer), name

    scored = Entry.objects.filter(verb="evaluation.score")
    marked = Ballot.objects.filter(pk__in=[int(pk) for pk in scored.values_list("subject_id", flat=True)])
    assert {ballot.member_name for ballot in marked} == {
        f"Thành viên Hội đồng số {number:02}" for number in (1, 2, 3)
    }
    assert verify_database().intact

    shown = re.findall(r"<td>([0-9.]+)</td></tr>", in_process(Request("/san/ket-qua/")).decode())
    assert shown == list(
        ItemResult.objects.order_by("-total_hundredths").values_list("total_shown", flat=True)
    )

    with pytest.raises(UnexpectedAnswer, match="/san/khong-co/: 404, phải là 200"):
        in_process(Request("/san/khong-co/"))
