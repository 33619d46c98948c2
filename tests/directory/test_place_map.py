"""The map of 1/7/2025 applied to a full demonstration year: nothing lost, everything open at a unit in force."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from ocop.directory import actions
from ocop.directory.actions.place_changes import open_work
from ocop.directory.jobs import map_keeper
from ocop.directory.models import Agency, Mandate, Place, PlaceAct, Succession
from ocop.directory.moving import Territory
from ocop.directory.queries import grants_for, place_on
from ocop.dossiers import policy as dossier_policy
from ocop.dossiers.models import Dossier, Submission
from ocop.evaluation.models import ItemResult, Session, SessionItem
from ocop.platform.access import Actor
from ocop.platform.accounts.models import User
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.workflow import act
from ocop.recognition.models import Certificate, Decision, DecisionLine
from ocop.registration.models import Producer, Product, Registration
from ocop_rules.lifecycle import DOSSIER, SESSION

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)
MORNING = datetime(2025, 7, 1, 1, 0, tzinfo=UTC)
DOCUMENT = {"document_number": "202/2025/QH15", "document_on": date(2025, 6, 12)}
FINISHED: dict[Any, tuple[str, ...]] = {
    Certificate: ("product_code", "place_path", "place_name", "expires_on", "state"),
    Decision: ("number_text", "place_path", "place_name", "state"),
    Submission: ("digest", "content"),
    ItemResult: ("place_path", "place_name", "total_exact"),
}


@pytest.fixture
def old_world(story) -> dict[str, Any]:
    """The demonstration year set back onto the map to 30/6/2025: every commune's work in one of its old communes.

    Producers of one commune of today are spread over the old communes it was made of, so that work really comes together.
    """
    origins = {
        new: [link.old for link in Succession.objects.filter(new=new, basis="map").order_by("old__code")]
        for new in Place.objects.filter(pk__in=Producer.objects.values("place")).order_by("pk")
    }
    turn = count()
    with act():
        for producer in Producer.objects.order_by("pk").select_related("place"):
            olds = origins[producer.place]
            _set_back(producer, olds[next(turn) % len(olds)])
        for mandate in Mandate.objects.filter(place__isnull=False).select_related("place"):
            old = Succession.objects.filter(new=mandate.place).order_by("-is_default", "old__code")[0].old
            Mandate.objects.filter(pk=mandate.pk).update(place=old, starts_on=date(2025, 1, 1))
        for agency in Agency.objects.filter(place__isnull=False).select_related("place"):
            old = Succession.objects.filter(new=agency.place).order_by("-is_default", "old__code")[0].old
            Agency.objects.filter(pk=agency.pk).update(place=old)
        district = Place.objects.get(code="116", valid_to=LAST)
        person = User.objects.create(username="can-bo-huyen", full_name="Cán bộ cấp huyện")
        Mandate(
            user=person,
            role="commune_officer",
            place=district,
            starts_on=date(2025, 1, 1),
            granted_at=MORNING,
        ).save()
    return {"district": district, "district_officer": person}


def _set_back(producer: Producer, old: Place) -> None:
    stood = {"place_path": producer.place_path}
    stamp = {"place": old, "place_path": old.path}
    Producer.objects.filter(pk=producer.pk).update(**stamp)
    Product.objects.filter(producer=producer).update(place_path=old.path)
    Registration.objects.filter(product__producer=producer).update(**stamp)
    dossiers = Dossier.objects.filter(registration__product__producer=producer)
    dossiers.update(**stamp)
    there = {"place_path": old.path, "place_name": old.name}
    SessionItem.objects.filter(dossier__in=dossiers, session__state__in=SESSION.open_states, **stood).update(
        **there
    )
    DecisionLine.objects.filter(dossier__in=dossiers, decision__state="draft", **stood).update(**there)
    Certificate.objects.filter(product__producer=producer).update(place_path=old.path)


def in_force() -> Territory:
    return Territory(Place.objects.valid_on(FIRST).filter(path__startswith="14"))


def everything(on: date) -> dict[str, int]:
    places = Place.objects.filter(path__startswith="14")
    return {work.kind: len(work.rows) for work in open_work(Territory(places), on=on)}


def finished() -> dict[str, list[tuple[Any, ...]]]:
    return {
        model.__name__: list(model.objects.order_by("pk").values_list(*fields))
        for model, fields in FINISHED.items()
    }


def test_a_year_crosses_the_merger_of_2025_with_equal_totals(old_world):
    before, as_issued = everything(FIRST), finished()
    numbers = list(Registration.objects.order_by("pk").values_list("number_text", "issued_path"))
    stood = dict(Producer.objects.values_list("pk", "place"))
    assert {kind for kind, number in before.items() if number} >= {
        "registration.producer", "registration.product", "registration.slip", "dossiers.dossier", "dossiers.slip",
        "evaluation.item", "directory.mandate", "directory.agency",
    }  # fmt: skip

    applied = actions.apply_map("14", on=FIRST, **DOCUMENT, actor=map_keeper(), at=MORNING)

    totals = {row["kind"]: row for row in applied.totals}
    assert {kind: row["before"] for kind, row in totals.items()} == before
    assert all(row["before"] == row["after"] + row["ended"] for row in applied.totals)
    assert {kind for kind, row in totals.items() if row["ended"]} == {"directory.mandate"}
    assert finished() == as_issued
    assert list(Registration.objects.order_by("pk").values_list("number_text", "issued_path")) == numbers

    living = set(in_force().ids)
    paths = set(in_force().paths)
    assert set(Producer.objects.values_list("place", flat=True)) <= living
    assert not Product.objects.exclude(place_path=F("producer__place_path")).exists()
    assert (
        set(Dossier.objects.filter(state__in=DOSSIER.open_states).values_list("place", flat=True)) <= living
    )
    assert (
        set(Dossier.objects.filter(state__in=DOSSIER.open_states).values_list("place_path", flat=True))
        <= paths
    )
    assert set(Registration.objects.filter(state="registered").values_list("place", flat=True)) <= living
    open_items = SessionItem.objects.filter(session__state__in=SESSION.open_states)
    assert set(open_items.values_list("place_path", flat=True)) <= paths
    assert set(Session.objects.values_list("place_path", flat=True)) == {"14"}
    assert (
        set(DecisionLine.objects.filter(decision__state="draft").values_list("place_path", flat=True))
        <= paths
    )
    assert set(Agency.objects.exclude(place=None).values_list("place", flat=True)) <= living
    running = Mandate.objects.in_force_on(FIRST).exclude(place=None)
    assert set(running.values_list("place", flat=True)) <= living
    for pk, old in stood.items():
        now = Producer.objects.get(pk=pk).place_id
        default = Succession.objects.get(old=old, is_default=True)
        assert now == default.new_id


def test_after_the_map_nobody_sees_more_than_before_and_district_mandates_are_over(old_world):
    def seen(on: date) -> dict[int, set[int]]:
        return {
            user.pk: set(
                dossier_policy.visible(
                    Actor(user_id=user.pk, name=str(user), grants=grants_for(user, on))
                ).values_list("pk", flat=True)
            )
            for user in User.objects.all()
        }

    before = seen(LAST)
    assert before[old_world["district_officer"].pk]
    actions.apply_map("14", on=FIRST, **DOCUMENT, actor=map_keeper(), at=MORNING)
    after = seen(FIRST)
    assert all(after[pk] <= before[pk] for pk in before)
    assert after[old_world["district_officer"].pk] == set()
    (mandate,) = Mandate.objects.filter(user=old_world["district_officer"])
    assert (mandate.place, mandate.ends_on) == (old_world["district"], LAST)
    reasons = [reason for row in PlaceAct.objects.get().totals for reason in row["reasons"]]
    assert any(
        "Cán bộ cấp huyện" in reason and "không còn từ ngày 01/07/2025" in reason for reason in reasons
    )
    provincial = Mandate.objects.in_force_on(FIRST).filter(role="province_officer")
    assert set(provincial.values_list("place", flat=True)) == {place_on("14", FIRST).pk}


def test_a_mandate_and_a_producer_go_where_they_were_said_to_go(old_world):
    links = Succession.objects.filter(old__path__startswith="14/116/", basis="map").select_related(
        "old", "new"
    )
    one = links[0]
    other = links.exclude(new=one.new)[0]
    with act():  # no commune of this province was parted by the published map, so one is here
        parted = Succession(old=one.old, new=other.new, extent="part", is_default=False, basis="map")
        parted.save()
    producer = Producer.objects.order_by("pk")[0]
    with act():
        _set_back(producer, parted.old)
    mandate = Mandate.objects.filter(role="commune_officer", place__level="commune").order_by("pk")[0]
    link = Succession.objects.get(old=mandate.place, is_default=True)
    choices = {
        f"registration.producer:{producer.pk}": parted.new.code,
        f"directory.mandate:{mandate.pk}": link.new.code,
    }
    actions.apply_map("14", on=FIRST, **DOCUMENT, choices=choices, actor=map_keeper(), at=MORNING)
    producer.refresh_from_db()
    assert producer.place == parted.new
    granted = Mandate.objects.get(user=mandate.user, role=mandate.role, place=link.new)
    assert (granted.starts_on, granted.ends_on) == (FIRST, mandate.ends_on)


def test_the_map_is_applied_once(old_world):
    actions.apply_map("14", on=FIRST, **DOCUMENT, actor=map_keeper(), at=MORNING)
    with pytest.raises(WrongState):
        actions.apply_map("14", on=FIRST, **DOCUMENT, actor=map_keeper(), at=MORNING + timedelta(hours=1))
    assert PlaceAct.objects.count() == 1


def test_work_in_a_unit_without_a_successor_stops_the_map(old_world):
    lost = Place.objects.filter(
        path__startswith="14/", valid_to=date(2024, 12, 31), level="commune", onward_links=None
    ).exclude(code__in=Place.objects.filter(valid_to=LAST).values("code"))
    place = lost.first()
    assert place is not None
    with act():
        _set_back(Producer.objects.order_by("pk")[0], place)
    with pytest.raises(Invalid, match="Chưa biết nơi tiếp nhận"):
        actions.apply_map("14", on=FIRST, **DOCUMENT, actor=map_keeper(), at=MORNING)
    assert not PlaceAct.objects.exists()


def test_the_command_shows_first_and_writes_when_told_to(old_world, capsys):
    call_command("apply_map", "14")
    shown = capsys.readouterr().out
    assert '"registration.producer": ' in shown
    assert not PlaceAct.objects.exists()
    with pytest.raises(CommandError, match="--document"):
        call_command("apply_map", "14", "--apply")
    call_command("apply_map", "14", "--apply", "--document", "202/2025/QH15", "--document-on", "2025-06-12")
    assert '"ended": 0' in capsys.readouterr().out
    assert PlaceAct.objects.get().applied_at is not None
    with pytest.raises(CommandError, match="Không có tỉnh"):
        call_command("apply_map", "77")
