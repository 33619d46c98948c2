"""A dossier of 2024 walks district → province under QĐ 148, and is renewed in 2027 under QĐ 26, across the
merger of 1/7/2025.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from ocop.directory.actions import apply_map
from ocop.directory.jobs import map_keeper
from ocop.directory.models import Mandate
from ocop.directory.queries import place_on, successors_of
from ocop.dossiers import actions as dossiers
from ocop.dossiers.models import Dossier, Intake, LevelResult, TransmittalPaper
from ocop.dossiers.queries import ready_for_council
from ocop.dossiers.queries.transmittal import lacking, papers_of
from ocop.evaluation import actions as evaluation
from ocop.platform.access import verdict
from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.programme.actions import add_regulation
from ocop.recognition import actions as recognition
from ocop.recognition.models import Certificate
from ocop.recognition.queries import awaiting_results, check, product_page, token_for
from ocop.registration import actions as registration
from tests.closing import let_go
from tests.factories_dossiers import pdf, propose
from tests.factories_route import (
    COMMUNE,
    DISTRICT,
    PROVINCE,
    World,
    certificate_of,
    filed,
    moment,
    picks_for,
    place,
    producer_in,
    sent_up,
)

pytestmark = pytest.mark.usefixtures("places")

SPRING = moment(2024, 5, 10)
JUNE = moment(2024, 6, 12)
JULY = moment(2024, 7, 8)
FIRST_OF_NEW_MAP = date(2025, 7, 1)
FOUR = [picks_for("148-2023", star=4, below=84), picks_for("148-2023", star=4, below=82)]
DIGEST = "QĐ 148/QĐ-TTg, Phụ lục II khoản 1 (theo bản tóm tắt trên thuvienphapluat.vn)"
PRESS = "QĐ 148/QĐ-TTg, Phụ lục II khoản 1 (theo bài trích Quyết định trên congnghieptieudung.vn)"
LETTER = "QĐ 148/QĐ-TTg, Phụ lục II (theo Công văn năm 2023 của Sở Nông nghiệp và PTNT tỉnh Lai Châu)"
LOGGED = [
    *((f"dossiers.{verb}", DIGEST) for verb in ("submit", "accept", "schedule", "conclude")),
    ("dossiers.send_up", PRESS),
    *((f"dossiers.{verb}", LETTER) for verb in ("accept", "schedule", "conclude", "recognise")),
]
THREE = [picks_for("148-2023", star=3, below=66)]


@pytest.fixture
def world() -> World:
    return World()


def in_the_district(world: World, *, at=SPRING):
    """Return a dossier that the district has taken in, and its producer with the person behind it."""
    producer, person = producer_in(COMMUNE, at)
    dossier = filed(producer, world.actor(person, at), at)
    officer = world.person("district_officer", DISTRICT, at)
    dossiers.accept(dossier, samples_received=5, actor=officer, at=at)
    return Dossier.objects.get(pk=dossier.pk), producer, person


def approved(world: World, *, marks=None):
    """Return a dossier whose result the district has approved, to be sent up."""
    dossier, producer, person = in_the_district(world)
    council = world.council(DISTRICT, SPRING)
    result = world.judged(dossier, council, marks or FOUR, JUNE)
    world.decided(DISTRICT, [result], JUNE, number=501)
    return Dossier.objects.get(pk=dossier.pk), producer, person


def at_the_province(world: World):
    """Return a dossier that the district sent up and the province has taken in."""
    dossier, producer, person = approved(world)
    sent_up(dossier, world.person("district_officer", DISTRICT, JUNE), JUNE)
    taken = dossiers.accept(
        dossier, samples_received=5, actor=world.person("province_officer", PROVINCE, JUNE), at=JUNE
    )
    return taken, producer, person


def judged_above(world: World, dossier: Dossier, marks):
    """Let the province's council judge a dossier."""
    return world.judged(dossier, world.council(PROVINCE, JUNE), marks, JULY)


def test_a_dossier_of_2024_is_pinned_to_its_rulebook_and_received_by_the_district(world):
    producer, person = producer_in(COMMUNE, SPRING)
    dossier = filed(producer, world.actor(person, SPRING), SPRING)
    assert (dossier.rulebook_id, dossier.level, dossier.state) == ("148-2023", "district", "submitted")
    assert dossier.registration.number_text == "1/PM-14-125-04111-2024"
    assert dossier.due_on is None  # no source gives the district a limit
    assert dossier.current_submission is not None
    assert "Ủy ban nhân dân huyện Mai Sơn, tỉnh Sơn La" in dossier.current_submission.receipt_text
    assert str(dossier.get_state_display()) == "Cấp huyện đang kiểm tra"


def test_who_may_do_what_at_each_level(world):
    dossier, _producer, _person = in_the_district(world)
    verbs = (
        "view",
        "return_for_supplement",
        "propose",
        "accept",
        "schedule",
        "conclude",
        "send_up",
        "recognise",
    )

    def may(role, path):
        actor = world.person(role, path, SPRING)
        return {verb for verb in verbs if verdict(f"dossiers.{verb}", actor, dossier)}

    at_district = {
        ("district_officer", DISTRICT): {"view", "return_for_supplement", "accept", "schedule", "send_up"},
        ("district_leader", DISTRICT): {"view", "send_up", "recognise"},
        ("council_secretary", DISTRICT): {"schedule", "conclude"},
        ("district_officer", "14/116"): set(),
        ("commune_officer", COMMUNE): {"view", "propose"},
        ("province_officer", PROVINCE): {"view"},
        ("province_leader", PROVINCE): {"view"},
        ("council_secretary", PROVINCE): set(),
    }
    assert {key: may(*key) for key in at_district} == at_district
    with pytest.raises(WrongState):  # the commune's place, but not its step on this route
        dossiers.propose(dossier, actor=world.person("commune_officer", COMMUNE, SPRING), at=SPRING)
    with pytest.raises(NotAllowed):
        dossiers.accept(
            dossier, samples_received=5, actor=world.person("province_officer", PROVINCE, SPRING), at=SPRING
        )
    assert [row.dossier_id for row in ready_for_council(DISTRICT)] == [dossier.pk]
    assert ready_for_council(PROVINCE) == []


def test_the_district_may_ask_the_producer_for_a_supplement(world):
    producer, person = producer_in(COMMUNE, SPRING)
    owner = world.actor(person, SPRING)
    dossier = filed(producer, owner, SPRING)
    officer = world.person("district_officer", DISTRICT, SPRING)
    dossiers.return_for_supplement(
        dossier, reason="Thiếu phiếu kiểm nghiệm.", items=[], actor=officer, at=SPRING
    )
    dossiers.submit(dossier, pledged=True, actor=owner, at=JUNE)
    back = Dossier.objects.get()
    assert (back.state, back.level, back.due_on) == ("submitted", "district", None)
    assert not back.supplement_requests.filter(resolved_at__isnull=True).exists()


def test_the_province_does_not_run_the_district_s_council(world):
    dossier, _producer, _person = in_the_district(world)
    council = world.council(DISTRICT, SPRING)
    assert (council.level, council.place_path) == ("district", DISTRICT)
    with pytest.raises(NotAllowed):
        evaluation.plan_session(
            council, title="Phiên", held_on=JUNE.date(), dossiers=[dossier],
            actor=world.person("province_officer", PROVINCE, JUNE), at=JUNE,
        )  # fmt: skip
    upper = world.council(PROVINCE, JUNE)
    with pytest.raises(Invalid, match="không do cấp này đánh giá"):
        evaluation.plan_session(
            upper, title="Phiên", held_on=JUNE.date(), dossiers=[dossier],
            actor=world.person("province_officer", PROVINCE, JUNE), at=JUNE,
        )  # fmt: skip


def test_nothing_goes_up_while_a_paper_is_missing(world):
    dossier, _producer, _person = in_the_district(world)
    officer = world.person("district_officer", DISTRICT, JUNE)
    with pytest.raises(WrongState):  # no result yet
        dossiers.send_up(dossier, actor=officer, at=JUNE)
    result = world.judged(dossier, world.council(DISTRICT, SPRING), FOUR, JUNE)
    said = []

    def refused():
        with pytest.raises(Invalid) as told:
            dossiers.send_up(dossier, actor=officer, at=JUNE)
        said.append(str(told.value))

    refused()
    letter = dossiers.TransmittalText(
        letter_number="312/UBND-NN", letter_on=JUNE.date(), signed_by_name="Người Ký", samples_sent=4
    )
    dossiers.save_transmittal(dossier, letter, actor=officer, at=JUNE)
    refused()
    dossiers.attach_paper(
        dossier, code="appraisal_report", file=pdf("Báo cáo"), name="Bao cao.pdf", actor=officer, at=JUNE
    )
    refused()
    world.decided(DISTRICT, [result], JUNE, number=501)
    refused()
    full = dossiers.TransmittalText(**(asdict(letter) | {"samples_sent": 5}))
    dossiers.save_transmittal(dossier, full, actor=officer, at=JUNE)
    dossiers.send_up(dossier, actor=officer, at=JUNE)
    assert [sentence.partition(":")[0].partition("(")[0].strip() for sentence in said] == [
        "Thiếu “Công văn của UBND cấp huyện gửi UBND cấp tỉnh đề nghị đánh giá, phân hạng”",
        "Thiếu “Báo cáo thẩm định của Tổ giúp việc (Tổ tư vấn) Hội đồng cấp huyện”".partition("(")[0].strip(),
        "Thiếu “Quyết định của UBND cấp huyện phê duyệt kết quả chấm điểm”",
        "Phải gửi kèm ít nhất 5 sản phẩm mẫu",
    ]
    with pytest.raises(WrongState):  # a second click
        dossiers.send_up(dossier, actor=officer, at=JUNE)


@pytest.mark.parametrize(
    ("key", "value", "lacks"),
    [
        ("sample_count", "4", ["Phải gửi kèm ít nhất 4 sản phẩm mẫu (QĐ 77/QĐ-UBND)."]),
        ("sample_count", "3", []),
        ("sample_exempt", "I", None),
    ],
)
def test_as_many_samples_go_up_as_the_province_asks_for(world, key, value, lacks):
    dossier, _producer, _person = in_the_district(world)
    add_regulation(
        key=key, value=value, place_path=PROVINCE, valid_from=SPRING.date(), document="QĐ 77/QĐ-UBND",
        actor=world.person("administrator", PROVINCE, SPRING), at=SPRING,
    )  # fmt: skip
    world.judged(dossier, world.council(DISTRICT, SPRING), FOUR, JUNE)
    letter = dossiers.TransmittalText(samples_sent=3)
    transmittal = dossiers.save_transmittal(
        dossier, letter, actor=world.person("district_officer", DISTRICT, JUNE), at=JUNE
    )
    papers = papers_of(dossier, transmittal, "district", on=JUNE.date())
    found = [lacking([paper]) for paper in papers if paper.how == "samples"]
    assert found == ([] if lacks is None else [lacks])


def test_four_stars_through_the_district_and_renewed_by_the_commune_of_2027(world):
    dossier, producer, person = at_the_province(world)
    assert (dossier.level, dossier.state) == ("province", "accepted")
    assert sorted(Intake.objects.values_list("level", "number_text")) == [
        ("district", "1/PM-14-125-2024"), ("province", "1/PM-14-2024"),
    ]  # fmt: skip
    transmittal = dossier.transmittals.get()
    assert [paper["code"] for paper in transmittal.papers] == [
        "district_letter", "appraisal_report", "council_minutes", "scores_decision", "product_dossier", "samples",
    ]  # fmt: skip
    above = judged_above(world, dossier, FOUR)
    lower, upper = LevelResult.objects.order_by("pk")
    assert (lower.level, upper.level, upper.result_number) == ("district", "province", above.pk)
    assert (lower.decision_text, lower.decided_on) == ("501/QĐ-UBND", JUNE.date())
    world.decided(PROVINCE, [above], JULY, number=900)
    old = certificate_of(dossier)
    assert (old.product_code, old.star, old.authority_name) == (
        "14-125-04111-1-2024", 4, "Ủy ban nhân dân tỉnh sơn la",
    )  # fmt: skip
    assert old.expires_on == date(2027, 7, 8)
    assert Dossier.objects.get(pk=dossier.pk).state == "recognised"

    assert [(event.verb, event.source) for event in reversed(history_of(dossier)) if event.source] == LOGGED

    # The map changes on 1/7/2025: the commune went whole into another one, of another code, and the district ended.
    apply_map(
        "14", on=FIRST_OF_NEW_MAP, document_number="202/2025/QH15", document_on=date(2025, 6, 12),
        actor=map_keeper(), at=moment(2025, 7, 1),
    )  # fmt: skip
    merged = successors_of(place(COMMUNE, SPRING.date()))[0].new
    producer.refresh_from_db()
    assert (producer.place, producer.place_path, merged.path) == (merged, "14/04123", "14/04123")
    district = Mandate.objects.filter(place__path=DISTRICT)
    assert district and set(district.values_list("ends_on", flat=True)) == {date(2025, 6, 30)}
    spring = moment(2027, 2, 15)
    owner = world.actor(person, spring)
    prior = registration.PriorAward(
        star=old.star, expires_on=old.expires_on, code=old.product_code, decision=old.decision_number_text
    )
    again = filed(producer, owner, spring, kind="reevaluation", prior=prior)
    assert (again.rulebook_id, again.level, again.place_path) == ("26-2026", "commune", "14/04123")
    assert again.registration.product_id == old.product_id  # the same product, by its name
    propose(again, world.person("commune_officer", merged.path, spring), at=spring)
    dossiers.accept(
        again, samples_received=5, actor=world.person("province_officer", PROVINCE, spring), at=spring
    )
    april = moment(2027, 4, 6)
    marks = [picks_for("26-2026", star=4, below=88)]
    renewed = world.judged(again, world.council(PROVINCE, april), marks, april)
    world.decided(PROVINCE, [renewed], april, number=77)
    new = certificate_of(again)
    assert (new.product_code, new.star, new.rulebook_id) == ("14-04123-1-2027", 4, "26-2026")
    kept = Certificate.objects.get(pk=old.pk)
    assert (kept.product_code, kept.successor_id, kept.is_latest) == ("14-125-04111-1-2024", new.pk, False)

    on = date(2027, 8, 1)
    before, after = check(old.token, on=on), check(new.token, on=on)
    assert (before.status, before.newer_code, before.newer_star) == ("expired", "14-04123-1-2027", 4)
    assert (after.status, after.product_code) == ("valid", "14-04123-1-2027")
    page = product_page("14-125-04111-1-2024", on=on)
    assert page is not None
    assert [row.product_code for row in page.history] == ["14-04123-1-2027", "14-125-04111-1-2024"]
    with time_machine.travel(moment(2027, 8, 1), tick=False):
        browser = world.client(world.person("province_officer", PROVINCE, moment(2027, 8, 1)))
        old_check = browser.get(f"/c/{old.token}").content.decode()
        new_check = browser.get(f"/c/{new.token}").content.decode()
    assert "14-04123-1-2027" in old_check and "14-125-04111-1-2024" in old_check
    assert "14-04123-1-2027" in new_check
    assert token_for("14-125-04111-1-2024") == old.token


def test_the_district_recognises_three_stars_itself(world):
    dossier, _producer, _person = in_the_district(world)
    result = world.judged(dossier, world.council(DISTRICT, SPRING), THREE, JUNE)
    assert [(row.result.result_id, row.outcome) for row in awaiting_results(DISTRICT)] == [
        (result.pk, "recognise")
    ]
    assert awaiting_results(PROVINCE) == []
    with pytest.raises(NotAllowed):
        recognition.draft_decision(
            place(DISTRICT, JUNE.date()), result_ids=[result.pk], authority_name="UBND",
            actor=world.person("province_officer", PROVINCE, JUNE), at=JUNE,
        )  # fmt: skip
    world.decided(DISTRICT, [result], JUNE, number=502)
    certificate = certificate_of(dossier)
    assert (certificate.star, certificate.product_code) == (3, "14-125-04111-1-2024")
    assert certificate.authority_name == "Ủy ban nhân dân huyện mai sơn"
    with pytest.raises(WrongState):
        dossiers.send_up(dossier, actor=world.person("district_officer", DISTRICT, JUNE), at=JUNE)


def test_below_seventy_at_the_province_the_district_recognises_on_that_result(world):
    dossier, _producer, _person = at_the_province(world)
    above = judged_above(world, dossier, THREE)
    assert [row.outcome for row in awaiting_results(PROVINCE)] == ["return"]
    leader_above = world.person("province_leader", PROVINCE, JULY)
    with pytest.raises(Invalid, match="trả về cấp dưới"):
        world.decided(PROVINCE, [above], JULY, number=901)
    recognition.hand_back_results(PROVINCE, result_ids=[above.pk], actor=leader_above, at=JULY)
    back = Dossier.objects.get(pk=dossier.pk)
    assert (back.level, back.state) == ("district", "evaluated")
    with pytest.raises(Invalid):  # a second click
        recognition.hand_back_results(PROVINCE, result_ids=[above.pk], actor=leader_above, at=JULY)
    with pytest.raises(WrongState):  # it does not go up again
        dossiers.send_up(back, actor=world.person("district_officer", DISTRICT, JULY), at=JULY)
    assert [(row.result.result_id, row.outcome) for row in awaiting_results(DISTRICT)] == [
        (above.pk, "recognise")
    ]
    world.decided(DISTRICT, [above], JULY, number=503)
    certificate = certificate_of(dossier)
    assert (certificate.star, certificate.authority_name) == (3, "Ủy ban nhân dân huyện mai sơn")


def test_a_returned_transmittal_is_made_anew_from_a_copy(world):
    dossier, _producer, _person = approved(world)
    officer = world.person("district_officer", DISTRICT, JUNE)
    above = world.person("province_officer", PROVINCE, JUNE)
    sent_up(dossier, officer, JUNE)
    with pytest.raises(WrongState):
        dossiers.return_to_commune(dossier, reason="Thiếu.", actor=above, at=JUNE)
    dossiers.return_transmittal(dossier, reason="Biên bản thiếu trang.", actor=above, at=JUNE)
    back = Dossier.objects.get(pk=dossier.pk)
    assert (back.level, back.state, back.intake_number_text) == ("district", "evaluated", "1/PM-14-125-2024")
    with pytest.raises(Invalid, match="Công văn"):  # a new letter is asked for, the files are kept
        dossiers.send_up(back, actor=officer, at=JUNE)
    sent_up(back, officer, JUNE)
    assert dossier.transmittals.count() == 2
    assert not back.supplement_requests.filter(resolved_at__isnull=True).exists()


def test_the_pages_of_both_levels_show_the_way(world):
    dossier, _producer, person = approved(world)
    officer = world.person("district_officer", DISTRICT, JUNE)
    with time_machine.travel(JUNE, tick=False):
        browser = world.client(officer)
        desk = browser.get("/ho-so/huyen/?viec=ket-qua").content.decode()
        assert "Mật ong hoa nhãn" in desk and "Tiếp nhận hồ sơ cấp huyện" in desk
        assert browser.get("/ho-so/tinh/").status_code == 302  # to the own desk
        home = browser.get("/viec-cua-toi/").content.decode()
        assert "Cơ quan tham mưu cấp huyện" in home and "chờ lập hồ sơ chuyển cấp" in home
        work = browser.get(f"/ho-so/{dossier.pk}/huyen/").content.decode()
        assert "Lập hồ sơ chuyển cấp" in work
        making = browser.get(f"/ho-so/{dossier.pk}/chuyen-cap/lap/").content.decode()
        assert "Thiếu “Báo cáo thẩm định của Tổ giúp việc" in making and "501/QĐ-UBND" in making
        kept = browser.post(
            f"/ho-so/{dossier.pk}/chuyen-cap/lap/",
            {
                "letter_number": "312/UBND-NN",
                "letter_on": "12/06/2024",
                "samples_sent": "3",
                "paper_district_extra_tests": SimpleUploadedFile(
                    "kiem-nghiem.pdf", pdf("Kiểm nghiệm").read()
                ),
            },
        )
        assert kept.status_code == 302
        half = browser.get(f"/ho-so/{dossier.pk}/chuyen-cap/lap/").content.decode()
        assert "kiem-nghiem.pdf" in half and "312/UBND-NN" in half and "Thiếu “Công văn" in half
        (paper,) = TransmittalPaper.objects.all()
        served = browser.get(f"/ho-so/{dossier.pk}/chuyen-cap/{paper.pk}/tep")
        assert served.status_code == 200
        let_go(served)
        above = world.client(world.person("province_officer", PROVINCE, JUNE))
        assert above.get(f"/ho-so/{dossier.pk}/chuyen-cap/{paper.pk}/tep").status_code == 404  # not sent yet
        assert browser.post(f"/ho-so/{dossier.pk}/chuyen-cap/{paper.pk}/bo/").status_code == 302
        assert not TransmittalPaper.objects.exists()
        bad = {
            "letter_on": "31/02/2024",
            "samples_sent": "x",
            "paper_appraisal_report": SimpleUploadedFile("a.pdf", b"<html>"),
        }
        assert browser.post(f"/ho-so/{dossier.pk}/chuyen-cap/lap/", bad).status_code == 422
        told = world.client(world.actor(person, JUNE)).get(f"/ho-so/{dossier.pk}/").content.decode()
        assert "Gửi hồ sơ chuyển cấp" not in told  # what is being made is nobody else's yet
        refused = browser.post(f"/ho-so/{dossier.pk}/chuyen-cap/gui/")
        assert refused.status_code == 422 and "Chưa gửi được" in refused.content.decode()
        assert browser.get(f"/ho-so/{dossier.pk}/chuyen-cap/").status_code == 404  # nothing sent yet
        sent_up(dossier, officer, JUNE)
        assert browser.get(f"/ho-so/{dossier.pk}/chuyen-cap/").status_code == 200
        above = world.client(world.person("province_officer", PROVINCE, JUNE))
        seen = above.get(f"/ho-so/{dossier.pk}/tinh/").content.decode()
        assert (
            "Hồ sơ chuyển từ cấp huyện" in seen and "312/UBND-NN" in seen and "Trả hồ sơ chuyển cấp" in seen
        )
        read = above.get(f"/ho-so/{dossier.pk}/chuyen-cap/").content.decode()
        assert "Bao cao tham dinh.pdf" in read
        owner = world.client(world.actor(person, JUNE))
        shown = owner.get(f"/ho-so/{dossier.pk}/").content.decode()
        assert "Kết quả cấp huyện: " in shown and "Hội đồng cấp tỉnh đánh giá" in shown
        assert owner.get(f"/ho-so/{dossier.pk}/chuyen-cap/").status_code == 404
        commune = world.client(world.person("commune_officer", COMMUNE, JUNE))
        assert commune.get("/ho-so/xa/").status_code == 200
        assert commune.get(f"/ho-so/{dossier.pk}/chuyen-cap/").status_code == 404
    taken = dossiers.accept(
        dossier, samples_received=5, actor=world.person("province_officer", PROVINCE, JUNE), at=JUNE
    )
    above_result = judged_above(world, taken, FOUR)
    with time_machine.travel(JULY, tick=False):
        browser = world.client(world.person("province_officer", PROVINCE, JULY))
        result = browser.get(f"/hoi-dong/ket-qua/{above_result.pk}/").content.decode()
        minutes = browser.get(f"/hoi-dong/phien/{above_result.session_id}/bien-ban/")
        decisions = browser.get("/cong-nhan/quyet-dinh/")
        assert (minutes.status_code, decisions.status_code) == (200, 200)
        for page in (result, minutes.content.decode()):
            assert "Kết quả cấp huyện: " in page and "Xem kết quả" in page
        lower = LevelResult.objects.get(level="district")
        below = world.client(world.person("district_officer", DISTRICT, JULY))
        linked = below.get(f"/hoi-dong/ket-qua/{lower.result_number}/").content.decode()
        assert "Kết quả cấp tỉnh: " in linked and "Xem kết quả" not in linked


def test_a_commune_without_a_district_is_told_before_it_hands_in(world):
    """Between 1 and 5/7/2025 there were no districts, but the amended decision was not there yet."""
    at = moment(2025, 7, 3)
    where = place_on("04123", at.date())
    assert where is not None
    producer, person = producer_in(where.path, at)
    with pytest.raises(Invalid, match="không còn thuộc đơn vị cấp ấy"):
        filed(producer, world.actor(person, at), at)
    assert Dossier.objects.get().state == "draft"
