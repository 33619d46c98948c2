"""A rules file with a fault is refused, naming the file, the line when there is one, and the reason."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from ocop_rules import rulebooks
from ocop_rules.loading import RulebookFault, digest_of, load_rulebook
from ocop_rules.loading.fields import Document
from ocop_rules.loading.layers import beside, read_layers
from ocop_rules.loading.rulebook import sheet_frame
from ocop_rules.loading.sheets import SheetFrame, read_sheet
from ocop_rules.loading.transition import _months_after
from ocop_rules.sheets import STARS

from .faults import COFFEE, ELSEWHERE, IN_OTHER_FILES, IN_SHEETS
from .faults_of_figures import IN_CLAUSES, IN_FIGURES, SAMPLES

GOOD = rulebooks.FOLDER / "26-2026"


CLASSIFICATION = """
article = "Phụ lục I"
[[industry]]
code = "I"
name = "Thực phẩm"
[[industry.group]]
code = "1"
name = "Nhóm một"
subgroups = [
  { code = "a", name = "Rau", sheet = 1, ministries = ["Bộ Y tế"] },
  { code = "b", name = "Chế biến", sheet = 7, ministries = ["Bộ Y tế"] },
  { code = "c", name = "Cà phê", sheet = 13, ministries = ["Bộ Y tế"] },
  { code = "d", name = "Mỹ phẩm", sheet = 19, ministries = ["Bộ Y tế"] },
  { code = "đ", name = "Tinh dầu", sheet = 20, ministries = ["Bộ Y tế"] },
]
[[industry]]
code = "VI"
name = "Du lịch"
[[industry.group]]
code = "1"
name = "Du lịch"
sheet = 26
ministries = ["Bộ Y tế"]
"""


@pytest.fixture(scope="module")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rulebook of six sheets, so that some fifty faults are tried in a second."""
    small = tmp_path_factory.mktemp("small") / "26-2026"
    shutil.copytree(GOOD, small)
    for path in (small / "sheets").glob("*.toml"):
        if path.name[:2] not in {"01", "07", "13", "19", "20", "26"}:
            path.unlink()
    (small / "classification.toml").write_text(CLASSIFICATION, encoding="utf-8")
    return small


@pytest.fixture
def folder(tmp_path: Path, small_folder: Path) -> Path:
    return shutil.copytree(small_folder, tmp_path / "26-2026")


def test_the_rulebook_without_a_fault_is_read(folder: Path) -> None:
    assert [sheet.number for sheet in load_rulebook(folder).sheets] == [1, 7, 13, 19, 20, 26]


@pytest.mark.parametrize(
    ("old", "new"), [("amount = 36", "amount = 120"), ("until_amount = 120", "until_amount = 1")]
)
def test_figures_of_a_limit_may_be_the_least_and_the_most(folder: Path, old: str, new: str) -> None:
    spoil(folder, "rulebook.toml", old, new)
    assert load_rulebook(folder).limits


@pytest.mark.parametrize("digits", [1, 10])
def test_codes_of_units_may_have_the_least_and_the_most_digits(folder: Path, digits: int) -> None:
    spoil(folder, "rulebook.toml", "commune_digits = 5", f"commune_digits = {digits}")
    assert load_rulebook(folder).codes.commune_digits == digits


@pytest.mark.parametrize("count", [0, 100])
def test_a_decision_may_ask_for_no_samples_or_for_many(folder: Path, count: int) -> None:
    spoil(folder, "rulebook.toml", SAMPLES, SAMPLES.replace("5", str(count)))
    assert load_rulebook(folder).samples.count == count


@pytest.mark.parametrize(
    ("round_", "ends"),
    [("[30, 6]", (1, 5)), ("[30, 6]", (29, 10)), ("[30, 12]", (30, 4)), ("[30, 12]", (31, 10))],
)
def test_a_round_takes_a_day_or_half_a_year_also_into_the_next(
    folder: Path, round_: str, ends: tuple[int, int]
) -> None:
    spoil(folder, "rulebook.toml", f"result_before = {round_}", f"result_before = {list(ends)}")
    assert ends in [found.result_before for found in load_rulebook(folder).rounds]


def test_a_missing_sheet_is_told_where_the_classification_names_it(folder: Path) -> None:
    (path,) = (folder / "sheets").glob("26-*.toml")
    path.unlink()
    with pytest.raises(RulebookFault) as refused:
        load_rulebook(folder)
    assert refused.value.file == "26-2026/classification.toml"
    assert line_at(folder / "classification.toml", refused.value) == "sheet = 26"


@pytest.mark.parametrize("points", [0, 100])
def test_a_level_may_send_up_from_no_points_or_from_all(folder: Path, points: int) -> None:
    spoil(folder, "rulebook.toml", "forwards_from_points = 90", f"forwards_from_points = {points}")
    assert points in {level.forwards_from_points for level in load_rulebook(folder).route}


def test_a_last_day_on_the_day_before_which_dossiers_were_filed_is_no_fault(folder: Path) -> None:
    for old, new in (
        ("issued_on = 2026-05-22", "issued_on = 2026-05-01"),
        ("amount = 60", "amount = 21"),
        ("finish_by = 2026-07-21", "finish_by = 2026-05-22"),
    ):
        spoil(folder, "rulebook.toml", old, new)
    rulebook = load_rulebook(folder)
    clause = next(one for one in rulebook.transition if one.code == "old_first")
    assert clause.filed_before == rulebook.limit("transition_first").finish_by == date(2026, 5, 22)


def test_a_last_day_that_does_not_fit_is_told_from_the_day_in_force(folder: Path) -> None:
    spoil(folder, "rulebook.toml", "issued_on = 2026-05-22", "issued_on = 2026-05-20")
    spoil(folder, "rulebook.toml", "finish_by = 2026-07-21", "finish_by = 2026-08-30")
    with pytest.raises(RulebookFault) as refused:
        load_rulebook(folder)
    assert refused.value.reason == (
        "transition_first: finish_by không khớp amount: 60 days từ 22/05/2026 là 21/07/2026"
    )


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 4, 30), 1, date(2026, 5, 30)),
        (date(2026, 7, 31), 1, date(2026, 8, 31)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(9998, 12, 31), 1, date(9999, 1, 31)),
        (date(9999, 12, 31), 1, date.max),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(
    start: date, months: int, end: date
) -> None:
    assert _months_after(start, months) == end


def test_brackets_too_deep_are_told_at_the_first_line_of_a_hundred_of_either_kind() -> None:
    hundred = "{a = " * 50 + "[" * 50
    with pytest.raises(RulebookFault) as refused:
        Document(Path("27-2027/rulebook.toml"), f"id = 1\nx = {hundred}\n" + ("[" * 99 + "\n") * 60)
    assert str(refused.value) == "27-2027/rulebook.toml:2: ngoặc lồng quá sâu"


def test_brackets_too_deep_over_many_lines_have_no_line() -> None:
    with pytest.raises(RulebookFault) as refused:
        Document(Path("27-2027/rulebook.toml"), "x = " + "[\n" * 20_000)
    assert (refused.value.reason, refused.value.line) == ("ngoặc lồng quá sâu", None)


def test_what_a_sheet_knows_of_its_figures_is_worked_out_as_it_is_read(folder: Path) -> None:
    ours = rulebooks.get("26-2026")
    for read in load_rulebook(folder).sheets:
        known = ours.sheet(read.number)
        assert [dict(read.minimums(star)) for star in STARS] == [dict(known.minimums(star)) for star in STARS]
        assert [(c.code, c.allowed_points, c.points_or_unmet) for c in read.criteria] == [
            (c.code, c.allowed_points, c.points_or_unmet) for c in known.criteria
        ]


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_at(path: Path, fault: RulebookFault) -> str | None:
    """Return the line that a refusal points at, its first hundred signs."""
    if fault.line is None:
        return None
    return path.read_text(encoding="utf-8").splitlines()[fault.line - 1].strip()[:100]


FAULT = ("fault", "name", "old", "new", "line", "reason")
WHOLE = [*IN_OTHER_FILES, *IN_CLAUSES, *IN_FIGURES]


@pytest.mark.parametrize(FAULT, WHOLE, ids=[fault[0] for fault in WHOLE])
def test_a_faulty_file_is_refused_with_its_reason_and_line(
    folder: Path, fault: str, name: str, old: str, new: str, line: str | None, reason: str
) -> None:
    spoil(folder, name, old, new)
    with pytest.raises(RulebookFault) as refused:
        load_rulebook(folder)
    assert refused.value.reason == reason
    assert refused.value.file == f"26-2026/{ELSEWHERE.get(fault, name)}"
    assert line_at(folder.parent / refused.value.file, refused.value) == line


@pytest.fixture(scope="module")
def frame(small_folder: Path) -> SheetFrame:
    """What the sheets of the small rulebook share, read once."""
    return sheet_frame(read_layers(small_folder, beside(small_folder)))[0]


@pytest.mark.parametrize(FAULT, IN_SHEETS, ids=[fault[0] for fault in IN_SHEETS])
def test_a_faulty_sheet_is_refused_with_its_reason_and_line(
    tmp_path: Path,
    frame: SheetFrame,
    fault: str,
    name: str,
    old: str,
    new: str,
    line: str | None,
    reason: str,
) -> None:
    (tmp_path / "sheets").mkdir()
    shutil.copy(GOOD / name, tmp_path / name)
    assert read_sheet(tmp_path / name, frame).title
    spoil(tmp_path, name, old, new)
    with pytest.raises(RulebookFault) as refused:
        read_sheet(tmp_path / name, frame)
    assert refused.value.reason == reason
    assert refused.value.file == f"{tmp_path.name}/{name}"
    assert line_at(tmp_path / name, refused.value) == line


def test_an_incomplete_sheet_may_fall_short_but_not_exceed(tmp_path: Path, frame: SheetFrame) -> None:
    (tmp_path / "sheets").mkdir()
    shutil.copy(GOOD / COFFEE, tmp_path / COFFEE)
    spoil(tmp_path, COFFEE, "number = 13", 'number = 13\nincomplete = "thiếu một điểm"')
    spoil(tmp_path, COFFEE, "points = [0, 1, 3, 4]", "points = [0, 1, 2, 3]")
    sheet = read_sheet(tmp_path / COFFEE, frame)
    assert (sheet.incomplete, sum(criterion.max for criterion in sheet.criteria)) == ("thiếu một điểm", 99)
    spoil(tmp_path, COFFEE, "points = [0, 1, 2, 3]", "points = [0, 1, 2, 5]")
    with pytest.raises(RulebookFault, match="nhóm 4: các tiêu chí cộng được 14 điểm, phải là 13"):
        read_sheet(tmp_path / COFFEE, frame)


def test_the_refusal_names_the_line(folder: Path) -> None:
    spoil(folder, COFFEE, '"1.4" = "capacity"', '"1.4" = "capacities"')
    with pytest.raises(RulebookFault) as refused:
        load_rulebook(folder)
    lines = (folder / COFFEE).read_text(encoding="utf-8").splitlines()
    assert refused.value.file == "26-2026/sheets/13-ca-phe-ca-cao.toml"
    assert refused.value.line is not None
    assert "capacities" in lines[refused.value.line - 1]


@pytest.mark.parametrize("name", ["rulebook.toml", "dossier.toml", "classification.toml", COFFEE])
def test_a_missing_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(RulebookFault, match=r"không có tệp"):
        load_rulebook(folder)


def test_a_file_that_is_not_utf8_is_refused(folder: Path) -> None:
    (folder / COFFEE).write_bytes(b'title = "C\xe0 ph\xea"\n')
    with pytest.raises(RulebookFault, match="không phải UTF-8"):
        load_rulebook(folder)


def test_the_digest_changes_with_any_file_but_not_with_line_ends(folder: Path) -> None:
    before = digest_of(folder)
    assert before != rulebooks.get("26-2026").digest == digest_of(GOOD)
    path = folder / COFFEE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert digest_of(folder) == before
    spoil(folder, "criteria/3-community.toml", "từ 25%", "từ 26%")
    assert digest_of(folder) != before


def test_an_article_may_hold_braces_that_are_no_number(folder: Path) -> None:
    spoil(folder, "rulebook.toml", 'sheet_article = "', 'sheet_article = "{n} {')
    before = load_rulebook(GOOD).sheet(13).source.article
    assert load_rulebook(folder).sheet(13).source.article == "{n} {" + before
