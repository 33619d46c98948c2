"""Loading the place files: once for each change, nothing lost, contradictions refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ocop.directory.actions import grant_mandate, load_places
from ocop.directory.models import Mandate, Place, PlaceEdition, Succession
from ocop.platform.access import system_actor
from ocop.platform.accounts.models import User
from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Invalid, WrongState

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
LOADER = system_actor("ocop load_places", {"directory.load_places"})
SETUP = system_actor("thiết lập", {"directory.grant_mandate"})

PLACES = """code,level,kind,name,parent_code,valid_from,valid_to,dates_doubtful
14,province,tinh,Tỉnh Sơn La,,2021-01-01,2025-06-30,from
123,district,huyen,Huyện Mộc Châu,14,2021-01-01,2024-12-31,both
123,district,thi_xa,Thị xã Mộc Châu,14,2025-01-01,2025-06-30,from
03985,commune,xa,Xã Chiềng Sơn,123,2021-01-01,2025-06-30,from
14,province,tinh,Tỉnh Sơn La,,2025-07-01,,
03985,commune,xa,Xã Chiềng Sơn,14,2025-07-01,,
"""
SUCCESSIONS = """old_code,old_valid_from,new_code,new_valid_from,extent,is_default,basis
123,2021-01-01,123,2025-01-01,whole,1,same_code
03985,2021-01-01,03985,2025-07-01,whole,1,map
"""


def folder(path: Path, places: str = PLACES, successions: str = SUCCESSIONS) -> Path:
    (path / "places.csv").write_text(places, encoding="utf-8")
    (path / "successions.csv").write_text(successions, encoding="utf-8")
    return path


@pytest.fixture
def small(tmp_path, _places_once) -> Path:
    """A folder of six places, and tables that hold none."""
    # Raw, because Django would first read all that might point to each of 15,000 rows.
    for model in (Succession, Place):
        model.objects.all()._raw_delete("default")
    return folder(tmp_path)


def load(path: Path):
    return load_places(path, actor=LOADER, at=NOON)


def test_a_small_folder_is_loaded_with_parents_paths_and_links(small):
    done = load(small)
    assert (done.changed, done.places, done.successions) == (True, 6, 2)
    commune = Place.objects.get(code="03985", valid_from=date(2021, 1, 1))
    assert (commune.path, commune.full_name) == (
        "14/123/03985",
        "Xã Chiềng Sơn, thị xã Mộc Châu, tỉnh Sơn La",
    )
    assert commune.folded_name == "chieng son"
    for words in (" xa chieng son |", " huyen moc chau |", " thi xa moc chau |", " tinh son la |"):
        assert words in commune.search_text
    links = set(Succession.objects.values_list("old__code", "new__name", "extent", "basis"))
    assert links == {
        ("123", "Thị xã Mộc Châu", "whole", "same_code"),
        ("03985", "Xã Chiềng Sơn", "whole", "map"),
    }


def test_loading_is_recorded_and_the_same_files_are_not_loaded_twice(small):
    load(small)
    before = dict(Place.objects.values_list("path", "pk"))
    again = load(small)
    assert (again.changed, again.places) == (False, 6)
    assert dict(Place.objects.values_list("path", "pk")) == before
    [edition] = PlaceEdition.objects.all()
    assert [(event.verb, event.facts["places"]) for event in history_of(edition)] == [
        ("directory.load_places", 6)
    ]


def test_a_corrected_file_changes_the_rows_in_place(small):
    load(small)
    before = Place.objects.get(code="03985", valid_to=None)
    folder(small, PLACES.replace("Xã Chiềng Sơn,14", "Xã Chiềng Sơn Mới,14"))
    assert load(small).changed
    after = Place.objects.get(code="03985", valid_to=None)
    assert (after.pk, after.name) == (before.pk, "Xã Chiềng Sơn Mới")
    assert Place.objects.count() == 6
    assert Succession.objects.count() == 2


def test_a_place_that_left_the_files_goes_unless_something_points_to_it(small):
    load(small)
    shorter = PLACES.replace("03985,commune,xa,Xã Chiềng Sơn,14,2025-07-01,,\n", "")
    links = SUCCESSIONS.replace("03985,2021-01-01,03985,2025-07-01,whole,1,map\n", "")
    user = User.objects.create(username="0900000001", full_name="Cán bộ")
    kept = Place.objects.get(code="03985", valid_to=None)
    grant_mandate(user, role="commune_officer", place=kept, starts_on=date(2026, 1, 1), actor=SETUP, at=NOON)
    folder(small, shorter, links)
    with pytest.raises(WrongState, match="Xã Chiềng Sơn"):
        load(small)
    assert (Place.objects.count(), Succession.objects.count(), PlaceEdition.objects.count()) == (6, 2, 1)
    assert Mandate.objects.get().place == kept
    folder(
        small, PLACES.replace("03985,commune,xa,Xã Chiềng Sơn,123,2021-01-01,2025-06-30,from\n", ""), links
    )
    assert load(small).places == 5
    assert Place.objects.count() == 5


@pytest.mark.parametrize(
    ("places", "successions", "sentence"),
    [
        (PLACES.replace("Xã Chiềng Sơn,14", "Xã Chiềng Sơn,15"), SUCCESSIONS, "thuộc mã 15"),
        (PLACES + "14,province,tinh,Tỉnh Sơn La,,2025-07-01,,\n", SUCCESSIONS, "2 dòng cho mã 14"),
        (PLACES, SUCCESSIONS.replace("123,2021-01-01,123", "999,2021-01-01,123"), "999"),
    ],
)
def test_files_that_contradict_themselves_are_refused_and_change_nothing(
    small, places, successions, sentence
):
    load(small)
    folder(small, places, successions)
    with pytest.raises(Invalid, match=sentence):
        load(small)
    assert (Place.objects.count(), Succession.objects.count(), PlaceEdition.objects.count()) == (6, 2, 1)


@pytest.mark.slow
def test_the_command_loads_the_shipped_files_once_and_answers_in_json(small):
    def run() -> dict[str, object]:
        out = StringIO()
        call_command("load_places", "--json", stdout=out)
        return json.loads(out.getvalue())

    first, second = run(), run()
    assert (first["changed"], first["places"], first["successions"]) == (True, 15_365, 11_303)
    assert (second["changed"], second["places"]) == (False, 15_365)
    assert first["digest"] == second["digest"]


def test_the_first_administrator_is_named_on_the_command_line(small):
    load(small)
    user = User.objects.create(username="0900000001", full_name="Quản trị")
    out = StringIO()
    call_command(
        "grant_mandate", user.username, "administrator", "--place", "14", "--from", "2026-01-01", stdout=out
    )
    mandate = Mandate.objects.get()
    assert (mandate.role, mandate.place.path, mandate.starts_on) == ("administrator", "14", date(2026, 1, 1))
    with pytest.raises(CommandError, match="no account"):
        call_command("grant_mandate", "nobody", "administrator", "--place", "14")
    with pytest.raises(CommandError, match="no place"):
        call_command("grant_mandate", user.username, "administrator", "--place", "99")
    with pytest.raises(CommandError, match="đã có nhiệm vụ"):
        call_command("grant_mandate", user.username, "administrator", "--place", "14")
