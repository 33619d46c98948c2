"""Rulebooks one after another: the day on which one ends and the next begins, to the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ocop_rules import rulebooks

pytestmark = pytest.mark.usefixtures("the_four")

DECISION = """
id = "{id}"
instrument = "QĐ {id}"
title = "Bộ tiêu chí và quy trình sửa đổi"
issued_on = 2026-05-01
in_force_from = {begins}
{ends}
article = "Điều 9"
sheets_of = "26-2026"
takes_over = ["band", "route", "limit", "round", "samples", "codes", "applicant", "revocation"]
"""
ENDS = "in_force_to = 2027-12-31"
SUPERSEDED = "in_force_to = 2027-12-31\nsuperseded_on = 2027-07-01"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    rulebooks.use()


def adopt(place: Path, rulebook_id: str, begins: str, ends: str = "") -> None:
    (place / rulebook_id).mkdir()
    text = DECISION.format(id=rulebook_id, begins=begins, ends=ends)
    (place / rulebook_id / "rulebook.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("ends", "begins", "fits"),
    [
        (ENDS, "2027-12-30", False),
        (ENDS, "2027-12-31", False),
        (ENDS, "2028-01-01", True),
        (SUPERSEDED, "2027-06-29", False),
        (SUPERSEDED, "2027-06-30", False),
        (SUPERSEDED, "2027-07-01", True),
        ("in_force_to = 2027-12-31\nsuperseded_on = 2027-12-31", "2027-12-31", True),
    ],
)
def test_the_next_rulebook_begins_the_day_after_the_last(
    place: Path, ends: str, begins: str, fits: bool
) -> None:
    adopt(place, "27-2027", "2027-01-01", ends)
    adopt(place, "28-2028", begins)
    rulebooks.use(place)
    first = date.fromisoformat(begins)
    if fits:
        assert rulebooks.faults() == ()
        assert rulebooks.in_force(first).id == "28-2028"
        assert rulebooks.in_force(first - (first - date(2027, 1, 1)) / 2).id == "27-2027"
        assert rulebooks.in_force(date.fromordinal(first.toordinal() - 1)).id == "27-2027"
    else:
        assert [(fault.file, fault.reason) for fault in rulebooks.faults()] == [
            (
                "28-2028/rulebook.toml",
                "thời gian hiệu lực chồng lên 27-2027 (từ 01/01/2027): hồ sơ mới sẽ thuộc cả hai",
            )
        ]
        assert rulebooks.in_force(first).id == "27-2027"


def test_after_the_last_day_of_the_newest_the_one_before_does_not_come_back(place: Path) -> None:
    adopt(place, "27-2027", "2027-01-01", ENDS)
    rulebooks.use(place)
    assert rulebooks.faults() == ()
    assert rulebooks.in_force(date(2027, 12, 31)).id == "27-2027"
    for day in (date(2028, 1, 1), date(2028, 12, 31)):
        with pytest.raises(rulebooks.NoRulebookInForce) as none:
            rulebooks.in_force(day)
        assert str(none.value) == f"Không có bộ quy định nào ở đây có hiệu lực vào ngày {day:%d/%m/%Y}."


def test_a_rulebook_that_leaves_days_without_any_is_refused(place: Path) -> None:
    adopt(place, "27-2027", "2027-01-01", ENDS)
    adopt(place, "29-2029", "2029-01-01")
    adopt(place, "30-2030", "2030-01-01")
    rulebooks.use(place)
    assert [str(fault) for fault in rulebooks.faults()] == [
        (
            "29-2029/rulebook.toml:6: 27-2027 chỉ nhận hồ sơ mới đến hết 31/12/2027: từ 01/01/2028 đến hết 31/12/2028 không có "
            "bộ quy định nào"
        )
    ]
    assert rulebooks.in_force(date(2030, 1, 1)).id == "30-2030"


def test_one_day_without_any_is_a_gap(place: Path) -> None:
    adopt(place, "27-2027", "2027-01-01", ENDS)
    adopt(place, "28-2028", "2028-01-02")
    rulebooks.use(place)
    assert [str(fault) for fault in rulebooks.faults()] == [
        (
            "28-2028/rulebook.toml:6: 27-2027 chỉ nhận hồ sơ mới đến hết 31/12/2027: từ 01/01/2028 đến hết 01/01/2028 không có "
            "bộ quy định nào"
        )
    ]


def test_a_rulebook_of_one_day_covers_no_other(place: Path) -> None:
    adopt(place, "27-2027", "2027-12-31", ENDS)
    adopt(place, "28-2028", "2028-01-02")
    rulebooks.use(place)
    (fault,) = rulebooks.faults()
    assert fault.reason.startswith(
        "27-2027 chỉ nhận hồ sơ mới đến hết 31/12/2027: từ 01/01/2028 đến hết 01/01/2028"
    )


def test_a_rulebook_with_a_fault_of_its_own_hides_no_clash_behind_it(place: Path) -> None:
    adopt(place, "27-2027", "2027-01-01", ENDS)
    adopt(place, "28-2028", "2028-01-01", "misspelt = 1")
    adopt(place, "29-2027", "2027-06-01")
    rulebooks.use(place)
    assert [fault.file for fault in rulebooks.faults()] == ["28-2028/rulebook.toml", "29-2027/rulebook.toml"]
    assert rulebooks.faults()[1].reason.startswith("thời gian hiệu lực chồng lên 27-2027 (từ 01/01/2027)")


def test_days_of_a_rulebook_with_a_fault_of_its_own_are_no_gap(place: Path) -> None:
    adopt(place, "27-2027", "2027-01-01", ENDS)
    adopt(place, "28-2028", "2028-01-01", "misspelt = 1")
    adopt(place, "29-2029", "2029-01-01")
    rulebooks.use(place)
    assert [fault.file for fault in rulebooks.faults()] == ["28-2028/rulebook.toml"]
    assert rulebooks.in_force(date(2029, 1, 1)).id == "29-2029"


def test_a_file_that_cannot_be_read_hides_no_clash_behind_it(place: Path) -> None:
    adopt(place, "27-2027", "not a day")
    adopt(place, "28-2028", "2026-05-22")
    rulebooks.use(place)
    assert [fault.file for fault in rulebooks.faults()] == ["27-2027/rulebook.toml", "28-2028/rulebook.toml"]
    assert rulebooks.faults()[1].reason.startswith("thời gian hiệu lực chồng lên 26-2026 (từ 22/05/2026)")


def test_what_an_installation_changed_is_read_anew_at_the_next_start(place: Path) -> None:
    adopt(place, "27-2027", "2027-01-01")
    rulebooks.use(place)
    assert rulebooks.get("27-2027").in_force_from == date(2027, 1, 1)
    file = place / "27-2027" / "rulebook.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("2027-01-01", "2027-02-01"), encoding="utf-8")
    rulebooks.use(place)
    assert rulebooks.get("27-2027").in_force_from == date(2027, 2, 1)


def test_a_rulebook_may_be_in_force_for_a_single_day(place: Path) -> None:
    adopt(place, "27-2027", "2027-12-31", ENDS)
    rulebooks.use(place)
    assert rulebooks.faults() == ()
    assert rulebooks.in_force(date(2027, 12, 31)).id == "27-2027"
