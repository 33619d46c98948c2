"""How a dossier is shown: state badge, steps, next step, timeline. The one place that turns states into
words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.dossiers.models import Dossier, Evidence
from ocop.dossiers.queries.clock import days_left_text
from ocop.dossiers.queries.completeness import Missing
from ocop.dossiers.queries.self_score import sheet_of
from ocop.platform.audit.reading import Event, history_of
from ocop.platform.ui.shapes import Step, TimelineEntry
from ocop_rules import rulebooks
from ocop_rules.calendars import Calendar
from ocop_rules.sheets import SheetGroup

TONES = {
    "draft": "neutral",
    "submitted": "progress",
    "returned": "waiting",
    "proposed": "progress",
    "accepted": "progress",
    "scheduled": "progress",
    "evaluated": "progress",
    "recognised": "success",
    "forwarded": "success",
    "not_recognised": "error",
}
# The step on which each state stands, from 0; a finished one stands past the last.
STEPS = (
    gettext_lazy("Lập hồ sơ"),
    gettext_lazy("Xã kiểm tra"),
    gettext_lazy("Cấp tỉnh tiếp nhận"),
    gettext_lazy("Hội đồng đánh giá"),
    gettext_lazy("Kết quả"),
)
STANDS_ON = {
    "draft": 0, "returned": 0, "submitted": 1, "proposed": 2, "accepted": 3, "scheduled": 3, "evaluated": 4,
    "recognised": 5, "forwarded": 5, "not_recognised": 4,
}  # fmt: skip
VERBS = {
    "dossiers.submit": gettext_lazy("Nộp hồ sơ"),
    "dossiers.return_for_supplement": gettext_lazy("Xã trả lại để bổ sung"),
    "dossiers.assess": gettext_lazy("Xã lưu Mẫu số 03"),
    "dossiers.propose": gettext_lazy("Xã gửi hồ sơ và Mẫu số 03 lên cấp tỉnh"),
    "dossiers.return_to_commune": gettext_lazy("Cấp tỉnh trả lại xã"),
    "dossiers.accept": gettext_lazy("Cấp tỉnh tiếp nhận"),
    "dossiers.schedule": gettext_lazy("Đưa vào phiên họp Hội đồng"),
    "dossiers.unschedule": gettext_lazy("Đưa ra khỏi phiên họp Hội đồng"),
    "dossiers.conclude": gettext_lazy("Hội đồng đã kết luận"),
    "dossiers.recognise": gettext_lazy("Công nhận"),
    "dossiers.forward": gettext_lazy("Đề nghị Trung ương đánh giá"),
    "dossiers.close_unrecognised": gettext_lazy("Không công nhận"),
    "programme.edit_calendar": gettext_lazy("Hạn của xã tính lại theo lịch nghỉ mới"),
}
TIMELINE_TONES = {
    "dossiers.return_for_supplement": "waiting",
    "dossiers.return_to_commune": "waiting",
    "dossiers.recognise": "success",
    "dossiers.forward": "success",
    "dossiers.close_unrecognised": "error",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A state as a word and a tone."""

    label: str
    tone: str


def badge_of(dossier: Dossier) -> Badge:
    """Return the badge of a dossier's state."""
    if dossier.registration.state == "withdrawn":
        return Badge(_("Đã rút"), "neutral")
    return Badge(str(dossier.get_state_display()), TONES[dossier.state])


def due_badge(dossier: Dossier, on: date, calendar: Calendar) -> Badge | None:
    """Return how long the commune has left, while it has the dossier."""
    if dossier.state != "submitted" or dossier.due_on is None:
        return None
    days = (dossier.due_on - on).days
    return Badge(
        days_left_text(dossier.due_on, on, calendar),
        "error" if days < 0 else "waiting" if days <= 4 else "neutral",
    )


def steps_of(dossier: Dossier) -> list[Step]:
    """Return the way of a dossier with the step on which it stands."""
    stands = STANDS_ON[dossier.state]
    stopped = dossier.state == "not_recognised" or dossier.registration.state == "withdrawn"
    return [
        Step(
            label,
            "done" if place < stands else "todo" if place > stands else "stopped" if stopped else "current",
            note=_step_note(dossier, place),
        )
        for place, label in enumerate(STEPS)
    ]


def timeline_of(dossier: Dossier) -> list[TimelineEntry]:
    """Return what happened to a dossier, newest first, without the producer's and the officer's small
    savings.
    """
    entries = [
        _entry(dossier, event) for event in history_of(dossier, without=("dossiers.edit", "dossiers.assess"))
    ]
    entries.append(TimelineEntry(_("Bắt đầu lập hồ sơ"), dossier.opened_by, dossier.opened_at))
    return entries


def where_to_mend(dossier: Dossier, missing: Missing) -> str:
    """Return the address at which something missing can be mended."""
    if missing.where == "producer":
        producer = dossier.registration.product.producer_id
        back = reverse("dossiers:show", args=[dossier.pk])
        return f"{reverse('registration:producer', args=[producer])}?tiep={back}#id_{missing.key}"
    if missing.where == "product":
        return f"{reverse('dossiers:product', args=[dossier.pk])}#id_{missing.key}"
    if missing.where == "section":
        return reverse("dossiers:section", args=[dossier.pk, missing.key])
    if missing.where == "criterion":
        return criterion_url(dossier, missing.key)
    return reverse("dossiers:evidence", args=[dossier.pk])


def criterion_url(dossier: Dossier, code: str) -> str:
    """Return the address of one criterion in the self-score."""
    group = group_of(dossier, code)
    return f"{reverse('dossiers:self_score', args=[dossier.pk, group.code])}#tc-{code}"


def group_of(dossier: Dossier, code: str) -> SheetGroup:
    """Return the group of the sheet that holds a criterion."""
    return next(group for group in groups_of(dossier) if any(c.code == code for c in group.criteria))


def groups_of(dossier: Dossier) -> list[SheetGroup]:
    """Return the groups of the dossier's sheet, in order."""
    return [group for part in sheet_of(dossier).parts for group in part.groups]


def file_row(dossier: Dossier, item: Evidence) -> dict[str, Any]:
    """Return a file as a row shows it, with the addresses of what can be done with it."""
    kinds = {row.code: row.name for row in rulebooks.get(dossier.rulebook_id).evidence_kinds}
    used = (
        _("Tiêu chí %(codes)s") % {"codes": ", ".join(item.criteria)}
        if item.criteria
        else _("Chưa gắn tiêu chí")
    )
    return {
        "id": item.pk,
        "file": {
            "name": item.name,
            "size": item.file.size_bytes,
            "sha256": item.file.sha256,
            "url": reverse("dossiers:file", args=[dossier.pk, item.pk]),
            "note": " · ".join(part for part in (kinds.get(item.kind, ""), used) if part),
        },
        "edit_url": reverse("dossiers:evidence_item", args=[dossier.pk, item.pk]),
        "remove_url": reverse("dossiers:remove_evidence", args=[dossier.pk, item.pk]),
    }


def _entry(dossier: Dossier, event: Event) -> TimelineEntry:
    what: Any = VERBS.get(event.verb, event.verb)
    url = ""
    note = _note(event.facts)
    if event.verb == "dossiers.submit":
        number = int(event.facts.get("number", 1))
        what = _("Nộp hồ sơ lần %(number)s") % {"number": number}
        url = reverse("dossiers:submission", args=[dossier.pk, number])
    who = " – ".join(part for part in (event.actor_name, event.mandate) if part)
    return TimelineEntry(what, who, event.at, note=note, tone=TIMELINE_TONES.get(event.verb, ""), url=url)


def _note(facts: dict[str, Any]) -> str:
    if facts.get("reason") or facts.get("items"):
        return "; ".join(part for part in (facts.get("reason", ""), *facts.get("items", ())) if part)
    if facts.get("told"):
        told, holds = date.fromisoformat(facts["told"]), date.fromisoformat(facts["due_on"])
        return _("Từ %(told)s thành %(holds)s") % {"told": f"{told:%d/%m/%Y}", "holds": f"{holds:%d/%m/%Y}"}
    if facts.get("letter_number"):
        return _("Văn bản số %(number)s") % {"number": facts["letter_number"]}
    if "samples" in facts:
        return _("Phiếu số %(number)s, nhận %(samples)s sản phẩm mẫu") % facts
    return str(facts.get("outcome", ""))


def _step_note(dossier: Dossier, place: int) -> str:
    if place == 0 and dossier.state == "returned":
        return _("Cần bổ sung theo yêu cầu của xã")
    if place == 1 and dossier.state == "submitted" and dossier.due_on:
        return _("Hạn %(on)s") % {"on": f"{dossier.due_on:%d/%m/%Y}"}
    if place == 2 and dossier.province_number_text:
        return _("Phiếu %(number)s") % {"number": dossier.province_number_text}
    if place == 4 and dossier.outcome_text:
        return dossier.outcome_text
    return ""
