"""Files and folders of a rulebook under other names than the loader reads are refused, so that none is passed over."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocop_rules import rulebooks
from ocop_rules.loading import RulebookFault, digest_of, load_rulebook

DRILL = Path(__file__).parents[1] / "library" / "next_decision" / "27-2027"
SHEET = "sheets/04-mat-ong-mat-khac-va-nong-san-thuc-pham-khac.toml"
AT_TOP = (
    "ở đây chỉ đọc rulebook.toml, classification.toml, dossier.toml, disqualifiers.toml, criteria/, sheets/; hãy sửa "
    "tên hoặc bỏ đi"
)
IN_SHEETS = "trong sheets/ chỉ đọc tệp .toml; hãy sửa tên hoặc bỏ đi"
IN_CRITERIA = "trong criteria/ chỉ đọc tệp .toml; hãy sửa tên hoặc bỏ đi"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield shutil.copytree(DRILL, tmp_path / "27-2027")
    rulebooks.use()


def load(folder: Path) -> rulebooks.Rulebook:
    return load_rulebook(folder, lambda rulebook_id: rulebooks.FOLDER / rulebook_id)


@pytest.mark.parametrize(
    ("name", "named", "there"),
    [
        ("sheet/13-x.toml", "sheet", AT_TOP),
        ("criterion/a.toml", "criterion", AT_TOP),
        ("clasification.toml", "clasification.toml", AT_TOP),
        ("dossier.TOML", "dossier.TOML", AT_TOP),
        ("dossier.toml~", "dossier.toml~", AT_TOP),
        ("dossier.toml/a.toml", "dossier.toml", AT_TOP),
        ("sheets/13-x.toml.txt", "sheets/13-x.toml.txt", IN_SHEETS),
        ("sheets/13-x.TOML", "sheets/13-x.TOML", IN_SHEETS),
        ("sheets/13-x.toml/a.toml", "sheets/13-x.toml", IN_SHEETS),
        ("sheets/new/13-x.toml", "sheets/new", IN_SHEETS),
        ("criteria/new", "criteria/new", IN_CRITERIA),
    ],
)
def test_a_name_that_is_not_read_is_refused(folder: Path, name: str, named: str, there: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("", encoding="utf-8")
    with pytest.raises(RulebookFault) as refused:
        load(folder)
    assert str(refused.value) == f"27-2027/{named}: tên này không được đọc: {there}"


@pytest.mark.parametrize("name", ["sheets", "criteria"])
def test_a_file_in_place_of_a_folder_is_refused(folder: Path, name: str) -> None:
    shutil.rmtree(folder / name)
    (folder / name).write_text("", encoding="utf-8")
    with pytest.raises(RulebookFault) as refused:
        load(folder)
    assert str(refused.value) == f"27-2027/{name}: tên này không được đọc: {AT_TOP}"


def test_notes_and_hidden_names_are_left_alone_and_do_not_count(folder: Path) -> None:
    before = load(folder).digest
    (folder / ".git").mkdir()
    for name in (
        ".hidden",
        ".x.toml",
        "README.md",
        "sheets/README.md",
        "sheets/.#04.toml",
        "criteria/.a.toml",
    ):
        (folder / name).write_text("=", encoding="utf-8")
    assert load(folder).digest == before


def test_a_name_that_is_not_read_in_a_rulebook_beneath_is_told_there(folder: Path) -> None:
    (folder / "sheet").mkdir()
    above = folder.parent / "28-2028"
    above.mkdir()
    text = (folder / "rulebook.toml").read_text(encoding="utf-8").replace("27-2027", "28-2028", 1)
    text = text.replace('"26-2026"', '"27-2027"', 1).replace("2027-01-01", "2028-01-01", 1)
    (above / "rulebook.toml").write_text(text, encoding="utf-8")
    rulebooks.use(folder.parent)
    line = text.splitlines().index('sheets_of = "27-2027"') + 1
    assert [str(fault) for fault in rulebooks.faults()] == [
        f"27-2027/sheet: tên này không được đọc: {AT_TOP}",
        f"28-2028/rulebook.toml:{line}: dựa trên 27-2027, có lỗi ở 27-2027/sheet",
    ]


def test_files_behind_a_link_count_as_they_are_read(folder: Path) -> None:
    before = load(folder)
    kept = folder.parent / "kept"
    (folder / "sheets").rename(kept)
    (folder / "sheets").symlink_to(kept)
    assert (load(folder).digest, digest_of(folder)) == (before.digest, digest_of(folder))
    path = folder / SHEET
    text = path.read_text(encoding="utf-8")
    title = before.sheet(4).title
    assert title in text
    path.write_text(text.replace(title, f"{title} khác", 1), encoding="utf-8")
    after = load(folder)
    assert after.sheet(4).title == f"{title} khác"
    assert after.digest != before.digest
