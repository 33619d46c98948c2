"""A rules file with a fault is refused, naming the file, the line when there is one, and the reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ocop_rules import rulebooks
from ocop_rules.loading import RulebookFault, digest_of, load_rulebook
from ocop_rules.loading.layers import beside, read_layers
from ocop_rules.loading.rulebook import sheet_frame
from ocop_rules.loading.sheets import SheetFrame, read_sheet

from .faulty_lines import WHERE

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


COFFEE = "sheets/13-ca-phe-ca-cao.toml"
SHEET_FAULTS = [
    ("criteria total", COFFEE, "points = [0, 1, 3, 4]", "points = [0, 1, 3, 5]",
     "nhóm 4: các tiêu chí cộng được 14 điểm, phải là 13"),
    ("group total", COFFEE, "max = 12", "max = 13", "phần A: các nhóm cộng được 41 điểm, phải là 40"),
    ("part total", COFFEE, 'criterion = "uniqueness"', 'criterion = "export"', "phần C: các nhóm cộng được 33 điểm, phải là 35"),
    ("sub-heading total", COFFEE, 'name = "Nước pha", max = 5', 'name = "Nước pha", max = 6',
     "mục 6.2: các tiêu chí cộng được 5 điểm, phải là 6"),
    ("unknown criterion", COFFEE, '"1.4" = "capacity"', '"1.4" = "capacities"',
     "tiêu chí “capacities” không có lời trong criteria/"),
    ("points short", COFFEE, "points = [0, 1, 3, 4]", "points = [0, 1, 4]", "“distribution” có 4 mức nhưng 3 số điểm"),
    ("points not rising", COFFEE, "points = [0, 1, 3, 4]", "points = [0, 3, 3, 4]",
     "điểm các mức của 4.2 không tăng dần mà không có nghi vấn nào nói vì"),
    ("points falling", COFFEE, "points = [0, 1, 3, 4]", "points = [1, 0, 3, 4]",
     "điểm các mức của 4.2 không tăng dần mà không có nghi vấn nào nói vì"),
    ("points below zero", COFFEE, "points = [0, 1, 3, 4]", "points = [-1, 1, 3, 4]", "4.2 có mức dưới 0 điểm"),
    ("points not whole", COFFEE, "points = [0, 1, 3, 4]", "points = [0, 1, 3.0, 4]", "“points” chỉ được chứa các số nguyên"),
    ("points yes", COFFEE, "points = [0, 1, 3, 4]", "points = [0, true, 3, 4]", "“points” chỉ được chứa các số nguyên"),
    ("minimum no level", COFFEE, "min = { 3 = 2 }", "min = { 3 = 4 }",
     "mức tối thiểu 4 điểm cho 3 sao của “raw-material” không phải mức"),
    ("minimum falls", COFFEE, "min = { 3 = 2 }", "min = { 3 = 2, 4 = 1 }", "mức tối thiểu của 1.1 không tăng theo hạng sao"),
    ("minimum shared", COFFEE, "min = { 3 = 2 }", "min = { 3 = 2, 4 = 2 }",
     "hai hạng sao cùng một mức tối thiểu ở “raw-material”; chỉ ghi cho"),
    ("minimum for 2 stars", COFFEE, "min = { 3 = 2 }", "min = { 2 = 2 }",
     "mức tối thiểu chỉ dành cho 3, 4 hoặc 5 sao, không phải “2”"),
    ("misspelt key", COFFEE, "title = ", "titel = 1\ntitle = ", "“titel” không phải khóa dùng được ở đây"),
    ("missing key", COFFEE, "title = ", "# title = ", "thiếu “title”"),
    ("empty text", COFFEE, 'title = "Cà phê, ca cao"', 'title = " "', "“title” để trống"),
    ("wrong type", COFFEE, "number = 13", 'number = "13"', "“number” phải là một số nguyên"),
    ("code twice", COFFEE, '"1.2" = ', '"1.1" = ', "không phải TOML hợp lệ: Cannot overwrite a value "),
    ("code in two groups", COFFEE, '"2.1" = ', '"1.1" = ', "tiêu chí 1.1 xuất hiện hai lần"),
    ("unknown ground", COFFEE, '"forged"', '"forgd"', "“forgd” không phải căn cứ loại của bộ quy định này"),
    ("ground under no criterion", COFFEE, 'impurity = "6.1.1"', 'impurity = "6.9"',
     "tiêu chí 6.9 được nhắc tới nhưng không có trong bộ này"),
    ("doubt about no criterion", "sheets/19-my-pham-co-thanh-phan-tu-duoc-lieu.toml", 'criterion = "2.3"',
     'criterion = "2.9"', "nghi vấn nói về 2.9, không có trong bộ này"),
    ("unexplained equal points", "sheets/07-che-bien-tu-rau-cu-qua-hat.toml", 'about = "points"\ncorrected = false',
     'about = "levels"\ncorrected = false', "điểm các mức của 3.1 không tăng dần mà không có nghi vấn nào nói vì"),
    ("wrong part", COFFEE, 'part = "B"', 'part = "D"', "“D” không phải một phần của bộ quy định này"),
    ("incomplete but whole", COFFEE, "number = 13", 'number = 13\nincomplete = "thiếu"',
     "bộ tiêu chí ghi là chưa đủ nhưng cộng đủ 100 điểm; hãy bỏ"),
    ("unknown heading", COFFEE, '"6.1.1" = "impurities-coffee"',
     '"6.1.1" = { criterion = "impurities-coffee", heading = "b" }', "nhóm này không có đề mục “b”"),
    ("sheet not classified", COFFEE, "number = 13", "number = 31", "bộ tiêu chí 31 không có trong bảng phân loại"),
]  # fmt: skip

FAULTS = [
    ("sheet total", "rulebook.toml", "max = 40", "max = 41", "các phần cộng được 101 điểm, phải là 100"),
    ("sheet classified twice", "classification.toml", "sheet = 7,", "sheet = 1,",
     "bộ tiêu chí 1 xuất hiện hai lần trong bảng phân loại"),
    ("no ministry", "classification.toml", 'ministries = ["Bộ Y tế"]', "ministries = []",
     "bộ tiêu chí phải có bộ quản lý (ministries)"),
    ("same number twice", COFFEE, "number = 13", "number = 19", "hai tệp trong sheets/ cùng mang số 19"),
    ("gap between bands", "rulebook.toml", "below = 90", "below = 89", "khung điểm 4 sao và 5 sao hở hoặc chồng nhau"),
    ("band missing", "rulebook.toml", "star = 2", "star = 6", "khung điểm phải có đủ hạng 1, 2, 3 … mỗi hạng một lần"),
    ("no band at zero", "rulebook.toml", "at_least = 0", "at_least = 1", "khung điểm phải phủ mọi tổng điểm từ 0 trở lên"),
    ("unknown unit", "rulebook.toml", 'unit = "months"', 'unit = "moons"', "không phải “moons”"),
    ("window without an end", "rulebook.toml", "until_amount = 120\n", "", "“until_amount” có ở khoảng days_before và chỉ ở đó"),
    ("limit of nothing", "rulebook.toml", "amount = 36", "amount = 0", "amount phải từ 1 trở lên"),
    ("months from the same day", "rulebook.toml", 'unit = "months"\ncounts_from = "next_day"',
     'unit = "months"\ncounts_from = "same_day"', "thời hạn tính theo tháng phải tính từ ngày kế tiếp (next_day)"),
    ("no such day", "rulebook.toml", "proposed_before = [30, 4]", "proposed_before = [31, 4]",
     "“proposed_before” phải là [ngày, tháng] có ở mọi năm"),
    ("clause without limit", "rulebook.toml", 'limit = "late_renewal"', 'limit = "later"',
     "điều khoản “late_renewal” nhắc thời hạn “later” không có"),
    ("ngày hết hiệu lực trước ngày có hiệu lực", "rulebook.toml", "in_force_from = ", "in_force_to = 2020-01-01\nin_force_from = ",
     "ngày hết hiệu lực trước ngày có hiệu lực"),
    ("other id", "rulebook.toml", 'id = "26-2026"', 'id = "26-2027"', "id “26-2027” khác tên thư mục “26-2026”"),
    ("unknown industry", "rulebook.toml", 'exempt_industries = ["VI"]', 'exempt_industries = ["VII"]',
     "ngành “VII” không có trong bảng phân loại"),
    ("topic of no criterion", "dossier.toml", 'topics = ["labour"]', 'topics = ["labor"]',
     "“local_labour” dùng cho “labor”, không phải chủ đề của tiêu chí nào"),
    ("unknown sender", "dossier.toml", 'sender = "producer"', 'sender = "ward"', "không phải “ward”"),
    ("unknown kind", "dossier.toml", 'kinds = ["upgrade"]', 'kinds = ["downgrade"]', "kinds chỉ gồm new, upgrade, reevaluation"),
    ("unknown effect", "disqualifiers.toml", 'effect = "excluded"', 'effect = "warned"',
     "effect phải là “excluded” hoặc “stopped”, không phải “warned”"),
    ("ground twice", "disqualifiers.toml", 'code = "registration_dossier"', 'code = "forged"', "căn cứ loại này ghi hai lần"),
    ("wording twice", "criteria/2-development.toml", "[packaging]", "[labour]", "tiêu chí “labour” ghi hai lần"),
    ("one level", "criteria/2-development.toml", 'levels = ["Không", "Có"]', 'levels = ["Có"]',
     "tiêu chí phải có ít nhất hai mức, lời khác nhau (trùng lời thì phải"),
    ("unknown source", "rulebook.toml", 'article = "Điều 4 khoản 3"', 'article = "Điều 4 khoản 3"\nsource = "letter"',
     "nguồn “letter” chưa khai báo trong [sources]"),
    ("unknown source of a paper", "dossier.toml", 'form = "Mẫu số 01"', 'form = "Mẫu số 01"\nseen_in = "press"',
     "nguồn “press” chưa khai báo trong [sources]"),
    ("unknown source of the sheets", "rulebook.toml", "sheet_article = ", 'sheet_seen_in = "copy"\nsheet_article = ',
     "nguồn “copy” chưa khai báo trong [sources]"),
    ("superseded before it begins", "rulebook.toml", "in_force_from = ",
     "in_force_to = 2026-07-01\nsuperseded_on = 2026-05-22\nin_force_from = ",
     "“superseded_on” phải sau in_force_from và không sau in_force_to đã"),
    ("superseded without an end", "rulebook.toml", "in_force_from = ", "superseded_on = 2027-05-22\nin_force_from = ",
     "“superseded_on” phải sau in_force_from và không sau in_force_to đã"),
    ("superseded after its end", "rulebook.toml", "in_force_from = ",
     "in_force_to = 2026-07-01\nsuperseded_on = 2026-07-02\nin_force_from = ",
     "“superseded_on” phải sau in_force_from và không sau in_force_to đã"),
    ("route to nowhere", "rulebook.toml", 'forwards_to = "centre"', 'forwards_to = "center"',
     "forwards_to = “center” không phải một cấp của quy trình"),
    ("route that turns back", "rulebook.toml", 'forwards_to = "centre"', 'forwards_to = "commune"',
     "forwards_to = “commune” dẫn ngược về cấp trước"),
    ("return to nowhere", "rulebook.toml", 'returns_to = "province"', 'returns_to = "district"',
     "returns_to = “district” không phải một cấp của quy trình"),
    ("star recognised by all", "rulebook.toml", "recognises_stars = []", "recognises_stars = [5]",
     "centre: một hạng sao do hai cấp công nhận"),
    ("route to itself", "rulebook.toml", 'forwards_to = "centre"', 'forwards_to = "province"',
     "forwards_to = “province” dẫn ngược về cấp trước"),
    ("star recognised twice", "rulebook.toml", "recognises_stars = [5]", "recognises_stars = [4, 5]",
     "một hạng sao do hai cấp công nhận"),
    ("missing sheet that is there", "rulebook.toml", "[[part]]",
     '[[missing_sheet]]\nnumber = 13\ntitle = "Cà phê"\nwhy = "mất"\n[[part]]', "bộ tiêu chí 13 ghi là thiếu nhưng lại có"),
    ("takes over from nothing", "rulebook.toml", "issued_on = ", 'takes_over = ["band"]\nissued_on = ',
     "“takes_over” phải đi cùng “sheets_of”"),
    ("takes over what cannot be", "rulebook.toml", "issued_on = ", 'takes_over = ["title"]\nissued_on = ',
     "không lấy lại được “title”; chỉ lấy được: band, route, limit,"),
    ("sheets of no rulebook", "rulebook.toml", "issued_on = ", 'sheets_of = "27-2027"\nissued_on = ',
     "sheets_of = “27-2027” không phải bộ quy định nào đang có"),
    ("sheets of itself", "rulebook.toml", "issued_on = ", 'sheets_of = "26-2026"\nissued_on = ',
     "sheets_of = “26-2026” dẫn vòng về chính nó"),
    ("code without a serial", "rulebook.toml", "-{serial}-{year}", "-{year}", "“product_code” phải có đủ"),
    ("code with a stray brace", "rulebook.toml", "-{serial}-{year}", "-{serial-{year}", "“product_code” phải có đủ"),
    ("code with an unknown part", "rulebook.toml", "-{serial}-{year}", "-{serial}-{year}-{village}", "“product_code” phải có đủ"),
    ("code with a district of no length", "rulebook.toml", "{province}-{commune}", "{province}-{district}-{commune}",
     "“district_digits” đi cùng mã sản phẩm có {district}"),
    ("repeated level", "criteria/2-development.toml", 'levels = ["Không", "Có"]', 'levels = ["Có", "Có"]',
     "tiêu chí phải có ít nhất hai mức, lời khác nhau (trùng lời thì phải"),
    ("unknown doubt", "criteria/2-development.toml", 'about = "levels"', 'about = "luck"', "không phải “luck”"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "name", "old", "new", "reason"), FAULTS, ids=[fault[0] for fault in FAULTS]
)
def test_a_faulty_file_is_refused_with_its_reason_and_line(
    folder: Path, fault: str, name: str, old: str, new: str, reason: str
) -> None:
    spoil(folder, name, old, new)
    with pytest.raises(RulebookFault) as refused:
        load_rulebook(folder)
    assert reason in str(refused.value)
    assert line_at(folder.parent / refused.value.file, refused.value) == WHERE[fault]


@pytest.fixture(scope="module")
def frame(small_folder: Path) -> SheetFrame:
    """What the sheets of the small rulebook share, read once."""
    return sheet_frame(read_layers(small_folder, beside(small_folder)))[0]


@pytest.mark.parametrize(
    ("fault", "name", "old", "new", "reason"), SHEET_FAULTS, ids=[fault[0] for fault in SHEET_FAULTS]
)
def test_a_faulty_sheet_is_refused_with_its_reason_and_line(
    tmp_path: Path, frame: SheetFrame, fault: str, name: str, old: str, new: str, reason: str
) -> None:
    (tmp_path / "sheets").mkdir()
    shutil.copy(GOOD / name, tmp_path / name)
    assert read_sheet(tmp_path / name, frame).title
    spoil(tmp_path, name, old, new)
    with pytest.raises(RulebookFault) as refused:
        read_sheet(tmp_path / name, frame)
    assert reason in str(refused.value)
    assert refused.value.file == f"{tmp_path.name}/{name}"
    assert line_at(tmp_path / name, refused.value) == WHERE[fault]


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
    spoil(folder, "criteria/3-community.toml", "Từ 25%", "Từ 26%")
    assert digest_of(folder) != before
