"""Rulebooks as a collection: one adopted as data alone, good ones beside faulty ones, dates that meet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ocop_rules import rulebooks
from ocop_rules.applicable import last_day_for_new
from ocop_rules.loading import RulebookFault, digest_of, load_rulebook
from ocop_rules.rulebooks import UnknownSheet

from .conftest import FOUR

pytestmark = pytest.mark.usefixtures("the_four")

OURS = FOUR
NEWEST = rulebooks.FOLDER / "26-2026"

NEW_DECISION = """
id = "27-2027"
instrument = "QĐ 27/2027/QĐ-TTg"
title = "Bộ tiêu chí và quy trình sửa đổi"
issued_on = 2026-12-01
in_force_from = 2027-01-01
article = "Điều 9"
sheets_of = "26-2026"
takes_over = ["band", "route", "limit", "round", "samples", "codes", "applicant", "revocation"]

[[band]]
star = 4
name = "Hạng 4 sao"
at_least = 75
below = 90
certified = true
article = "Điều 3"

[[band]]
star = 3
name = "Hạng 3 sao"
at_least = 50
below = 75
certified = true
article = "Điều 3"

[[limit]]
code = "commune_check"
name = "UBND cấp xã kiểm tra"
amount = 10
unit = "working_days"
counts_from = "next_day"
day_off = "moves"
article = "Điều 7"

[[limit]]
code = "province_check"
name = "Cấp tỉnh kiểm tra"
amount = 20
unit = "working_days"
counts_from = "next_day"
day_off = "moves"
article = "Điều 8"
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """An installation's own folder of rulebooks; ours alone are used again afterwards."""
    folder = tmp_path / "rules"
    folder.mkdir()
    yield folder
    rulebooks.use()


def adopt(place: Path, name: str = "27-2027", text: str = NEW_DECISION) -> Path:
    folder = place / name
    folder.mkdir()
    (folder / "rulebook.toml").write_text(text, encoding="utf-8")
    return folder


def as_another(text: str, begins: str) -> str:
    """Return the newest rulebook's file as that of 27-2027, signed long before, without the newest's transition."""
    before, _, rest = text.partition("# --- Transition")
    text = before + rest[rest.index("# --- Rounds") :]
    text = text.replace('id = "26-2026"', 'id = "27-2027"', 1)
    text = text.replace("issued_on = 2026-05-22", "issued_on = 2019-01-01", 1)
    return text.replace("in_force_from = 2026-05-22", f"in_force_from = {begins}", 1)


def spoilt_copy(place: Path, file: str, old: str, new: str) -> None:
    """Adopt a full copy of the newest rulebook with one thing wrong in it."""
    folder = shutil.copytree(NEWEST, place / "27-2027")
    top = folder / "rulebook.toml"
    top.write_text(as_another(top.read_text(encoding="utf-8"), "2027-01-01"), encoding="utf-8")
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_new_decision_is_adopted_as_data_alone(place: Path) -> None:
    adopt(place)
    old = rulebooks.get("26-2026")
    rulebooks.use(place)
    assert rulebooks.faults() == ()
    assert rulebooks.known_ids() == tuple(sorted((*OURS, "27-2027")))
    new = rulebooks.get("27-2027")
    assert (rulebooks.in_force(date(2026, 12, 31)).id, rulebooks.in_force(date(2027, 1, 1)).id) == (
        "26-2026",
        "27-2027",
    )
    assert [(b.star, b.at_least, b.below) for b in new.bands] == [
        (5, 90, None),
        (4, 75, 90),
        (3, 50, 75),
        (2, 30, 50),
        (1, 0, 30),
    ]
    assert [b.source.instrument for b in new.bands] == [
        "QĐ 26/2026/QĐ-TTg",
        "QĐ 27/2027/QĐ-TTg",
        "QĐ 27/2027/QĐ-TTg",
        "QĐ 26/2026/QĐ-TTg",
        "QĐ 26/2026/QĐ-TTg",
    ]
    assert {code: limit.amount for code, limit in new.limits.items()} == {
        **{code: limit.amount for code, limit in old.limits.items()},
        "commune_check": 10,
        "province_check": 20,
    }
    assert (new.route, new.rounds, new.applicant_kinds) == (old.route, old.rounds, old.applicant_kinds)
    assert [sheet.title for sheet in new.sheets] == [sheet.title for sheet in old.sheets]
    assert rulebooks.get("26-2026").limit("commune_check").amount == 15
    assert new.digest == digest_of(place / "27-2027", NEWEST)


def test_a_rulebook_without_an_end_took_new_dossiers_until_the_eve_of_the_next(place: Path) -> None:
    adopt(place)
    adopt(place, "28-2028", NEW_DECISION.replace("27-2027", "28-2028").replace("2027-01-01", "2028-07-01"))
    rulebooks.use(place)
    assert rulebooks.faults() == ()
    last = {one.id: last_day_for_new(one) for one in rulebooks.all_rulebooks()}
    assert (last["26-2026"], last["27-2027"], last["28-2028"]) == (
        date(2026, 12, 31),
        date(2028, 6, 30),
        None,
    )


def test_a_new_decision_may_replace_one_sheet_and_one_wording(place: Path) -> None:
    folder = adopt(place)
    (folder / "sheets").mkdir()
    (folder / "criteria").mkdir()
    coffee = next((NEWEST / "sheets").glob("13-*.toml")).read_text(encoding="utf-8")
    (folder / "sheets" / "13-ca-phe.toml").write_text(
        coffee.replace('"1.7" = "technology"', '"1.7" = "carbon"'), encoding="utf-8"
    )
    (folder / "criteria" / "new.toml").write_text(
        '[carbon]\nname = "Phát thải các-bon"\nlevels = ["Không đo", "Có đo"]\npoints = [0, 1]\n'
        '[technology]\nname = "Công nghệ"\nlevels = ["Không có", "Có"]\npoints = [0, 1]\n',
        encoding="utf-8",
    )
    rulebooks.use(place)
    assert rulebooks.faults() == ()
    new, old = rulebooks.get("27-2027"), rulebooks.get("26-2026")
    assert [(c.code, c.key) for c in new.sheet(13).criteria if c.code == "1.7"] == [("1.7", "carbon")]
    assert new.sheet(12).criterion("1.7").name == "Công nghệ"
    assert old.sheet(12).criterion("1.7").name != "Công nghệ"
    assert old.sheet(13).criterion("1.7").key == "technology"


def test_a_sheet_that_is_missing_says_why(place: Path) -> None:
    missing = '[[missing_sheet]]\nnumber = 13\ntitle = "Cà phê, ca cao"\nwhy = "chưa có bản gốc."\n'
    folder = shutil.copytree(NEWEST, place / "27-2027")
    text = as_another((folder / "rulebook.toml").read_text(encoding="utf-8"), "2027-05-22")
    (folder / "rulebook.toml").write_text(text + missing, encoding="utf-8")
    next((folder / "sheets").glob("13-*.toml")).unlink()
    rulebooks.use(place)
    new = rulebooks.get("27-2027")
    assert [(m.number, m.title) for m in new.missing_sheets] == [(13, "Cà phê, ca cao")]
    assert 13 not in [sheet.number for sheet in new.sheets]
    with pytest.raises(UnknownSheet, match=r"Cà phê, ca cao.*không dùng được: chưa có bản gốc\."):
        new.sheet(13)
    with pytest.raises(UnknownSheet, match="không có bộ tiêu chí số 27"):
        new.sheet(27)


COFFEE = "sheets/13-ca-phe-ca-cao.toml"
# what is wrong, file, text before, text after, what the named line holds, reason
FAULTS = [
    ("points not rising", COFFEE, "points = [0, 1, 3, 4]", "points = [0, 3, 3, 4]",
     '"4.2" = { criterion = "distribution"', "điểm các mức của 4.2 không tăng dần mà không có nghi vấn nào nói vì"),
    ("totals of a part", COFFEE, "max = 13", "max = 12", 'part = "B"',
     "phần B: các nhóm cộng được 24 điểm, phải là 25"),
    ("totals of a sheet", "rulebook.toml", "max = 25", "max = 35", None, "các phần cộng được 110 điểm, phải là 100"),
    ("minimum that is no level", COFFEE, "min = { 3 = 2 }", "min = { 3 = 4 }", "raw-material",
     "mức tối thiểu 4 điểm cho 3 sao của “raw-material” không phải mức"),
    ("unknown source", "rulebook.toml", 'article = "Điều 4 khoản 3"', 'article = "Điều 4 khoản 3"\nsource = "x"',
     'source = "x"', "nguồn “x” chưa khai báo trong [sources]"),
    ("overlapping dates", "rulebook.toml", "in_force_from = 2027-01-01", "in_force_from = 2024-01-01",
     "in_force_from = 2024-01-01", "thời gian hiệu lực chồng lên 148-2023 (từ 24/02/2023): hồ sơ mới sẽ"),
    ("same first day", "rulebook.toml", "in_force_from = 2027-01-01", "in_force_from = 2026-05-22",
     "in_force_from = 2026-05-22", "thời gian hiệu lực chồng lên 26-2026 (từ 22/05/2026): hồ sơ mới sẽ"),
    ("not TOML", "rulebook.toml", "id = ", "id ", None, "không phải TOML hợp lệ"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "reason"), [fault[1:] for fault in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_a_faulty_rulebook_is_refused_and_the_good_ones_stay(
    place: Path, file: str, old: str, new: str, line: str | None, reason: str
) -> None:
    spoilt_copy(place, file, old, new)
    rulebooks.use(place)
    (fault,) = rulebooks.faults()
    assert reason in fault.reason
    if line is not None:
        assert fault.file == f"27-2027/{file}"
        assert fault.line is not None
        lines = (place / "27-2027" / file).read_text(encoding="utf-8").splitlines()
        assert line in lines[fault.line - 1]
        assert str(fault) == f"{fault.file}:{fault.line}: {fault.reason}"
    assert [rules.id for rules in sorted(rulebooks.all_rulebooks(), key=lambda r: r.id)] == list(OURS)
    assert rulebooks.in_force(date(2027, 6, 1)).id == "26-2026"
    assert rulebooks.in_force(date(2024, 6, 1)).id == "148-2023"
    with pytest.raises(RulebookFault) as refused:
        rulebooks.get("27-2027")
    assert str(refused.value) == str(fault)


def test_an_id_that_is_taken_and_a_folder_that_is_not_there_are_faults(place: Path) -> None:
    adopt(place, "26-2026", NEW_DECISION.replace("27-2027", "26-2026"))
    rulebooks.use(place, place / "nowhere")
    assert [(fault.file, fault.reason) for fault in rulebooks.faults()] == [
        ("26-2026/rulebook.toml", "mã “26-2026” đã có bộ quy định khác dùng"),
        (str(place / "nowhere"), "không có thư mục này"),
    ]
    assert rulebooks.get("26-2026").digest == digest_of(NEWEST)


def test_a_later_call_replaces_the_folders_of_an_earlier_one(place: Path) -> None:
    adopt(place)
    rulebooks.use(place)
    assert "27-2027" in rulebooks.known_ids()
    rulebooks.use()
    assert rulebooks.known_ids() == OURS
    assert rulebooks.in_force(date(2027, 6, 1)).id == "26-2026"


def test_the_fault_of_a_rulebook_beneath_names_the_file_it_is_in(place: Path) -> None:
    adopt(
        place,
        "28-2028",
        NEW_DECISION.replace("27-2027", "28-2028")
        .replace("26-2026", "27-2027")
        .replace("2027-01-01", "2028-01-01"),
    )
    spoilt_copy(place, COFFEE, "points = [0, 1, 3, 4]", "points = [0, 3, 3, 4]")
    rulebooks.use(place)
    own, on_it = rulebooks.faults()
    assert (own.file, own.line) == (f"27-2027/{COFFEE}", 52)
    assert str(on_it) == f"28-2028/rulebook.toml:8: dựa trên 27-2027, có lỗi ở 27-2027/{COFFEE}:52"


def test_the_fault_of_a_whole_file_beneath_names_the_file_alone(place: Path) -> None:
    later = NEW_DECISION.replace("27-2027", "28-2028").replace("26-2026", "27-2027")
    adopt(place, "28-2028", later.replace("2027-01-01", "2028-01-01"))
    folder = adopt(place)
    (folder / "criteria").mkdir()
    (folder / "criteria" / "new.toml").write_bytes(b"\xff")
    rulebooks.use(place)
    assert [str(fault) for fault in rulebooks.faults()] == [
        "27-2027/criteria/new.toml: tệp không phải UTF-8",
        "28-2028/rulebook.toml:8: dựa trên 27-2027, có lỗi ở 27-2027/criteria/new.toml",
    ]


def on_28(rulebook_id: str = "29-2028", begins: str = "2028-06-01", beneath: str = "28-2028") -> str:
    """Return a plain decision on 28-2028 or another."""
    text = NEW_DECISION.replace("26-2026", beneath).replace("2027-01-01", begins)
    return text.replace("27-2027", rulebook_id)


EIGHT = NEW_DECISION.replace("27-2027", "28-2028").replace("2027-01-01", "2028-01-01")


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('title = "Bộ tiêu chí và quy trình sửa đổi"', "title = 5", 4, "“title” phải là một đoạn chữ"),
        ("issued_on = ", "misspelt = 1\nissued_on = ", 5, "“misspelt” không phải khóa dùng được ở đây"),
        ("issued_on = 2026-12-01", "issued_on = 2028-01-02", 5,
         "ngày ban hành (issued_on) sau ngày có hiệu lực (in_force_from)"),
        ('id = "28-2028"', 'id = "28-2029"', 2, "id “28-2029” khác tên thư mục “28-2028”"),
        ("[[band]]", '[[transition]]\ncode = "a"\ntext = "b"\nkinds = []\narticle = "Điều 9"\n[[band]]', 14,
         "a: “kinds” phải có ít nhất một trong new, upgrade, reevaluation"),
        ("2028-01-01", "2026-05-22", 6,
         "thời gian hiệu lực chồng lên 26-2026 (từ 22/05/2026): hồ sơ mới sẽ thuộc cả hai"),
    ],
)  # fmt: skip
def test_what_is_built_on_a_rulebook_with_a_fault_is_refused_with_it(
    place: Path, old: str, new: str, line: int, reason: str
) -> None:
    text = EIGHT.replace("issued_on = 2026-12-01", "issued_on = 2026-05-01") if "05-22" in new else EIGHT
    assert text.count(old) >= 1
    adopt(place, "28-2028", text.replace(old, new, 1))
    adopt(place, "29-2028", on_28())
    adopt(place, "30-2028", on_28("30-2028", "2028-09-01", "29-2028"))
    rulebooks.use(place)
    assert [str(fault) for fault in rulebooks.faults()] == [
        f"28-2028/rulebook.toml:{line}: {reason}",
        f"29-2028/rulebook.toml:8: dựa trên 28-2028, có lỗi ở 28-2028/rulebook.toml:{line}",
        "30-2028/rulebook.toml:8: dựa trên 29-2028, có lỗi ở 29-2028/rulebook.toml:8",
    ]
    with pytest.raises(RulebookFault) as refused:
        rulebooks.get("29-2028")
    assert str(refused.value) == str(rulebooks.faults()[1])
    assert rulebooks.in_force(date(2028, 12, 31)).id == "26-2026"


def test_what_is_built_on_a_rulebook_with_a_fault_holds_no_days(place: Path) -> None:
    adopt(place, "28-2028", EIGHT.replace("issued_on = ", "misspelt = 1\nissued_on = "))
    adopt(place, "29-2028", on_28())
    adopt(place, "31-2028", on_28("31-2028", beneath="26-2026"))
    rulebooks.use(place)
    assert [fault.file for fault in rulebooks.faults()] == ["28-2028/rulebook.toml", "29-2028/rulebook.toml"]
    assert rulebooks.in_force(date(2028, 6, 1)).id == "31-2028"


def test_what_is_built_on_two_sound_rulebooks_holds_its_days(place: Path) -> None:
    adopt(place, "28-2028", EIGHT)
    adopt(place, "29-2028", on_28())
    adopt(place, "31-2028", on_28("31-2028", beneath="26-2026"))
    rulebooks.use(place)
    assert [str(fault) for fault in rulebooks.faults()] == [
        "31-2028/rulebook.toml:6: thời gian hiệu lực chồng lên 29-2028 (từ 01/06/2028): hồ sơ mới sẽ thuộc cả hai"
    ]


def test_a_rulebook_that_does_not_fit_what_it_builds_on_is_the_one_at_fault(place: Path) -> None:
    folder = adopt(place)
    (folder / "criteria").mkdir()
    (folder / "criteria" / "new.toml").write_text(
        '[technology]\nname = "Công nghệ"\nlevels = ["Không", "Có"]\npoints = [0, 1]\napplies_when = "1.9"\n',
        encoding="utf-8",
    )
    adopt(place, "28-2028", NEW_DECISION.replace("27-2027", "28-2028") + parts(35, 25, 40))
    rulebooks.use(place)
    own, beneath = rulebooks.faults()
    assert (own.file, own.line) == ("27-2027/criteria/new.toml", 5)
    assert str(beneath) == (
        "28-2028/rulebook.toml:8: không khớp với 26-2026 mà bộ này dựa trên: 26-2026/sheets/01-rau-cu-qua-hat-tuoi.toml:9: "
        "phần A: các nhóm cộng được 40 điểm, phải là 35"
    )
    assert rulebooks.get("26-2026").sheet(1).title


def test_a_refused_rulebook_holds_no_days(place: Path) -> None:
    adopt(place, text=NEW_DECISION.replace("at_least = 75", "at_least = 76"))
    adopt(place, "28-2027", NEW_DECISION.replace("27-2027", "28-2027"))
    rulebooks.use(place)
    assert {fault.file for fault in rulebooks.faults()} == {"27-2027/rulebook.toml"}
    assert rulebooks.in_force(date(2027, 1, 1)).id == "28-2027"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"id = 1\nmax = {'9' * 5000}", ":2: có số quá dài"),
        (f"id = 1\nmax = {'[' * 5000}", ":2: ngoặc lồng quá sâu"),
        (None, ": không đọc được tệp này; hãy xem quyền đọc"),
    ],
    ids=["digits", "brackets", "folder"],
)
def test_a_file_that_cannot_be_read_is_a_fault_and_the_good_ones_stay(
    place: Path, content: str | None, reason: str
) -> None:
    folder = place / "27-2027"
    folder.mkdir()
    if content is None:
        (folder / "rulebook.toml").mkdir()
    else:
        (folder / "rulebook.toml").write_text(content, encoding="utf-8")
    rulebooks.use(place)
    assert [str(fault) for fault in rulebooks.faults()] == [f"27-2027/rulebook.toml{reason}"]
    assert rulebooks.in_force(date(2027, 1, 1)).id == "26-2026"


def test_a_mark_before_the_text_is_no_fault(place: Path) -> None:
    folder = adopt(place)
    (folder / "rulebook.toml").write_text("\ufeff" + NEW_DECISION, encoding="utf-8")
    rulebooks.use(place)
    assert rulebooks.faults() == ()


ARTICLE = 'parts_article = "Phụ lục II"\nsheets_of ='


def parts(*most: int) -> str:
    return "".join(
        f'\n[[part]]\ncode = "{code}"\nname = "Phần {code}"\nmax = {points}\n'
        for code, points in zip("ABC", most, strict=True)
    )


def test_a_rulebook_without_validity_is_told_where_it_says_what_it_takes_over(place: Path) -> None:
    folder = adopt(place, text=NEW_DECISION.replace('"limit", ', ""))
    rulebooks.use(place)
    (fault,) = rulebooks.faults()
    assert fault.reason == "thiếu [[limit]] “validity”: giấy chứng nhận có hiệu lực bao lâu"
    assert fault.line is not None
    lines = (folder / "rulebook.toml").read_text(encoding="utf-8").splitlines()
    assert lines[fault.line - 1].startswith("takes_over =")


def test_parts_of_other_points_need_the_article_that_prints_them(place: Path) -> None:
    folder = adopt(place, text=NEW_DECISION + parts(50, 25, 25))
    rulebooks.use(place)
    (fault,) = rulebooks.faults()
    assert fault.line is not None
    lines = (folder / "rulebook.toml").read_text(encoding="utf-8").splitlines()
    assert lines.index("[[part]]") == fault.line - 1
    assert fault.reason == (
        "các phần là 50/25/25 điểm, các quyết định đến nay là 40/25/35 hoặc 35/25/40; nếu văn bản in đúng như vậy, "
        "ghi điều khoản vào parts_article"
    )
    shutil.rmtree(place / "27-2027")
    adopt(place, text=NEW_DECISION.replace("sheets_of =", ARTICLE) + parts(50, 25, 25))
    rulebooks.use(place)
    (fault,) = rulebooks.faults()  # what does not fit now is the first sheet beneath, which has other points
    assert fault.file == "27-2027/rulebook.toml"
    assert "26-2026/sheets/01-rau-cu-qua-hat-tuoi.toml" in fault.reason


def test_parts_as_they_ever_were_may_name_their_article_too(place: Path) -> None:
    adopt(place, text=NEW_DECISION.replace("sheets_of =", ARTICLE) + parts(40, 25, 35))
    rulebooks.use(place)
    assert rulebooks.faults() == ()


def test_a_file_that_is_missing_or_in_other_letters_is_named(tmp_path: Path) -> None:
    said = []
    for content in (None, b'title = "\xff"', b"max ="):
        folder = tmp_path / "27-2027"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        if content is not None:
            (folder / "rulebook.toml").write_bytes(content)
        with pytest.raises(RulebookFault) as refused:
            load_rulebook(folder)
        said.append(str(refused.value))
    assert said == [
        "27-2027/rulebook.toml: không có tệp này",
        "27-2027/rulebook.toml: tệp không phải UTF-8",
        (
            "27-2027/rulebook.toml:1: không phải TOML hợp lệ: sau dấu = phải là một giá trị: chữ trong ngoặc kép thẳng, số, "
            "ngày, true, false hoặc danh sách"
        ),
    ]
