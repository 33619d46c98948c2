"""What still stands between a dossier and being handed in, and what it would be wise to add."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from ocop.dossiers.models import Dossier, Evidence
from ocop.dossiers.queries.report import sections_for, unanswered
from ocop.dossiers.queries.self_score import sheet_of
from ocop_rules import rulebooks
from ocop_rules.rulebook import EvidenceKind, Rulebook

Where = Literal["producer", "product", "section", "criterion", "evidence"]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing: a sentence, and where to mend it (`key`: section, criterion or evidence
    kind).
    """

    sentence: str
    where: Where
    key: str = ""


def blockers(dossier: Dossier, evidence: Iterable[Evidence]) -> list[Missing]:
    """Return what must be mended before the dossier can be handed in; nothing means it can.

    Law: QĐ 26/2026/QĐ-TTg, Điều 6 khoản 1 (Mẫu số 01 and 02 filled in) and Điều 2 khoản 3 (business
    registration of the kinds of producer that must have one). The other rows of the evidence guide bind only
    some products.
    """
    files = list(evidence)
    return [
        *_producer_facts(dossier),
        *_product_facts(dossier),
        *_report(dossier),
        *_marks(dossier),
        *_evidence(dossier, files),
    ]


def advice(dossier: Dossier, evidence: Iterable[Evidence]) -> list[Missing]:
    """Return criteria scored above their lowest level although no file supports them and the guide names
    one.
    """
    rulebook = rulebooks.get(dossier.rulebook_id)
    sheet = sheet_of(dossier)
    supported = {code for item in evidence for code in item.criteria}
    found = []
    for criterion in sheet.criteria:
        points = dossier.self_marks.get(criterion.code)
        lowest = min(level.points for level in criterion.choices)
        kinds = rulebook.evidence_for(sheet, criterion.code)
        if points is None or points <= lowest or criterion.code in supported or not kinds:
            continue
        sentence = _("Tiêu chí %(code)s tự chấm %(points)s điểm nhưng chưa có minh chứng (%(kinds)s).") % {
            "code": criterion.code,
            "points": points,
            "kinds": "; ".join(kind.name for kind in kinds),
        }
        found.append(Missing(sentence, "criterion", criterion.code))
    return found


@dataclass(frozen=True, slots=True)
class GuideRow:
    """A row of the evidence guide on this dossier: the criteria it feeds and the files given for it."""

    kind: EvidenceKind
    criteria: tuple[str, ...]
    files: tuple[Evidence, ...]
    is_required: bool


def guide(dossier: Dossier, evidence: Iterable[Evidence]) -> list[GuideRow]:
    """Return the evidence guide of Mẫu số 02 row by row, with what the dossier has for each."""
    files = list(evidence)
    rulebook = rulebooks.get(dossier.rulebook_id)
    sheet = sheet_of(dossier)
    required = _required_kinds(dossier, rulebook)
    return [
        GuideRow(
            kind=kind,
            criteria=kind.criteria_fed(sheet),
            files=tuple(item for item in files if item.kind == kind.code),
            is_required=kind.code in required,
        )
        for kind in rulebook.evidence_kinds
    ]


def _producer_facts(dossier: Dossier) -> list[Missing]:
    producer = dossier.registration.product.producer
    asked = {
        "representative_position": _("Chưa ghi chức vụ của người đại diện pháp luật."),
        "representative_sex": _("Chưa ghi giới tính của người đại diện pháp luật."),
        "representative_ethnicity": _("Chưa ghi dân tộc của người đại diện pháp luật."),
        "representative_residence": _("Chưa ghi địa chỉ thường trú của người đại diện pháp luật."),
        "history": _("Chưa kể lịch sử hình thành của chủ thể."),
        "structure": _("Chưa ghi cơ cấu tổ chức của chủ thể."),
    }
    missing = [
        Missing(sentence, "producer", name)
        for name, sentence in asked.items()
        if not getattr(producer, name).strip()
    ]
    rulebook = rulebooks.get(dossier.rulebook_id)
    if "business_registration" in _required_kinds(dossier, rulebook) and not producer.registration_no.strip():
        missing.append(Missing(_("Chưa ghi số giấy đăng ký kinh doanh."), "producer", "registration_no"))
    return missing


def _product_facts(dossier: Dossier) -> list[Missing]:
    product = dossier.registration.product
    asked = {
        "description": _("Chưa mô tả sản phẩm."),
        "specification": _("Chưa ghi quy cách, tiêu chuẩn của sản phẩm."),
    }
    return [
        Missing(sentence, "product", name)
        for name, sentence in asked.items()
        if not getattr(product, name).strip()
    ]


def _report(dossier: Dossier) -> list[Missing]:
    return [
        Missing(
            _("Mẫu số 02, “%(section)s”: chưa trả lời “%(question)s”.")
            % {"section": section.title, "question": question.label},
            "section",
            section.slug,
        )
        for section in sections_for(dossier.kind)
        for question in unanswered(section, dossier.report)
    ]


def _marks(dossier: Dossier) -> list[Missing]:
    return [
        Missing(
            _("Chưa tự chấm tiêu chí %(code)s. %(name)s.") % {"code": criterion.code, "name": criterion.name},
            "criterion",
            criterion.code,
        )
        for criterion in sheet_of(dossier).criteria
        if criterion.code not in dossier.self_marks
    ]


def _evidence(dossier: Dossier, files: list[Evidence]) -> list[Missing]:
    if not files:
        return [Missing(_("Hồ sơ chưa có tệp minh chứng nào."), "evidence")]
    rulebook = rulebooks.get(dossier.rulebook_id)
    given = {item.kind for item in files}
    return [
        Missing(_("Chưa nộp minh chứng bắt buộc: %(kind)s.") % {"kind": kind.name}, "evidence", kind.code)
        for kind in rulebook.evidence_kinds
        if kind.code in _required_kinds(dossier, rulebook) - given
    ]


def _required_kinds(dossier: Dossier, rulebook: Rulebook) -> frozenset[str]:
    """Return the rows that bind this dossier whatever the product: today the registration of those who need
    one.
    """
    producer_kind = dossier.registration.product.producer.kind
    applicant = next((kind for kind in rulebook.applicant_kinds if kind.code == producer_kind), None)
    if applicant is not None and applicant.needs_registration:
        return frozenset({"business_registration"})
    return frozenset()
