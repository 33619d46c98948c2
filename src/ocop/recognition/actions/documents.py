"""The printed decision and certificates, made by a job after the commit; making one twice changes nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.directory.queries import tier_of
from ocop.dossiers.queries.route import TIERS, word_of
from ocop.platform.access import Actor, require
from ocop.platform.documents import qr_path, render, render_on_one_page
from ocop.platform.documents.templatetags.official import official_day
from ocop.platform.files.inspection import PDF
from ocop.platform.files.models import StoredFile
from ocop.platform.files.pictures import public_copy
from ocop.platform.files.storing import store_bytes
from ocop.platform.refusal import WrongState
from ocop.platform.workflow import act, in_record_language, lock, note
from ocop.recognition.models import Certificate, Decision, DecisionLine
from ocop_rules import rulebooks
from ocop_rules.outcomes import route_level
from ocop_rules.rulebook import Rulebook

MAKE = "recognition.make_document"
STAR_STEP = 26  # units between the stars of the drawing; each star is 22 wide
NUMERALS = ("I", "II", "III")
LEGAL_BASES = Path(__file__).resolve().parent.parent / "legal_bases.toml"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A "Căn cứ" line and the days on which decisions may cite it."""

    text: str
    in_force_from: date
    in_force_to: date | None = None


@lru_cache(maxsize=1)
def legal_bases() -> tuple[LegalBasis, ...]:
    """Return the instruments that decisions cite besides the rulebook's own, which names itself."""
    rows = tomllib.loads(LEGAL_BASES.read_text(encoding="utf-8"))["basis"]
    return tuple(LegalBasis(**row) for row in rows)


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """A product in an annex of the decision."""

    product_name: str
    producer_name: str
    place_name: str
    product_code: str
    total_shown: str
    star: int


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: which products the decision recognises, and which it sends up."""

    numeral: str
    title: str
    certified: bool
    rows: list[AnnexRow] = field(default_factory=list)

    @property
    def stars(self) -> str:
        """Return the stars of its products: "3 sao, 4 sao"."""
        return ", ".join(f"{star} sao" for star in sorted({row.star for row in self.rows}))


def make_certificate_document(certificate: Certificate, *, actor: Actor, at: datetime) -> Certificate:
    """Make the certificate's print and the public copy of the product's photo, unless they are there
    already.

    Laid out before the row is locked, since that takes a tenth of a second. A certificate entered from an
    earlier register gets no print: WrongState.
    """
    require(MAKE, actor, certificate)
    if certificate.line_id is None:
        raise WrongState(
            _("Giấy chứng nhận này được cấp trên giấy trước khi có phần mềm; bản giấy là bản gốc.")
        )
    if certificate.pdf_id is not None:
        return certificate
    pdf = store_bytes(certificate_pdf(certificate), at=at, allowed=(PDF,))
    photo = _photo_for(certificate, at=at)
    with act():
        held = lock(certificate)
        if held.pdf_id is None:
            held.pdf, held.photo = pdf, photo
            held.save(update_fields=["pdf", "photo"])
            note(MAKE, held, actor=actor, at=at, facts={"sha256": pdf.sha256, "code": held.product_code})
    return held


def make_decision_document(decision: Decision, *, actor: Actor, at: datetime) -> Decision:
    """Make the print of an issued decision with its annexes, unless it is there already. Raises WrongState
    for a draft.
    """
    require(MAKE, actor, decision)
    if decision.state != Decision.State.ISSUED:
        raise WrongState(_("Chỉ lập bản in chính thức cho quyết định đã ban hành."))
    if decision.pdf_id is not None:
        return decision
    pdf = store_bytes(decision_pdf(decision), at=at, allowed=(PDF,))
    with act():
        held = lock(decision)
        if held.pdf_id is None:
            held.pdf = pdf
            held.save(update_fields=["pdf"])
            note(MAKE, held, actor=actor, at=at, facts={"sha256": pdf.sha256, "number": held.number_text})
    return held


def check_address(token: str) -> str:
    """Return the address that the certificate's QR code opens."""
    return f"{settings.OCOP_BASE_URL}/c/{token}"


def certificate_pdf(certificate: Certificate) -> bytes:
    """Return the certificate as a PDF of exactly one A4 page, the same bytes every time."""
    address = check_address(certificate.token)
    place = certificate.place_name
    context: dict[str, Any] = {
        "certificate": certificate,
        "address": f"{certificate.producer_address}, {place}" if certificate.producer_address else place,
        "seat": seat_of(
            certificate.line.decision.place_name if certificate.line else place.rpartition(", ")[2]
        ),
        "check_address": address,
        "qr": qr_path(address, error="q"),
        "star_offsets": [index * STAR_STEP for index in range(certificate.star)],
        "star_width": (certificate.star - 1) * STAR_STEP + 22,
    }
    return render_on_one_page(
        "recognition/documents/certificate.html", context, styles=("recognition/documents/certificate.css",)
    )


@in_record_language
def decision_pdf(decision: Decision) -> bytes:
    """Return the decision as a PDF in the layout of NĐ 30/2020/NĐ-CP; of a draft, with the word on it."""
    lines = list(decision.lines.select_related("certificate").order_by("position"))
    rulebook = rulebooks.get(lines[0].rulebook_id)
    annexes = _annexes(lines)
    context = {
        "decision": decision,
        "receiver": receiver_of(decision, lines),
        "level": word_of(tier_of(decision.place_path)),
        "is_province": tier_of(decision.place_path) == "province",
        "office": place_kind_of(decision.place_name),
        "seat": seat_of(decision.place_name),
        "bases": _bases(rulebook, on=decision.issued_on or timezone.localdate(decision.drafted_at)),
        "annexes": annexes,
        "months": rulebook.limit("validity").amount,
        "duties": len(annexes) + 1,
        "effect": len(annexes) + 2,
    }
    return render("recognition/documents/decision.html", context, styles=("documents/nd30.css",))


def receiver_of(decision: Decision, lines: Sequence[DecisionLine]) -> str:
    """Return who gets what the decision sends up, as the route of its rulebook names it; "" when nothing is."""
    sent = next((line for line in lines if line.outcome == DecisionLine.Outcome.FORWARD), None)
    if sent is None:
        return ""
    rulebook = rulebooks.get(sent.rulebook_id)
    towards = route_level(rulebook, tier_of(decision.place_path)).forwards_to
    if towards is None:
        return ""
    if towards in TIERS:
        return _("Ủy ban nhân dân %(level)s") % {"level": word_of(towards)}
    above = route_level(rulebook, towards).recognises or route_level(rulebook, towards).receives
    return above.removeprefix("Bộ trưởng ").partition(" (")[0]


def seat_of(place_name: str) -> str:
    """Return a province's or district's name as the line of place and day writes it: "Tỉnh Sơn La" →
    "Sơn La", "Huyện Mai Sơn" → "Mai Sơn".
    """
    kind = place_kind_of(place_name)
    return place_name[len(kind) + 1 :] if kind else place_name


def place_kind_of(place_name: str) -> str:
    """Return the kind of unit at the beginning of a name, without capitals: "tỉnh", "huyện"; "" for none."""
    lowered = place_name.lower()
    kinds = ("tỉnh", "thành phố", "huyện", "thị xã", "quận")
    return next((kind for kind in kinds if lowered.startswith(f"{kind} ")), "")


def _photo_for(certificate: Certificate, *, at: datetime) -> StoredFile | None:
    """Return the public copy of the photo that was handed in with the dossier, if there was one."""
    assert certificate.line is not None
    sha256 = certificate.line.result.item.submission.content["product"]["photo_sha256"]
    return public_copy(StoredFile.objects.get(sha256=sha256), at=at) if sha256 else None


def _bases(rulebook: Rulebook, *, on: date) -> list[str]:
    standing = [
        basis.text
        for basis in legal_bases()
        if basis.in_force_from <= on and (basis.in_force_to is None or on <= basis.in_force_to)
    ]
    number = rulebook.instrument.removeprefix("QĐ ")
    title = f"{rulebook.title[0].lower()}{rulebook.title[1:]}"
    standing.append(
        f"Căn cứ Quyết định số {number} ngày {official_day(rulebook.issued_on)} "
        f"của Thủ tướng Chính phủ về {title}"
    )
    return standing


def _annexes(lines: list[DecisionLine]) -> list[Annex]:
    wanted = (
        (DecisionLine.Outcome.RECOGNISE, "Danh sách sản phẩm OCOP được công nhận, cấp giấy chứng nhận", True),
        (DecisionLine.Outcome.FORWARD, "Danh sách sản phẩm đề nghị cấp trên đánh giá, phân hạng", False),
    )
    annexes: list[Annex] = []
    for outcome, title, certified in wanted:
        rows = [_annex_row(line, certified=certified) for line in lines if line.outcome == outcome]
        if rows:
            annexes.append(Annex(numeral=NUMERALS[len(annexes)], title=title, certified=certified, rows=rows))
    return annexes


def _annex_row(line: DecisionLine, *, certified: bool) -> AnnexRow:
    certificate = getattr(line, "certificate", None) if certified else None
    return AnnexRow(
        product_name=line.product_name, producer_name=line.producer_name, place_name=line.place_name,
        product_code=certificate.product_code if certificate else "",
        total_shown=line.total_shown, star=line.star,
    )  # fmt: skip
