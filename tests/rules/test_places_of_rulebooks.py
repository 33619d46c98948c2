"""Folders that hold rulebooks, and what is said of one that does not: nothing in it is passed over in silence."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocop_rules import rulebooks

from .conftest import FOUR

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


@pytest.mark.parametrize("name", ["_27-2027", ".27-2027", "_alt"])
def test_a_rulebook_under_a_name_that_is_none_of_ours_is_left_alone(place: Path, name: str) -> None:
    folder = shutil.copytree(DRILL, place / name)
    file = folder / "rulebook.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"27-2027"', f'"{name}"', 1), encoding="utf-8")
    rulebooks.use(place)
    assert rulebooks.faults() == ()
    assert rulebooks.known_ids() == FOUR


def test_links_that_lead_nowhere_or_round_are_named(place: Path) -> None:
    for name, target in (("27-2027", "27-2027"), ("28-2028", "nowhere"), ("_29-2029", "nowhere")):
        (place / name).symlink_to(target)
    for name, target in (("30-2030", "rulebook.toml"), ("31-2031", "nowhere")):
        (place / name).mkdir()
        (place / name / "rulebook.toml").symlink_to(target)
    (place / "notes.txt").write_text("", encoding="utf-8")
    (place / "more.txt").symlink_to("notes.txt")
    rulebooks.use(place)
    nowhere = "liên kết này không dẫn đến đâu hoặc dẫn vòng; hãy sửa hoặc bỏ đi"
    assert [str(fault) for fault in rulebooks.faults()] == [
        f"27-2027: {nowhere}",
        f"28-2028: {nowhere}",
        f"30-2030/rulebook.toml: {nowhere}",
        f"31-2031/rulebook.toml: {nowhere}",
    ]


def test_a_rulebook_behind_a_link_is_one(place: Path) -> None:
    (place / "27-2027").symlink_to(DRILL)
    rulebooks.use(place)
    assert rulebooks.faults() == ()
    assert rulebooks.known_ids() == (*FOUR[:3], "26-2026", "27-2027")


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
