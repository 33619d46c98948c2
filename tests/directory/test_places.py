"""Places over time: what the files hold, what typing finds, what exists on which day, what became of it."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ocop.directory import queries
from ocop.directory.actions.places import REFERENCE_DIR
from ocop.directory.models import Place, Succession
from ocop.platform.folding import fold

SHARED = Path(__file__).resolve().parents[3] / "shared" / "places"
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
OLD, NOW = date(2023, 5, 10), date(2026, 11, 16)

pytestmark = pytest.mark.usefixtures("places")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def bare(name: str) -> str:
    """Return a name without marks, spaces and leading zeros: the published lists spell differently."""
    return fold(name).replace(" 0", " ").replace(" ", "")


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (OLD, {"province": 63, "district": 705, "commune": 10_599}),
        (BEFORE, {"province": 63, "district": 696, "commune": 10_035}),
        (AFTER, {"province": 34, "commune": 3_321}),
        (NOW, {"province": 34, "commune": 3_321}),
        (date(2020, 12, 31), {}),
    ],
)
def test_each_state_of_the_map_has_its_number_of_units(on, counts):
    assert Counter(Place.objects.valid_on(on).values_list("level", flat=True)) == counts


def test_the_tables_hold_every_row_of_the_files():
    assert Place.objects.count() == len(rows(REFERENCE_DIR / "places.csv")) == 15_365
    assert Succession.objects.count() == len(rows(REFERENCE_DIR / "successions.csv")) == 11_303
    extents = Counter(Succession.objects.filter(basis="map").values_list("extent", flat=True))
    assert extents == {"whole": 9_569, "part": 1_033}


def test_today_there_are_2621_communes_687_wards_and_13_special_zones():
    kinds = Counter(Place.objects.valid_on(NOW).filter(level="commune").values_list("kind", flat=True))
    assert kinds == {"xa": 2_621, "phuong": 687, "dac_khu": 13}


@pytest.mark.parametrize(
    ("on", "file_name", "by_district"),
    [
        (OLD, "admin_units_older_about_2021.csv", True),
        (BEFORE, "admin_units_legacy_until_2025-06-30.csv", True),
        (NOW, "admin_units_new_from_2025-07-01.csv", False),
    ],
)
def test_communes_and_their_parents_agree_with_the_published_lists(on, file_name, by_district):
    if not (SHARED / file_name).exists():
        pytest.skip("the published lists are not on this machine")
    listed = {
        (
            row["ward_code"],
            bare(row["ward"]),
            f"{row['province_code']}/{row['district_code']}" if by_district else row["province_code"],
        )
        for row in rows(SHARED / file_name)
        if row["ward_code"]
    }
    held = {
        (place.code, bare(place.name), place.path.rpartition("/")[0])
        for place in Place.objects.valid_on(on).filter(level="commune")
    }
    assert held == listed


def test_links_agree_with_the_published_map():
    path = SHARED / "commune_map_old_to_new_2025-07-01.csv"
    if not path.exists():
        pytest.skip("the published map is not on this machine")
    listed = {
        (
            row["old_ward_code"] or row["old_district_code"],
            row["new_ward_code"],
            row["kind"] == "whole",
            row["is_default"] == "1",
        )
        for row in rows(path)
    }
    links = Succession.objects.filter(basis="map")
    held = links.values_list("old__code", "new__code", "extent", "is_default")
    assert {(old, new, extent == "whole", first) for old, new, extent, first in held} == listed


def test_names_have_one_form_of_letters_and_one_spelling_of_kinds():
    kinds = {
        "tinh": "Tỉnh", "thanh_pho": "Thành phố", "quan": "Quận", "huyen": "Huyện", "thi_xa": "Thị xã",
        "xa": "Xã", "phuong": "Phường", "thi_tran": "Thị trấn", "dac_khu": "Đặc khu",
    }  # fmt: skip
    rows = Place.objects.values_list("name", "kind")
    assert [name for name, kind in rows if not name.startswith(f"{kinds[kind]} ")] == []
    assert [
        name for name, _kind in rows if name != unicodedata.normalize("NFC", " ".join(name.split()))
    ] == []


def test_full_names_are_unique_on_every_day_so_that_a_typed_one_is_enough():
    for on in (OLD, BEFORE, NOW):
        places = Place.objects.valid_on(on).select_related("parent__parent")
        doubled = [name for name, count in Counter(place.full_name for place in places).items() if count > 1]
        assert doubled == []


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2020, 12, 31), None),
        (date(2021, 1, 1), "Phường Chiềng Lề, thành phố Sơn La, tỉnh Sơn La"),
        (BEFORE, "Phường Chiềng Lề, thành phố Sơn La, tỉnh Sơn La"),
        (AFTER, "Phường Tô Hiệu, tỉnh Sơn La"),
        (NOW, "Phường Tô Hiệu, tỉnh Sơn La"),
    ],
)
def test_a_code_stands_for_another_unit_before_and_after_the_first_of_july_2025(on, name):
    place = queries.place_on("03646", on)
    assert (place and place.full_name) == name


def test_a_code_that_nobody_bears_gives_no_place():
    assert queries.place_on("99999", NOW) is None
    assert queries.place_on("", NOW) is None


def test_paths_lead_from_the_province_down():
    assert queries.place_on("03646", NOW).path == "14/03646"
    assert queries.place_on("03646", BEFORE).path == "14/116/03646"
    assert queries.place_on("14", NOW).path == "14"


@pytest.mark.parametrize(
    ("text", "on", "first"),
    [
        ("chieng so", NOW, "Xã Chiềng Sơ, tỉnh Sơn La"),
        ("Chiềng Sơ", NOW, "Xã Chiềng Sơ, tỉnh Sơn La"),
        ("CHIENG  SO,", NOW, "Xã Chiềng Sơ, tỉnh Sơn La"),
        ("xa chieng so", NOW, "Xã Chiềng Sơ, tỉnh Sơn La"),
        ("chieng so song ma", BEFORE, "Xã Chiềng Sơ, huyện Sông Mã, tỉnh Sơn La"),
        ("son la", NOW, "Tỉnh Sơn La"),
        ("dak lak", NOW, "Tỉnh Đắk Lắk"),
        ("đăk lăk", NOW, "Tỉnh Đắk Lắk"),
        ("xa dung", NOW, "Xã Xa Dung, tỉnh Điện Biên"),
        ("04195", NOW, "Xã Chiềng Sơ, tỉnh Sơn La"),
        ("thuy nguyen", NOW, "Phường Thủy Nguyên, thành phố Hải Phòng"),
        ("ea mdroh", BEFORE, "Xã Ea M'Droh, huyện Cư M'gar, tỉnh Đắk Lắk"),
    ],
)
def test_a_place_is_found_without_marks_and_the_nearest_name_comes_first(text, on, first):
    assert queries.find_places(text, on=on)[0].full_name == first


def test_two_ways_of_placing_the_mark_find_the_same():
    for on in (BEFORE, NOW):
        assert queries.find_places("Hoà Bình", on=on) == queries.find_places("Hòa Bình", on=on) != []


def test_names_that_begin_so_come_before_names_that_contain_it():
    found = queries.find_places("xa son", on=NOW, limit=500)
    ranks = [fold(place.name).startswith("xa son") for place in found]
    assert ranks == sorted(ranks, reverse=True)
    assert {True, False} == set(ranks)


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "'", "…", "\x00"])
def test_nothing_to_look_for_finds_nothing(text):
    assert queries.find_places(text, on=NOW) == []


def test_hostile_text_finds_nothing_and_breaks_nothing():
    assert queries.find_places("'; DROP TABLE--" * 500, on=NOW) == []
    assert queries.find_places("zzz " * 5000, on=NOW) == []


def test_a_search_is_narrowed_by_level_province_and_number():
    son_la = queries.place_on("14", NOW)
    found = queries.find_places("chieng", on=NOW, level="commune", within=son_la, limit=100)
    in_son_la = Place.objects.valid_on(NOW).filter(path__startswith="14/")
    assert set(found) == set(in_son_la.filter(folded_name__contains="chieng"))
    assert len(found) > 3
    assert len(queries.find_places("chieng", on=NOW, limit=3)) == 3
    assert queries.find_places("chieng", on=NOW, limit=0) == []


def test_a_search_makes_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [place.full_name for place in queries.find_places("chieng", on=BEFORE, limit=50)]


def test_a_typed_name_means_one_place_when_it_is_unambiguous():
    def named(text, on):
        return [place.code for place in queries.places_named(text, on=on)]

    assert named("chieng so", NOW) == ["04195"]
    assert named("chieng so", BEFORE) == ["03211", "04195"]
    assert named("Xã Chiềng Sơ, huyện Sông Mã, tỉnh Sơn La", BEFORE) == ["04195"]
    assert named("xa chieng so song ma", BEFORE) == ["04195"]
    assert named("không có nơi nào", NOW) == []


def test_marks_tell_apart_names_that_are_the_same_without_them():
    typed = queries.places_named("Xã Hòa Ân", on=BEFORE)
    assert [place.full_name for place in typed] == ["Xã Hòa Ân, huyện Cầu Kè, tỉnh Trà Vinh"]
    assert len(queries.places_named("xa hoa an", on=BEFORE)) > 1


def test_sơn_la_has_204_communes_then_200_then_75():
    numbers = [queries.communes_of(queries.place_on("14", on), on).count() for on in (OLD, BEFORE, NOW)]
    assert numbers == [204, 200, 75]


def test_a_new_ward_is_made_of_four_old_ones():
    links = queries.predecessors_of(queries.place_on("03646", NOW))
    assert {(link.old.name, link.extent) for link in links} == {
        ("Phường Chiềng Lề", "whole"), ("Phường Quyết Thắng", "whole"), ("Phường Quyết Tâm", "whole"),
        ("Phường Tô Hiệu", "whole"),
    }  # fmt: skip


def test_a_whole_commune_has_one_successor_and_a_divided_one_offers_the_default_first():
    whole = queries.successors_of(queries.place_on("06223", BEFORE))
    assert [(link.new.name, link.extent, link.is_default) for link in whole] == [
        ("Xã Công Sơn", "whole", True)
    ]
    divided = Succession.objects.filter(basis="map", extent="part").values_list("old", flat=True).first()
    links = queries.successors_of(Place.objects.get(pk=divided))
    assert [link.is_default for link in links] == [True] + [False] * (len(links) - 1)
    assert len(links) > 1


def test_an_island_district_without_communes_leads_to_its_special_zone():
    links = queries.successors_of(queries.place_on("498", BEFORE))
    assert [(link.new.name, link.basis) for link in links] == [("Đặc khu Hoàng Sa", "map")]


def test_every_old_commune_and_province_has_exactly_one_default_successor():
    for level in ("commune", "province"):
        old = Place.objects.valid_on(BEFORE).filter(level=level)
        ids = list(Succession.objects.filter(old__in=old, is_default=True).values_list("old_id", flat=True))
        assert (len(ids), set(ids)) == (old.count(), set(old.values_list("pk", flat=True)))


def test_two_old_provinces_became_the_new_lào_cai():
    links = queries.predecessors_of(queries.place_on("15", NOW))
    assert {(link.old.name, link.extent, link.basis) for link in links} == {
        ("Tỉnh Lào Cai", "whole", "communes"), ("Tỉnh Yên Bái", "whole", "communes"),
    }  # fmt: skip


def test_being_inside_holds_within_one_state_of_the_map():
    ward, old_ward = queries.place_on("03646", NOW), queries.place_on("03646", BEFORE)
    province, old_province = queries.place_on("14", NOW), queries.place_on("14", BEFORE)
    assert queries.is_within(ward, province)
    assert queries.is_within(ward, ward)
    assert queries.is_within(old_ward, old_province)
    assert queries.is_within(old_ward, queries.place_on("116", BEFORE))
    assert not queries.is_within(old_ward, province)
    assert not queries.is_within(ward, old_province)
    assert not queries.is_within(province, ward)
    assert not queries.is_within(ward, queries.place_on("01", NOW))
    assert set(Place.objects.within(province)) == {province, *queries.communes_of(province, NOW)}


def test_the_places_right_under_a_place_are_listed():
    province, old_province = queries.place_on("14", NOW), queries.place_on("14", BEFORE)
    assert set(queries.children_of(province)) == set(queries.communes_of(province, NOW))
    assert {place.level for place in queries.children_of(old_province)} == {"district"}
    assert [place.name for place in queries.children_of(old_province) if place.code == "123"] == [
        "Huyện Mộc Châu", "Thị xã Mộc Châu",
    ]  # fmt: skip
    assert list(queries.children_of(queries.place_on("03646", NOW))) == []


def test_doubtful_days_are_marked_and_the_map_of_2025_is_certain():
    assert set(Place.objects.valid_on(NOW).values_list("dates_doubtful", flat=True)) == {""}
    assert queries.place_on("03646", BEFORE).dates_doubtful == "from"
    ended = Place.objects.filter(valid_to=date(2024, 12, 31))
    assert set(ended.values_list("dates_doubtful", flat=True)) == {"both"}
