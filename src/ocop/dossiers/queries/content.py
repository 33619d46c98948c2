"""The frozen content of a submission, its digest, its receipt, and what changed between two of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.directory.models import Place
from ocop.dossiers.models import Dossier, Evidence
from ocop.dossiers.queries.route import acting_place, receiving_level
from ocop.dossiers.queries.self_score import score_of
from ocop.platform.workflow import in_record_language
from ocop.programme.queries import samples_due
from ocop.registration.queries import applicant_kind_name, leaf_of
from ocop_rules import rulebooks

SCHEMA = 1
PERSONAL = ("representative_sex", "representative_ethnicity", "representative_residence")
_PRODUCER = (
    "name", "tax_code", "registration_no", "address", "phone", "email", "representative_name",
    "representative_position", "history", "structure",
)  # fmt: skip


@in_record_language
def content_of(
    dossier: Dossier,
    evidence: Sequence[Evidence],
    *,
    number: int,
    submitted_by: str,
    at: datetime,
    pledge: str,
) -> dict[str, Any]:
    """Return everything that goes into a submission, as plain values that no later change touches."""
    registration = dossier.registration
    rulebook = rulebooks.get(dossier.rulebook_id)
    sheet = rulebook.sheet(dossier.sheet_number)
    leaf = leaf_of(rulebook.id, sheet.number)
    receiver = acting_place(dossier, receiving_level(dossier))
    score = score_of(rulebook, sheet, dossier.self_marks)
    return {
        "schema": SCHEMA,
        "submission": {
            "dossier": dossier.pk,
            "number": number,
            "receiver": {
                "place": receiver.name if receiver else "",
                "agency": _committee_of(receiver) if receiver else "",
            },
            "submitted_at": timezone.localtime(at).isoformat(),
            "submitted_by": submitted_by,
            "pledge": pledge,
        },
        "registration": {
            "number": registration.number_text,
            "registered_on": registration.registered_on.isoformat(),
            "kind": registration.kind,
            "kind_name": str(registration.get_kind_display()),
            "prior_star": registration.prior_star,
            "prior_code": registration.prior_code,
            "prior_decision": registration.prior_decision,
            "prior_decided_on": _day(registration.prior_decided_on),
            "prior_expires_on": _day(registration.prior_expires_on),
            "rulebook_id": rulebook.id,
            "rulebook_digest": rulebook.digest,
            "instrument": rulebook.instrument,
            "sheet_number": sheet.number,
            "sheet_title": sheet.title,
            "classification": leaf.way if leaf else "",
            "samples": samples_due(
                rulebook, sheet.number, place_path=dossier.place_path, on=timezone.localdate(at)
            ).count,
        },
        "producer": _producer(dossier),
        "product": _product(dossier),
        "report": dossier.report,
        "self_marks": dossier.self_marks,
        "self_picks": dossier.self_picks,
        "self_notes": dossier.self_notes,
        "self_total": score.total_points,
        "self_star": score.star,
        "evidence": [
            {
                "id": item.pk,
                "name": item.name,
                "sha256": item.file.sha256,
                "size": item.file.size_bytes,
                "media_type": item.file.media_type,
                "kind": item.kind,
                "criteria": item.criteria,
            }
            for item in evidence
        ],
    }


def _committee_of(place: Place) -> str:
    name = place.full_name
    return _("Ủy ban nhân dân %(place)s") % {"place": name[:1].lower() + name[1:]}


def digest_of(content: dict[str, Any]) -> str:
    """Return the SHA-256 of a content in its one written form: UTF-8 JSON, keys sorted, no spaces."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


@in_record_language
def receipt_of(content: dict[str, Any], *, digest: str) -> str:
    """Return the receipt as plain text: number, moment, receiver, every file with its SHA-256 and size."""
    registration, submission = content["registration"], content["submission"]
    at = datetime.fromisoformat(submission["submitted_at"])
    lines = [
        _("GIẤY TIẾP NHẬN HỒ SƠ ĐIỆN TỬ"),
        _("Phiếu số: %(number)s") % {"number": registration["number"]},
        _("Nơi tiếp nhận: %(place)s") % {"place": submission["receiver"]["agency"]},
        _("Thời điểm nộp: %(at)s") % {"at": f"{at:%H:%M:%S %d/%m/%Y}"},
        _("Lần nộp: %(number)s") % {"number": submission["number"]},
        _("Chủ thể: %(name)s") % {"name": content["producer"]["name"]},
        _("Sản phẩm: %(name)s") % {"name": content["product"]["name"]},
        _("Mã băm SHA-256 của toàn bộ nội dung: %(digest)s") % {"digest": digest},
        _("Tệp kèm theo: %(count)s") % {"count": len(content["evidence"])},
    ]
    for position, item in enumerate(content["evidence"], start=1):
        size = _("%(size)s byte") % {"size": item["size"]}
        lines.append(f"{position}. {item['name']} – {size} – {item['sha256']}")
    return "\n".join(lines)


def without_personal(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content without the representative's sex, ethnicity and residence, the telephone and the
    e-mail.
    """
    producer = {
        name: value
        for name, value in content["producer"].items()
        if name not in ("personal", "phone", "email")
    }
    return {**content, "producer": producer}


@dataclass(frozen=True, slots=True)
class MarkChange:
    """A criterion whose self-mark differs between two submissions."""

    code: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What a submission changed against the one before."""

    files_added: tuple[str, ...]
    files_removed: tuple[str, ...]
    marks: tuple[MarkChange, ...]
    notes: tuple[str, ...]
    texts: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.files_added or self.files_removed or self.marks or self.notes or self.texts)


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> Changes:
    """Return files added and removed, marks, notes, and the names of report, product and producer facts that
    differ.
    """
    old_files = {item["sha256"]: item["name"] for item in before["evidence"]}
    new_files = {item["sha256"]: item["name"] for item in after["evidence"]}
    marks = tuple(
        MarkChange(code, before["self_marks"].get(code), after["self_marks"].get(code))
        for code in sorted({*before["self_marks"], *after["self_marks"]}, key=code_order)
        if before["self_marks"].get(code) != after["self_marks"].get(code)
    )
    notes = {*before["self_notes"], *after["self_notes"]}
    texts = [
        f"{part}.{name}"
        for part in ("producer", "product", "report")
        for name in sorted({*before[part], *after[part]})
        if before[part].get(name) != after[part].get(name)
    ]
    return Changes(
        files_added=tuple(name for sha, name in new_files.items() if sha not in old_files),
        files_removed=tuple(name for sha, name in old_files.items() if sha not in new_files),
        marks=marks,
        notes=tuple(
            code
            for code in sorted(notes, key=code_order)
            if before["self_notes"].get(code) != after["self_notes"].get(code)
        ),
        texts=tuple(texts),
    )


def code_order(code: str) -> tuple[int | str, ...]:
    """Order criterion codes as printed: 2.10 after 2.9."""
    return tuple(int(part) if part.isdigit() else part for part in code.split("."))


def _producer(dossier: Dossier) -> dict[str, Any]:
    producer = dossier.registration.product.producer
    kept: dict[str, Any] = {name: getattr(producer, name) for name in _PRODUCER}
    return kept | {
        "kind": producer.kind,
        "kind_name": applicant_kind_name(dossier.rulebook_id, producer.kind),
        "registered_on": _day(producer.registered_on),
        "place": producer.place.full_name,
        "personal": {name: getattr(producer, name) for name in PERSONAL},
    }


def _product(dossier: Dossier) -> dict[str, Any]:
    product = dossier.registration.product
    return {
        "name": product.name,
        "description": product.description,
        "specification": product.specification,
        "story": product.story,
        "photo_sha256": product.photo.sha256 if product.photo else "",
    }


def _day(value: Any) -> str:
    return value.isoformat() if value else ""
