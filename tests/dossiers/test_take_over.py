"""A dossier that stood at a district when the districts ended on 30/6/2025: the province takes it over, as an act."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from ocop.directory.actions import apply_map
from ocop.directory.jobs import map_keeper
from ocop.dossiers import actions
from ocop.dossiers.actions import Grounds
from ocop.dossiers.models import Dossier, Intake, LevelResult, TakeOver
from ocop.dossiers.queries import queue_counts
from ocop.dossiers.queries.route import authority_of
from ocop.dossiers.views.presenting import steps_of
from ocop.evaluation.models import ItemResult
from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.recognition.queries import awaiting_results
from ocop_rules import rulebooks
from tests.factories_route import (
    COMMUNE,
    DISTRICT,
    PROVINCE,
    World,
    certificate_of,
    filed,
    moment,
    picks_for,
    producer_in,
)

pytestmark = [pytest.mark.usefixtures("places"), pytest.mark.slow]
MAY, JUNE, JULY, AUGUST = (moment(2025, 5, 12), moment(2025, 6, 10), moment(2025, 7, 1), moment(2025, 8, 4))
THREE = [picks_for("148-2023", star=3, below=66)]
GROUNDS = Grounds(
    document="Kế hoạch 88/KH-UBND", document_on=date(2025, 7, 15), reason="Không còn cấp huyện từ 01/7/2025"
)


@pytest.fixture
def world() -> World:
    return World()


def at_the_district(world: World, step: str = "accepted"):
    """Return a dossier at a step in the district, with the person behind its producer."""
    producer, person = producer_in(COMMUNE, MAY)
    dossier = filed(producer, world.actor(person, MAY), MAY)
    officer = world.person("district_officer", DISTRICT, MAY)
    if step == "returned":
        actions.return_for_supplement(
            dossier, reason="Thiếu phiếu kiểm nghiệm", items=[], actor=officer, at=MAY
        )
    elif step != "submitted":
        actions.accept(dossier, samples_received=5, actor=officer, at=MAY)
        if step == "evaluated":
            world.judged(dossier, world.council(DISTRICT, MAY), THREE, JUNE)
    return Dossier.objects.get(pk=dossier.pk), person


def merged(dossier: Dossier) -> Dossier:
    """Let the districts end, and return the dossier as it is then."""
    apply_map(
        "14", on=date(2025, 7, 1), document_number="202/2025/QH15", document_on=date(2025, 6, 12),
        actor=map_keeper(), at=JULY,
    )  # fmt: skip
    return Dossier.objects.select_related("place__parent").get(pk=dossier.pk)


def office(world: World):
    return world.person("province_officer", PROVINCE, AUGUST)


def taken_over(world: World, step: str = "accepted"):
    """Return a dossier that the province took over from the district, with its producer's person."""
    dossier, person = at_the_district(world, step)
    actions.take_over(merged(dossier), GROUNDS, actor=office(world), at=AUGUST)
    return Dossier.objects.get(pk=dossier.pk), person


def text_of(answer) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


@pytest.mark.parametrize("step", ["submitted", "returned", "accepted", "evaluated"])
def test_province_takes_over_from_each_step_and_what_the_district_did_stays_linked(world, step):
    dossier, _person = taken_over(world, step)
    assert (dossier.level, dossier.state, dossier.rulebook_id) == ("province", "submitted", "148-2023")
    assert str(dossier.get_state_display()) == "Cấp tỉnh đang kiểm tra"
    assert (dossier.accepted_at, dossier.intake_number_text) == (None, "")
    taken = TakeOver.objects.get()
    assert (taken.from_level, taken.from_state, taken.to_level, taken.document, taken.document_on) == (
        "district",
        step,
        "province",
        "Kế hoạch 88/KH-UBND",
        date(2025, 7, 15),
    )
    assert Intake.objects.filter(level="district").count() == (step in ("accepted", "evaluated"))
    assert LevelResult.objects.filter(level="district").count() == (step == "evaluated")
    assert not dossier.supplement_requests.filter(resolved_at__isnull=True).exists()
    event = history_of(dossier)[0]
    assert (event.verb, event.facts["from_level"], event.facts["reason"]) == (
        "dossiers.take_over",
        "district",
        "Không còn cấp huyện từ 01/7/2025",
    )


def test_nothing_is_taken_over_while_the_district_is_there_nor_twice_nor_by_others(world):
    dossier, _person = at_the_district(world)
    june = world.person("province_officer", PROVINCE, JUNE)
    early = Grounds(document="KH 1", document_on=date(2025, 6, 1), reason="x")
    with pytest.raises(WrongState, match="vẫn còn hoạt động"):
        actions.take_over(dossier, early, actor=june, at=JUNE)
    dossier = merged(dossier)
    commune = world.person("commune_officer", dossier.place_path, AUGUST)
    for stranger in (commune, world.person("province_leader", PROVINCE, AUGUST)):
        with pytest.raises(NotAllowed):
            actions.take_over(dossier, GROUNDS, actor=stranger, at=AUGUST)
    with pytest.raises(Invalid, match="lý do"):
        actions.take_over(dossier, Grounds(document="KH", document_on=date(2025, 7, 1), reason=" "),
                          actor=office(world), at=AUGUST)  # fmt: skip
    actions.take_over(dossier, GROUNDS, actor=office(world), at=AUGUST)
    with pytest.raises(WrongState, match="vẫn còn hoạt động"):
        actions.take_over(dossier, GROUNDS, actor=office(world), at=AUGUST)
    assert TakeOver.objects.count() == 1


def test_province_returns_a_dossier_it_took_over_and_the_producer_hands_in_there(world):
    dossier, person = taken_over(world)
    actions.return_for_supplement(dossier, reason="Thiếu ảnh", items=[], actor=office(world), at=AUGUST)
    owner = world.actor(person, AUGUST)
    submission = actions.submit(dossier, pledged=True, actor=owner, at=AUGUST)
    dossier.refresh_from_db()
    assert (dossier.level, dossier.state, submission.number) == ("province", "submitted", 2)
    assert "Ủy ban nhân dân tỉnh Sơn La" in submission.receipt_text


def test_province_takes_in_judges_and_may_recognise_what_was_the_districts(world):
    dossier, _person = taken_over(world, "evaluated")
    actions.accept(dossier, samples_received=5, actor=office(world), at=AUGUST)
    world.judged(Dossier.objects.get(pk=dossier.pk), world.council(PROVINCE, AUGUST), THREE, AUGUST)
    assert [(row.level, row.star) for row in dossier.level_results.order_by("pk")] == [
        ("district", 3),
        ("province", 3),
    ]
    (waiting,) = awaiting_results(PROVINCE)
    assert (waiting.result.dossier_id, waiting.outcome) == (dossier.pk, "recognise")
    world.decided(PROVINCE, [ItemResult.objects.latest("pk")], AUGUST, number=12)
    certificate = certificate_of(dossier)
    # The format of QĐ 148 names a district, so the code names the commune in which the product was registered.
    assert (certificate.product_code, certificate.current_place_path) == ("14-125-04111-1-2025", "14/04123")


def test_steps_that_the_district_had_not_done_are_not_shown_as_done(world):
    for step, states in (
        ("submitted", ["done", "stopped", "stopped", "current", "todo", "todo"]),
        ("accepted", ["done", "done", "stopped", "current", "todo", "todo"]),
        ("evaluated", ["done", "done", "done", "current", "todo", "todo"]),
    ):
        with transaction.atomic():
            dossier, _person = taken_over(World(), step)
            assert [one.state for one in steps_of(dossier)] == states
            transaction.set_rollback(True)


def test_authority_is_the_own_rulebooks_while_the_district_is_there():
    old = rulebooks.get("148-2023")
    assert authority_of(old, "province", COMMUNE) is old
    assert authority_of(old, "province", "14/03646").id == "148-2025"
    assert authority_of(old, "district", "14/03646") is old
    new = rulebooks.get("26-2026")
    assert authority_of(new, "province", "14/03646") is new


def test_desk_flags_the_dossier_and_the_pages_take_it_over(world):
    dossier, person = at_the_district(world, "evaluated")
    with time_machine.travel(JUNE, tick=False):
        before = world.client(world.person("province_officer", PROVINCE, JUNE))
        assert "Mật ong hoa nhãn" not in text_of(before.get("/ho-so/tinh/?viec=can-quyet-dinh"))
        page = before.get(reverse("dossiers:take_over", args=[dossier.pk]))
        assert "Cấp đang giữ hồ sơ vẫn còn hoạt động" in text_of(page)
    merged(dossier)
    address = reverse("dossiers:take_over", args=[dossier.pk])
    with time_machine.travel(AUGUST, tick=False):
        client = world.client(office(world))
        assert queue_counts(office(world), AUGUST.date()).province_to_decide == 1
        listed = text_of(client.get("/ho-so/tinh/?viec=can-quyet-dinh"))
        said = "Hồ sơ đứng ở cấp huyện, nơi địa bàn không còn cấp ấy; tỉnh nhận thay thì mới xử lý tiếp được."
        assert said in listed
        assert said in text_of(client.get(reverse("dossiers:province_work", args=[dossier.pk])))
        assert "Kết quả cấp huyện: " in text_of(client.get(address))
        typed = {"document": "KH 88", "document_on": "15/07/2025", "reason": "Không còn cấp huyện"}
        assert client.post(address, typed | {"document": ""}).status_code == 422
        page = client.post(address, typed, follow=True)
        text = text_of(page)
        assert "Đã nhận thay" in text and "Tiếp nhận, cấp số phiếu" in text and "Trả chủ thể bổ sung" in text
        told = text_of(world.client(world.actor(person, AUGUST)).get(f"/ho-so/{dossier.pk}/"))
        assert "Cấp tỉnh nhận thay hồ sơ của cấp huyện" in told and "KH 88, 15/07/2025" in told
        assert "UBND cấp tỉnh đang kiểm tra. Bạn chưa phải làm gì." in told
