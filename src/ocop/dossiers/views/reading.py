"""A frozen (or about to be frozen) content as rows that a page can print: forms, self-score, files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ocop.dossiers.models import Dossier, Submission
from ocop.dossiers.queries.lists import files_seen_elsewhere
from ocop.dossiers.queries.report import Question, sections_for
from ocop.platform.ui.shapes import Fact, StoredFile
from ocop.platform.ui.templatetags.ocop_ui import vnd
from ocop.registration.models import Producer
from ocop_rules import rulebooks
from ocop_rules.sheets import Criterion, Sheet

FileUrl = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Answered:
    """A section of Mẫu số 02 with its answers."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ReadCriterion:
    """A criterion as the producer scored it: level, note, files."""

    code: str
    name: str
    max_points: int
    points: int | None
    level: str
    note: str
    files: tuple[StoredFile, ...]
    minimum_star: int | None


@dataclass(frozen=True, slots=True)
class ReadGroup:
    """A group of the sheet with its criteria and what the producer gave itself there."""

    code: str
    name: str
    max_points: int
    points: int
    criteria: tuple[ReadCriterion, ...]


@dataclass(frozen=True, slots=True)
class ReadContent:
    """A whole content, ready to be shown or printed."""

    registration: tuple[Fact, ...]
    producer: tuple[Fact, ...]
    product: tuple[Fact, ...]
    sections: tuple[Answered, ...]
    groups: tuple[ReadGroup, ...]
    files: tuple[StoredFile, ...]
    total_points: int
    star: int
    pledge: str


def read_content(
    content: dict[str, Any], *, file_url: FileUrl, seen_elsewhere: dict[str, int] | None = None
) -> ReadContent:
    """Return a content as rows; `file_url` gives the address of a file by its evidence number.

    `seen_elsewhere` (SHA-256 → dossiers) marks files that other producers handed in too: for officers only.
    """
    elsewhere = seen_elsewhere or {}
    registration = content["registration"]
    sheet = rulebooks.get(registration["rulebook_id"]).sheet(registration["sheet_number"])
    return ReadContent(
        registration=_registration(registration),
        producer=_producer(content["producer"]),
        product=_product(content["product"]),
        sections=tuple(
            Answered(
                str(section.title),
                tuple(_answer(q, content["report"].get(q.code)) for q in section.questions),
            )
            for section in sections_for(registration["kind"])
        ),
        groups=_groups(sheet, content, file_url),
        files=tuple(_file(item, file_url, elsewhere) for item in content["evidence"]),
        total_points=content["self_total"],
        star=content["self_star"],
        pledge=content["submission"]["pledge"],
    )


def form_03_facts(content: dict[str, Any]) -> tuple[Fact, ...]:
    """Return the general facts that Mẫu số 03 prints: the producer and its representative."""
    facts = content["producer"]
    return _naming(facts) + _representative(facts)


def _registration(facts: dict[str, Any]) -> tuple[Fact, ...]:
    rows = [
        Fact(_("Số phiếu"), facts["number"]),
        Fact(_("Lần đăng ký"), facts["kind_name"]),
        Fact(_("Nhóm sản phẩm"), facts["classification"]),
        Fact(
            _("Bộ tiêu chí"),
            _("Số %(number)s: %(title)s (%(rule)s)")
            % {"number": facts["sheet_number"], "title": facts["sheet_title"], "rule": facts["instrument"]},
        ),
        Fact(_("Sản phẩm mẫu"), _("%(count)s sản phẩm") % {"count": facts["samples"]}),
    ]
    if facts["prior_star"]:
        held = _("%(star)s sao, quyết định %(decision)s, hết hạn %(on)s") % {
            "star": facts["prior_star"],
            "decision": facts["prior_decision"] or "–",
            "on": _day(facts["prior_expires_on"]),
        }
        rows.append(Fact(_("Hạng đang có"), held))
    return tuple(rows)


def _producer(facts: dict[str, Any]) -> tuple[Fact, ...]:
    return (
        *_naming(facts),
        Fact(_("Điện thoại"), facts.get("phone", "")),
        Fact(_("Thư điện tử"), facts.get("email", "")),
        *_representative(facts),
        Fact(_("Ngày thành lập, đăng ký"), _day(facts["registered_on"])),
        Fact(_("Số giấy đăng ký"), facts["registration_no"]),
        Fact(_("Mã số thuế"), facts["tax_code"]),
        Fact(_("Lịch sử hình thành"), facts["history"]),
        Fact(_("Cơ cấu tổ chức"), facts["structure"]),
    )


def _naming(facts: dict[str, Any]) -> tuple[Fact, ...]:
    return (
        Fact(_("Tên chủ thể"), facts["name"]),
        Fact(_("Loại hình tổ chức"), facts["kind_name"]),
        Fact(_("Địa chỉ"), ", ".join(part for part in (facts["address"], facts["place"]) if part)),
    )


def _representative(facts: dict[str, Any]) -> tuple[Fact, ...]:
    rows = (
        Fact(_("Người đại diện pháp luật"), facts["representative_name"]),
        Fact(_("Chức vụ"), facts["representative_position"]),
    )
    personal = facts.get("personal")
    if personal is None:
        return rows
    sex = personal["representative_sex"]
    return (
        *rows,
        Fact(_("Giới tính"), str(Producer.Sex(sex).label) if sex in Producer.Sex.values else ""),
        Fact(_("Dân tộc"), personal["representative_ethnicity"]),
        Fact(_("Địa chỉ thường trú"), personal["representative_residence"]),
    )


def _product(facts: dict[str, Any]) -> tuple[Fact, ...]:
    return (
        Fact(_("Tên sản phẩm"), facts["name"]),
        Fact(_("Mô tả"), facts["description"]),
        Fact(_("Quy cách, tiêu chuẩn"), facts["specification"]),
        Fact(_("Câu chuyện sản phẩm"), facts["story"]),
    )


def _answer(question: Question, value: Any) -> Fact:
    if value in (None, "", []):
        return Fact(question.label, "")
    if question.kind == "ticks":
        labels = {choice.code: str(choice.label) for choice in question.choices}
        return Fact(question.label, "; ".join(labels[code] for code in value if code in labels))
    if question.kind == "money":
        return Fact(question.label, vnd(value))
    return Fact(question.label, str(value))


def _groups(sheet: Sheet, content: dict[str, Any], file_url: FileUrl) -> tuple[ReadGroup, ...]:
    marks = content["self_marks"]
    return tuple(
        ReadGroup(
            code=group.code,
            name=group.name,
            max_points=group.max,
            points=sum(marks.get(criterion.code, 0) for criterion in group.criteria),
            criteria=tuple(_criterion(criterion, content, file_url) for criterion in group.criteria),
        )
        for part in sheet.parts
        for group in part.groups
    )


def _criterion(criterion: Criterion, content: dict[str, Any], file_url: FileUrl) -> ReadCriterion:
    pick = content["self_picks"].get(criterion.code)
    level = criterion.choices[pick] if isinstance(pick, int) and pick < len(criterion.choices) else None
    files = [item for item in content["evidence"] if criterion.code in item["criteria"]]
    return ReadCriterion(
        code=criterion.code,
        name=criterion.name,
        max_points=criterion.max,
        points=content["self_marks"].get(criterion.code),
        level=level.label if level else "",
        note=content["self_notes"].get(criterion.code, ""),
        files=tuple(_file(item, file_url) for item in files),
        minimum_star=level.min_for_star if level else None,
    )


def _file(item: dict[str, Any], file_url: FileUrl, elsewhere: dict[str, int] | None = None) -> StoredFile:
    others = (elsewhere or {}).get(item["sha256"], 0)
    return StoredFile(
        name=item["name"],
        size=item["size"],
        sha256=item["sha256"],
        url=file_url(item["id"]),
        note=_("Tiêu chí %(codes)s") % {"codes": ", ".join(item["criteria"])} if item["criteria"] else "",
        problem=_("Tệp này cũng có trong %(count)s hồ sơ của chủ thể khác, cần xem kỹ.") % {"count": others}
        if others
        else "",
    )


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else ""


def file_url_of(dossier: Dossier) -> FileUrl:
    """Return what gives a file's address by its evidence number."""
    return lambda evidence_id: reverse("dossiers:file", args=[dossier.pk, evidence_id])


def officers_content(dossier: Dossier, submission: Submission) -> ReadContent:
    """Return a version as officers read it, files that other producers handed in too marked."""
    hashes = [item["sha256"] for item in submission.content["evidence"]]
    return read_content(
        submission.content,
        file_url=file_url_of(dossier),
        seen_elsewhere=files_seen_elsewhere(dossier, hashes),
    )
