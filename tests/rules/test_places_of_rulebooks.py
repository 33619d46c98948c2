"""Folders that hold rulebooks, and what is said of one that does not: nothing in it is passed over in silence."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocop_rules import rulebooks

pytestmark = pytest.mark.usefixtures("the_four")
DRILL = Path(__file__).parents[1] / "library" / "next_decision" / "27-2027"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    rulebooks.use()


def test_a_folder_without_its_file_is_named(place: Path) -> None:
    for name in ("28-2028", "29-2029", "X-2030", ".git", "_old"):
        (place / name).mkdir()
    (place / "28-2028" / "Rulebook.toml").write_text("", encoding="utf-8")
    (place / "readme.txt").write_text("", encoding="utf-8")
    rulebooks.use(place)
    assert [str(fault) for fault in rulebooks.faults()] == [
        "28-2028/rulebook.toml: không có tệp rulebook.toml; hãy đổi tên tệp Rulebook.toml",
        "29-2029/rulebook.toml: không có tệp rulebook.toml",
        "X-2030/rulebook.toml: không có tệp rulebook.toml",
    ]


def test_a_rulebook_s_own_folder_is_not_the_folder_of_rulebooks(place: Path) -> None:
    folder = shutil.copytree(DRILL, place / "27-2027")
    rulebooks.use(folder)
    assert [(fault.file, fault.reason) for fault in rulebooks.faults()] == [
        (str(folder), f"đây là thư mục của một bộ quy định; hãy ghi thư mục chứa nó, {place}")
    ]
    rulebooks.use(place)
    assert rulebooks.faults() == ()


def test_a_place_that_cannot_be_named_is_a_fault(place: Path) -> None:
    nowhere = place / ("27-2027" * 100)  # longer than a name may be
    rulebooks.use(nowhere)
    assert [(fault.file, fault.reason) for fault in rulebooks.faults()] == [
        (str(nowhere), "không đọc được thư mục này; hãy xem quyền đọc")
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to this account")
def test_a_place_that_cannot_be_read_is_a_fault(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o000)
    rulebooks.use(closed)
    assert [(fault.file, fault.reason) for fault in rulebooks.faults()] == [
        (str(closed), "không đọc được thư mục này; hãy xem quyền đọc")
    ]
