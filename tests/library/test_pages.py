"""The law library: every rulebook, sheet and comparison opens, asks the database nothing, and hides no doubt."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from ocop.library.reading import compared, minimums_by_meaning
from ocop.platform.accounts.models import User
from ocop_rules import rulebooks

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
     "/quy-dinh/26-2026/bo/13/so-voi/27-2030/", "/quy-dinh/26-2026/bo/25/so-voi/1048-2019/"],
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
    comparison = compared(rulebooks.get("148-2023"), after)
    stars, rows = minimums_by_meaning(comparison)
    assert stars == (3, 4, 5)
    by_code = {row.codes.rpartition(" ")[2]: row for row in rows}
    assert by_code["2.1"].codes == "2.1" and any("→" in row.codes for row in rows)
    for place, star in enumerate(stars):
        for sheet, side in ((comparison.before, "before"), (after, "after")):
            asked = [points for row in rows if (points := getattr(row, side)[place]) is not None]
            assert sorted(asked) == sorted(sheet.minimums(star).values())
        told = {row.name: row.after[place] for row in rows if row.after[place] is not None}
        assert told == {after.criterion(code).name: points for code, points in after.minimums(star).items()}
