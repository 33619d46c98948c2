"""Decisions on closed sessions, certificates, and a few that were taken back."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction

from benchmarks.loading.moments import moment
from benchmarks.loading.people import People
from benchmarks.loading.scoring import Closed
from ocop.dossiers.models import Dossier
from ocop.evaluation.models import ItemResult
from ocop.platform.workflow import act, note
from ocop.recognition.actions.certificates import new_token
from ocop.recognition.models import Certificate, Decision, DecisionLine, ProductSerial, Revocation
from ocop_rules import codes, deadlines, outcomes, rulebooks
from ocop_rules.calendars import load_calendar

AUTHORITY = "Chủ tịch Ủy ban nhân dân tỉnh"
REVOKED_EACH = 40  # one certificate of so many was taken back
ENDS = {"recognise": "recognised", "forward": "forwarded", "close": "not_recognised"}


def recognise(sessions: list[Closed], people: People, *, today: date) -> int:
    """Issue one decision for each session; return how many certificates came of them."""
    serials: Counter[str] = Counter()
    made = 0
    for number, closed in enumerate(sessions, start=1):
        issued_on = min(closed.session.held_on + timedelta(days=20), today)
        with act():
            decision = _decision(people, number, issued_on)
            lines = DecisionLine.objects.bulk_create(
                _line(decision, result, paper.dossier, position)
                for position, (result, paper) in enumerate(
                    zip(closed.results, closed.papers, strict=True), start=1
                )
            )
            for ending, state in ENDS.items():
                of_these = [line.dossier_id for line in lines if line.outcome == ending]
                Dossier.objects.filter(pk__in=of_these).update(
                    state=state, outcome_text=f"{decision.number_text}"
                )
            recognised = [line for line in lines if line.outcome == "recognise"]
            made += _certify(people, decision, recognised, serials, year=closed.session.held_on.year)
    return made


def _decision(people: People, number: int, on: date) -> Decision:
    decision = Decision(
        title="Công nhận sản phẩm đạt hạng sao OCOP",
        place_path=people.province.path,
        place_name=people.province.name,
        authority_name=AUTHORITY,
        proposer_name="Cơ quan tham mưu OCOP cấp tỉnh",
        state="issued",
        drafted_at=moment(on, 8),
        drafted_by=people.officer.full_name,
        number=number,
        year=on.year,
        number_text=f"{number}/QĐ-UBND",
        issued_on=on,
        signed_by_name=AUTHORITY,
        signed_by_post="Chủ tịch",
        issued_at=moment(on),
        issued_by=AUTHORITY,
    )
    decision.save()
    return decision


def _line(decision: Decision, result: ItemResult, dossier: Dossier, position: int) -> DecisionLine:
    rulebook = rulebooks.get(result.rulebook_id)
    total = Fraction(result.total_exact)
    return DecisionLine(
        decision=decision,
        result=result,
        dossier=dossier,
        position=position,
        outcome=outcomes.outcome(rulebook, "province", star=result.star, total=total),
        star=result.star,
        band_star=result.band_star,
        minimum_star=result.minimum_star,
        total_shown=result.total_shown,
        rulebook_id=result.rulebook_id,
        sheet_number=result.sheet_number,
        product_name=result.product_name,
        producer_name=result.producer_name,
        place_name=dossier.place.full_name,
        place_path=dossier.place_path,
    )


def _certify(
    people: People, decision: Decision, lines: list[DecisionLine], serials: Counter[str], *, year: int
) -> int:
    assert decision.issued_on is not None
    at = moment(decision.issued_on)
    kept, certificates = [], []
    for line in lines:
        province, _slash, commune = line.place_path.partition("/")
        serials[commune] += 1
        product = line.dossier.registration.product
        kept.append(ProductSerial(product=product, commune_code=commune, serial=serials[commune]))
        code = codes.product_code(
            rulebooks.get(line.rulebook_id),
            province=province,
            commune=commune,
            serial=serials[commune],
            year=year,
        )
        certificates.append(_certificate(decision, line, code, at))
    ProductSerial.objects.bulk_create(kept)
    certificates = Certificate.objects.bulk_create(certificates)
    leader = people.actor(people.officer)
    for certificate in certificates:
        facts = {"code": certificate.product_code, "star": certificate.star}
        note("recognition.issue_decision", certificate, actor=leader, at=at, after="valid", facts=facts)
    Revocation.objects.bulk_create(_revoked(certificate) for certificate in certificates[::REVOKED_EACH])
    Certificate.objects.filter(
        pk__in=[certificate.pk for certificate in certificates[::REVOKED_EACH]]
    ).update(state="revoked")
    return len(certificates)


def _certificate(decision: Decision, line: DecisionLine, code: str, at: datetime) -> Certificate:
    rulebook = rulebooks.get(line.rulebook_id)
    sheet = rulebook.sheet(line.sheet_number)
    product = line.dossier.registration.product
    assert decision.issued_on is not None
    certificate = Certificate(
        line=line,
        product=product,
        token=new_token(),
        product_code=code,
        star=line.star,
        product_name=line.product_name,
        producer_name=line.producer_name,
        producer_address=product.producer.address,
        place_name=line.place_name,
        place_path=line.place_path,
        current_place_name=line.place_name,
        current_place_path=line.place_path,
        rulebook_id=rulebook.id,
        sheet_number=sheet.number,
        industry_code=sheet.industry_code,
        industry_name=sheet.industry,
        group_name=sheet.group,
        decision_number_text=decision.number_text,
        decided_on=decision.issued_on,
        authority_name=decision.authority_name,
        signed_by_name=decision.signed_by_name,
        signed_by_post=decision.signed_by_post,
        valid_from=decision.issued_on,
        expires_on=deadlines.due(
            rulebook, "validity", start=decision.issued_on, calendar=load_calendar()
        ).due_on,
        story=product.story,
        issued_at=at,
        issued_by=decision.issued_by,
    )
    certificate.refold()
    return certificate


def _revoked(certificate: Certificate) -> Revocation:
    ground = rulebooks.get(certificate.rulebook_id).revocation_grounds[0]
    on = certificate.valid_from + timedelta(days=5)
    return Revocation(
        certificate=certificate,
        rulebook_id=certificate.rulebook_id,
        ground=ground.code,
        ground_text=ground.text,
        reason="Số liệu đo.",
        concluded_on=on,
        due_on=on + timedelta(days=20),
        number_text=f"TH-{certificate.pk}/QĐ-UBND",
        revoked_on=on,
        revoked_at=moment(on),
        revoked_by=AUTHORITY,
    )
