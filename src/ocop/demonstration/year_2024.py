"""What the demonstration's districts did in 2024 under QĐ 148: received, scored, recognised three stars, sent four up.

The map of 1/7/2025 then ends the districts with some work unfinished, as it did everywhere, and renames the communes. One
product of 2024 is renewed in 2026, under the rules and by the commune of that day.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from ocop.demonstration import council, papers
from ocop.demonstration.cast import OFFICE, lowered
from ocop.demonstration.catalogue import Row
from ocop.demonstration.council import Body
from ocop.demonstration.deciding import decide, tell_results
from ocop.demonstration.figures import confirm_figures
from ocop.demonstration.journey import Way, moment
from ocop.directory.actions import apply_map
from ocop.directory.jobs import map_keeper
from ocop.directory.models import Place, PlaceAct
from ocop.dossiers import actions as dossiers
from ocop.recognition import actions as recognition
from ocop.recognition.models import Certificate
from ocop.recognition.queries import awaiting_results
from ocop.registration import actions as registration
from ocop_rules import rulebooks

NEW_MAP = date(2025, 7, 1)
AUTHORITY = "Ủy ban nhân dân tỉnh Sơn La"
SENT_UP = ("at_province", "handed_back")
UNFINISHED = ("left_with_district", "left_unsent")  # still with the district on its last day


def play_2024(way: Way, products: Sequence[Row], tell: Callable[[str], None]) -> None:
    """Play the year of the districts, and what they left unfinished on their last day."""
    tell("năm 2024: cấp huyện đánh giá, cấp tỉnh đánh giá tiếp")
    evaluated = [row for row in products if row.way not in UNFINISHED]
    began = moment(3, 4, year=2024)
    confirm_figures(way.cast, "148-2023", {row.sheet_number for row in products}, at=began)
    bodies: dict[Place, Body] = {}
    for district in _by_district(way, products, began):
        way.cast.fill_district(district)
        bodies[district] = council.establish_in(
            way.cast, district, number="312/QĐ-UBND", on=began.date(), at=began
        )
    way.open_producers(evaluated, began)
    for district, rows in _by_district(way, evaluated, began).items():
        for row in rows:
            _reach_district(way, district, row, began + timedelta(days=1))
        _judge_in(way, bodies[district], district, rows, held=moment(3, 25, year=2024))
    _evaluate_above(way, [row for row in evaluated if row.way in SENT_UP])
    _leave_unfinished(way, bodies, [row for row in products if row.way in UNFINISHED])


def change_map(way: Way, tell: Callable[[str], None]) -> PlaceAct:
    """Carry the open work over to the units of 1/7/2025, as the system does on the day."""
    tell("ngày 1/7/2025: đơn vị hành chính mới, cấp huyện kết thúc")
    return apply_map(
        way.cast.province.code,
        on=NEW_MAP,
        document_number="202/2025/QH15",
        document_on=date(2025, 6, 12),
        actor=map_keeper(),
        at=moment(7, 1, 0, 5, year=2025),
    )


def _by_district(way: Way, products: Sequence[Row], at: datetime) -> dict[Place, list[Row]]:
    found: dict[Place, list[Row]] = {}
    for row in products:
        district = way.place_of(row, at.date()).parent
        assert district is not None
        found.setdefault(district, []).append(row)
    return found


def _reach_district(way: Way, district: Place, row: Row, began: datetime) -> None:
    way.register(row, began)
    way.write(row, began + timedelta(days=2))
    way.submit(row, began + timedelta(days=3))
    at = began + timedelta(days=6)
    samples = rulebooks.get(way.now(row).rulebook_id).samples_for(row.sheet_number)
    officer = way.cast.acting_in(district, "district_officer", at)
    dossiers.accept(way.now(row), samples_received=samples, actor=officer, at=at)


def _judge_in(way: Way, body: Body, district: Place, rows: Sequence[Row], *, held: datetime) -> None:
    """Let a district's council score, and its leader decide a week later."""
    session = council.open_session(
        way,
        body,
        rows,
        title=f"Phiên đánh giá đợt 1 năm {held.year}",
        planned=held - timedelta(days=5),
        opened=held,
    )
    marked = [replace(row, aim_star=4) if row.way in SENT_UP else row for row in rows]
    council.score(way, session, marked, at=held + timedelta(hours=1))
    council.close(body, session, at=held + timedelta(hours=6))
    _decide_in(way, district, held + timedelta(days=7))


def _decide_in(way: Way, district: Place, at: datetime) -> None:
    decide(
        district,
        authority=f"Ủy ban nhân dân {lowered(district)}",
        proposer="Trưởng phòng Kinh tế và Hạ tầng",
        officer=way.cast.acting_in(district, "district_officer", at),
        leader=way.cast.acting_in(district, "district_leader", at + timedelta(days=2)),
        drafted=at,
        issued=at + timedelta(days=2),
    )
    told = at + timedelta(days=5)
    tell_results(
        district,
        authority=f"Ủy ban nhân dân {lowered(district)}",
        agency=f"Phòng Kinh tế và Hạ tầng {lowered(district)}",
        post="Trưởng phòng",
        officer=way.cast.acting_in(district, "district_officer", told),
        at=told,
    )


def _evaluate_above(way: Way, rows: Sequence[Row]) -> None:
    """Send the better products up; the province's council scores them, its Chairman decides, the rest goes back."""
    sent, held = moment(5, 15, year=2024), moment(6, 20, year=2024)
    for district, ours in _by_district(way, rows, sent).items():
        for row in ours:
            _send_up(way, district, row, sent)
            way.accept(row, sent + timedelta(days=5))
    body = council.establish(
        way.cast, number="655/QĐ-UBND", on=date(2024, 4, 15), at=moment(4, 16, year=2024)
    )
    session = council.open_session(
        way, body, rows, title="Phiên đánh giá đợt 1 năm 2024", planned=held - timedelta(days=5), opened=held
    )
    council.score(way, session, rows, at=held + timedelta(hours=1))
    council.close(body, session, at=held + timedelta(hours=6))
    decided = held + timedelta(days=10)
    _hand_back(way, [row for row in rows if row.way == "handed_back"], decided)
    decide(
        way.cast.province,
        authority=AUTHORITY,
        proposer="Giám đốc Sở Nông nghiệp và Phát triển nông thôn",
        officer=way.cast.acting("province_officer", decided),
        leader=way.cast.acting("province_leader", decided + timedelta(days=3)),
        drafted=decided,
        issued=decided + timedelta(days=3),
    )
    told = decided + timedelta(days=6)
    tell_results(
        way.cast.province,
        authority=AUTHORITY,
        agency=OFFICE,
        post="Chánh Văn phòng",
        officer=way.cast.acting("province_officer", told),
        at=told,
    )


def _send_up(way: Way, district: Place, row: Row, at: datetime) -> None:
    """Make the transmittal of a dossier as the district's office does, and send it."""
    officer = way.cast.acting_in(district, "district_officer", at)
    way.letters += 1
    dossiers.attach_paper(
        way.now(row),
        code="appraisal_report",
        file=io.BytesIO(papers.evidence_file("material_origin")),
        name="Báo cáo thẩm định.pdf",
        actor=officer,
        at=at,
    )
    text = dossiers.TransmittalText(
        letter_number=f"{way.letters}/UBND-NN",
        letter_on=at.date(),
        signed_by_name="Người ký (trình diễn)",
        signed_by_post="Phó Chủ tịch",
        samples_sent=rulebooks.get(way.now(row).rulebook_id).samples_for(row.sheet_number),
    )
    dossiers.save_transmittal(way.now(row), text, actor=officer, at=at)
    dossiers.send_up(way.now(row), actor=officer, at=at + timedelta(hours=1))


def _hand_back(way: Way, rows: Sequence[Row], at: datetime) -> None:
    """Give results below the province's stars back to their districts, which recognise on them."""
    province = way.cast.province
    back = [row.result.result_id for row in awaiting_results(province.path) if row.outcome == "return"]
    leader = way.cast.acting("province_leader", at)
    recognition.hand_back_results(province.path, result_ids=back, actor=leader, at=at)
    for district in _by_district(way, rows, at):
        _decide_in(way, district, at + timedelta(days=5))


def _leave_unfinished(way: Way, bodies: Mapping[Place, Body], rows: Sequence[Row]) -> None:
    """Let the districts take in, and partly judge, what they cannot finish before their last day."""
    began = moment(5, 5, year=2025)
    way.open_producers(rows, began)
    for district, ours in _by_district(way, rows, began).items():
        for row in ours:
            _reach_district(way, district, row, began)
        judged = [row for row in ours if row.way == "left_unsent"]
        if judged:
            _judge_in(way, bodies[district], district, judged, held=moment(6, 12, year=2025))


def renew(way: Way, rows: Sequence[Row]) -> None:
    """Let producers of 2024 file for re-evaluation within the window before their certificate ends."""
    at = moment(11, 9)
    for row in (row for row in rows if row.way == "renewed"):
        held = Certificate.objects.get(
            product__producer=way.producers[row.producer], product_name=row.product
        )
        prior = registration.PriorAward(
            star=held.star,
            expires_on=held.expires_on,
            code=held.product_code,
            decision=held.decision_number_text,
            decided_on=held.decided_on,
        )
        way.register(row, at, kind="reevaluation", prior=prior)
        way.write(row, at + timedelta(hours=3))
        way.submit(row, at + timedelta(days=1))
