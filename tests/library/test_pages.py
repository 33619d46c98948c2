"""The law library: every rulebook, sheet and comparison opens, asks the database nothing, and hides no doubt."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from ocop.library.reading import compared, minimums_by_meaning
from ocop.platform.accounts.models import User
from ocop_rules import rulebooks
from ocop_rules.comparing import compare
from ocop_rules.law import Doubt

pytestmark = pytest.mark.django_db
BOOKS = rulebooks.all_rulebooks()


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"library:{name}", args=args))
    assert answer.status_code == 200, (name, args)
    return answer.content.decode()


def test_the_list_says_which_one_new_dossiers_fall_under(client, today):
    shown = page(client, "index")
    assert [escape(book.instrument) in shown for book in BOOKS] == [True] * 4
    assert shown.count("Đang áp dụng cho hồ sơ mới") == 1


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_a_rulebook_shows_every_number_with_its_article_and_every_doubt(client, book):
    shown = page(client, "rulebook", book.id)
    for number in (*book.bands, *book.limits.values(), *book.route, *book.transition, *book.rounds):
        assert escape(str(number.source)) in shown
    for text in [doubt.text for doubt in book.doubts] + [clause.doubt for clause in book.transition]:
        assert escape(text) in shown
    for step in [step for level in book.route for step in level.steps]:
        assert escape(step.does) in shown
        assert escape(str(step.source)) in shown
    for missing in book.missing_sheets:
        assert escape(missing.why) in shown
    assert all(f'id="han-{code}"' in shown for code in book.limits)


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_every_sheet_and_every_comparison_opens_without_a_query(client, book, django_assert_num_queries):
    with django_assert_num_queries(0):
        for sheet in book.sheets:
            shown = page(client, "sheet", book.id, sheet.number)
            assert all(f'id="tc-{criterion.code}"' in shown for criterion in sheet.criteria)
            assert all(
                escape(doubt.text) in shown for criterion in sheet.criteria for doubt in criterion.doubts
            )
            assert escape(sheet.unsettled) in shown
    for earlier in BOOKS:
        if earlier.in_force_from < book.in_force_from:
            shown = page(client, "sheet", book.id, 13)
            assert (f"/so-voi/{earlier.id}/" in shown) is (
                client.get(reverse("library:compare", args=[book.id, 13, earlier.id])).status_code == 200
            )


def test_what_changed_places_stands_side_by_side(client):
    shown = page(client, "compare", "26-2026", 13, "148-2023")
    assert "5.2. Trí tuệ/bản sắc địa phương" in shown
    assert "5.3. Trí tuệ/bản sắc địa phương" in shown
    assert "Tiêu chí mới" in shown
    assert "Đã bỏ" in shown


@pytest.mark.parametrize(
    "address",
    ["/quy-dinh/27-2030/", "/quy-dinh/26-2026/bo/99/", "/quy-dinh/1048-2019/bo/10/",
     "/quy-dinh/26-2026/bo/13/so-voi/27-2030/", "/quy-dinh/26-2026/bo/25/so-voi/1048-2019/",
     "/quy-dinh/26-2026/bo/3/so-voi/1048-2019/", "/quy-dinh/26-2026/bo/8/so-voi/1048-2019/?bo=11",
     "/quy-dinh/26-2026/bo/8/so-voi/1048-2019/?bo=x", "/quy-dinh/26-2026/bo/8/so-voi/1048-2019/?bo=12345"],
)  # fmt: skip
def test_what_there_is_not_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.fixture
def with_a_fault(tmp_path: Path):
    folder = tmp_path / "27-2030"
    folder.mkdir()
    (folder / "rulebook.toml").write_text('id = "27-2030"\nwrong = 1\n', encoding="utf-8")
    rulebooks.use(tmp_path)
    yield
    rulebooks.use()


def test_a_refused_rulebook_is_shown_to_the_administrator_alone(client, places, noon, with_a_fault):
    from tests.directory.test_views import person, signed_in  # noqa: PLC0415  makes accounts with mandates

    (fault,) = rulebooks.faults()
    assert escape(str(fault)) not in page(client, "index")
    administrator = signed_in(person("0900000009", "administrator", "14", noon))
    shown = page(administrator, "index")
    assert escape(str(fault)) in shown
    assert "27-2030/rulebook.toml" in shown
    assert page(administrator, "rulebook", "26-2026")
    assert User.objects.count() == 1


def test_a_limit_and_a_criterion_lead_to_their_place_in_the_library(client):
    shown = client.get("/quy-dinh/26-2026/").content.decode()
    anchors = set(re.findall(r'id="([^"]+)"', shown))
    assert {
        "han-commune_check",
        "han-reevaluation_window",
        "han-revocation",
        "dot",
        "dien-tu",
        "mau",
    } <= anchors
    assert "Cấp xã gửi lên" in shown and "Mẫu số 03" in shown
    older = client.get("/quy-dinh/148-2023/").content.decode()
    assert "Cấp huyện gửi lên" in older and 'id="dien-tu"' not in older


def test_minimums_of_one_meaning_stand_in_one_row():
    after = rulebooks.get("26-2026").sheet(4)
    comparison, _ = compared(rulebooks.get("26-2026"), after, rulebooks.get("148-2023"))
    stars, rows = minimums_by_meaning(comparison)
    assert stars == (3, 4, 5)
    by_code = {row.codes.rpartition(" ")[2]: row for row in rows}
    assert by_code["2.1"].codes == "2.1" and any("→" in row.codes for row in rows)
    for place, star in enumerate(stars):
        for sheet, side in ((comparison.before, "before"), (after, "after")):
            asked = [points for row in rows if (points := getattr(row, side).points[place]) is not None]
            assert sorted(asked) == sorted(sheet.minimums(star).values())
        told = {row.name: row.after.points[place] for row in rows if row.after.points[place] is not None}
        assert told == {after.criterion(code).name: points for code, points in after.minimums(star).items()}


@pytest.mark.parametrize("number", [13, 18, 25, 26])
def test_minimums_of_two_criteria_on_one_topic_have_a_row_each(client, number):
    """On these sheets two criteria are about one thing; 6.1 and 6.3 of pet animals each have a minimum."""
    after = rulebooks.get("26-2026").sheet(number)
    comparison, _ = compared(rulebooks.get("26-2026"), after, rulebooks.get("148-2023"))
    stars, rows = minimums_by_meaning(comparison)
    for place, star in enumerate(stars):
        for sheet, side in ((comparison.before, "before"), (after, "after")):
            told = [points for row in rows if (points := getattr(row, side).points[place]) is not None]
            assert sorted(told) == sorted(sheet.minimums(star).values())
    shown = page(client, "compare", "26-2026", number, "148-2023").split("lib-minimums", 1)[1]
    assert shown.split("</table>")[0].count('<th scope="row"') == len(rows)
    if number == 25:
        assert [row.codes for row in rows if row.codes[:1] == "6"] == ["6.1", "6.3"]


def test_a_doubtful_minimum_is_marked_with_its_doubt_below(client):
    before, after = rulebooks.get("148-2023"), rulebooks.get("26-2026")
    comparison, _ = compared(after, after.sheet(14), before)
    _, rows = minimums_by_meaning(comparison)
    (doubtful,) = (row for row in rows if row.before.doubts or row.after.doubts)
    assert (doubtful.codes, doubtful.before.points, doubtful.after.doubts) == ("3.6 → 3.5", (None, 1, 1), ())
    shown = page(client, "compare", "26-2026", 14, "148-2023")
    table, below = shown.split("lib-minimums", 1)[1].split("</table>")[0:2]
    sign = '<span class="lib-doubt" aria-hidden="true">?</span><span class="o-hide"> (chưa chắc)</span></td>'
    assert table.count(sign) == 3
    assert f'>1{sign}<td class="o-num">1{sign}' in table
    (doubt,) = doubtful.before.doubts
    assert f"QĐ 148/QĐ-TTg, 3.6 → 3.5 {doubtful.name}: {escape(doubt)}</p>" in below


@pytest.mark.parametrize(("number", "code"), [(3, "5.1"), (10, "3.5")])
def test_a_minimum_that_may_be_lacking_in_the_text_is_marked_too(client, number, code):
    after = rulebooks.get("26-2026").sheet(number)
    (doubt,) = (doubt for doubt in after.criterion(code).doubts if doubt.about == "minimum")
    shown = page(client, "compare", "26-2026", number, "148-2025").split("lib-minimums", 1)[1]
    table, below = shown.split("</table>")[0:2]
    assert table.count("(chưa chắc)") == 6 and escape(doubt.text) in below


def test_a_row_that_asks_for_nothing_stands_there_for_its_doubt_alone():
    sheet = rulebooks.get("1048-2019").sheet(2)
    assert minimums_by_meaning(compare(sheet, sheet)) == ((), [])
    part, *parts = sheet.parts
    group, *groups = part.groups
    first = replace(group.criteria[0], doubts=(Doubt("mờ", "minimum"), Doubt("khác", "levels")))
    doubted = replace(part, groups=(replace(group, criteria=(first, *group.criteria[1:])), *groups))
    stars, rows = minimums_by_meaning(compare(sheet, replace(sheet, parts=(doubted, *parts), doubts=())))
    assert (stars, [(row.before.doubts, row.after.doubts) for row in rows]) == ((), [((), ("mờ",))])


def test_grounds_and_notes_stand_side_by_side(client):
    shown = page(client, "compare", "26-2026", 1, "148-2023")
    for words in ("Căn cứ mới", "Giả mạo hồ sơ", "Không có căn cứ này.", "Không còn căn cứ này.", "Đổi lời", "Đổi ghi chú",
                  "Đổi điều kiện chấm", "Chỉ có điểm khi tiêu chí 5.1 có điểm.", "Dừng đánh giá"):  # fmt: skip
        assert words in shown, words
    noted = [note for one in rulebooks.get("26-2026").sheet(1).criteria for note in one.notes]
    assert noted and all(escape(note) in shown for note in noted)
    assert "Căn cứ loại hồ sơ" not in page(client, "compare", "26-2026", 26, "148-2023")


def test_a_sheet_put_together_of_two_is_laid_beside_each(client):
    first = page(client, "compare", "26-2026", 8, "1048-2019")
    assert 'href="?bo=5"' in first and 'href="?bo=4"' not in first
    address = reverse("library:compare", args=["26-2026", 8, "1048-2019"])
    other = client.get(address, {"bo": "5"}).content.decode()
    assert 'href="?bo=4"' in other and 'href="?bo=5"' not in other
    assert "?bo=" not in page(client, "compare", "26-2026", 8, "148-2023")


def test_a_sheet_missing_in_an_earlier_decision_is_said_to_be_missing(client):
    shown = page(client, "sheet", "26-2026", 3)
    assert "QĐ 1048/QĐ-TTg (thiếu bộ tiêu chí)" in shown
    assert escape(rulebooks.get("1048-2019").missing_sheets[0].why) in shown
    assert "/quy-dinh/26-2026/bo/3/so-voi/1048-2019/" not in shown
    assert "1048" not in page(client, "sheet", "26-2026", 23)


def test_the_list_says_until_when_new_dossiers_fell_under_an_overlapping_rulebook(client):
    shown = page(client, "index")
    said = "Hồ sơ mới chỉ theo bộ này nếu nộp đến hết 21/05/2026; sau đó chỉ còn hồ sơ đã nộp trước."
    assert (shown.count(said), shown.count("Hồ sơ mới chỉ theo bộ này")) == (1, 1)
    assert said in shown.split('href="/quy-dinh/148-2025/"')[1].split("</li>")[0]
