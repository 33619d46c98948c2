"""What the level that receives does: ask for what is missing; where it is the commune, write Mẫu số 03 and
propose to the level above.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.dossiers.actions.requests import (
    checked_wording,
    record_request,
    resolve_requests,
    submission_id_of,
)
from ocop.dossiers.models import CommuneReport, Dossier
from ocop.dossiers.queries import route
from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.workflow import act, lock, note, perform
from ocop_rules import rulebooks
from ocop_rules.lifecycle import DOSSIER

CHECKS = ("present", "missing", "not_applicable")
CONCLUSIONS = ("agrees", "partly", "differs")
MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportText:
    """What the officer writes into Mẫu số 03. Keys are the rulebook's codes of papers and contents."""

    components: dict[str, str] = field(default_factory=dict)
    assessments: dict[str, str] = field(default_factory=dict)
    conclusions: dict[str, str] = field(default_factory=dict)
    meeting_held: bool = False
    meeting_text: str = ""
    letter_number: str = ""
    letter_on: date | None = None
    signed_by_name: str = ""
    signed_by_post: str = ""


def return_for_supplement(
    dossier: Dossier, *, reason: str, items: list[str], actor: Actor, at: datetime
) -> Dossier:
    """Return the dossier to the producer with one clear text and a list of what is missing; the clock stops.

    Raises NotAllowed, WrongState, Invalid when nothing is said.
    """
    reason, items = checked_wording(reason, items)

    def stop_clock(locked: Dossier) -> tuple[str, ...]:
        record_request(locked, level=locked.level, reason=reason, items=items, actor=actor, at=at)
        return ()

    facts = {"reason": reason, "items": items}
    return perform(
        DOSSIER, dossier, "return_for_supplement", actor=actor, at=at, apply=stop_clock, facts=facts
    )


def save_commune_report(dossier: Dossier, text: ReportText, *, actor: Actor, at: datetime) -> CommuneReport:
    """Keep Mẫu số 03 as it stands; it may be half done. After a return by the province it goes on from the
    last one.

    Raises NotAllowed, WrongState when the dossier is not with the commune, Invalid for an unknown code.
    """
    with act():
        locked = lock(dossier)
        require("dossiers.assess", actor, locked)
        if locked.state != Dossier.State.SUBMITTED or route.level_of(locked).has_council:
            raise WrongState(_("Hồ sơ không còn ở bước xã kiểm tra nên Mẫu số 03 đã đóng."))
        _check(locked, text)
        report = open_report(locked) or CommuneReport(dossier=locked)
        before = _columns(report)
        after = {
            "components": dict(text.components),
            "assessments": {code: said.strip() for code, said in text.assessments.items() if said.strip()},
            "conclusions": {code: said for code, said in text.conclusions.items() if said},
            "meeting_held": text.meeting_held,
            "meeting_text": text.meeting_text.strip(),
            "letter_number": text.letter_number.strip(),
            "letter_on": text.letter_on,
            "signed_by_name": text.signed_by_name.strip(),
            "signed_by_post": text.signed_by_post.strip(),
        }
        changed = sorted(name for name, value in after.items() if before[name] != value)
        if report.pk is not None and not changed and report.submission_id == locked.current_submission_id:
            return report
        for name, value in after.items():
            setattr(report, name, value)
        report.submission_id = submission_id_of(locked)
        report.saved_at, report.saved_by = at, actor.name
        report.save()
        note("dossiers.assess", locked, actor=actor, at=at, facts={"changed": changed})
    return report


def propose(dossier: Dossier, *, actor: Actor, at: datetime) -> Dossier:
    """Issue Mẫu số 03 and send the dossier to the next level of its route.

    Raises NotAllowed, WrongState, Invalid while Mẫu số 03 is not complete or not about the version handed in
    last.
    """

    def issue(locked: Dossier) -> tuple[str, ...]:
        above = route.next_level(locked)
        if above is None or route.level_of(locked).has_council:
            raise WrongState(
                _("Theo %(rule)s, %(level)s tiếp nhận và đánh giá hồ sơ này; không lập Mẫu số 03.")
                % {
                    "rule": rulebooks.get(locked.rulebook_id).instrument,
                    "level": route.word_of(locked.level),
                }
            )
        report = open_report(locked)
        missing = report_missing(locked, report)
        if report is None or missing:
            raise Invalid(missing[0] if missing else _("Chưa lập Mẫu số 03."))
        if report.letter_on is not None and report.letter_on > timezone.localdate(at):
            raise Invalid(_("Ngày văn bản không thể ở sau hôm nay."), field="letter_on")
        report.submission_id = submission_id_of(locked)
        report.issued_at, report.issued_by = at, actor.name
        report.save(update_fields=["submission", "issued_at", "issued_by"])
        resolve_requests(locked, level=above.code, actor=actor, at=at)
        locked.level = above.code
        locked.proposed_at, locked.proposed_by = at, actor.name
        return ("level", "proposed_at", "proposed_by")

    def facts(locked: Dossier) -> dict[str, Any]:
        report = locked.commune_reports.order_by("-pk").first()
        assert report is not None and report.letter_on is not None
        return {"letter_number": report.letter_number, "letter_on": report.letter_on.isoformat()}

    return perform(DOSSIER, dossier, "propose", actor=actor, at=at, apply=issue, facts=facts)


def open_report(dossier: Dossier) -> CommuneReport | None:
    """Return the Mẫu số 03 that is being written, or None. One that was issued before is carried on as a new
    one.
    """
    return CommuneReport.objects.filter(dossier=dossier, issued_at__isnull=True).first()


def report_missing(dossier: Dossier, report: CommuneReport | None) -> list[str]:
    """Return what keeps Mẫu số 03 from being issued, as sentences in the order of the form; empty when it can
    be.
    """
    if report is None:
        return [_("Chưa lập Mẫu số 03.")]
    rulebook = rulebooks.get(dossier.rulebook_id)
    missing = []
    for item in rulebook.dossier_for(kind=dossier.kind, sender="producer"):
        said = report.components.get(item.code, "")
        if said not in ("present", "not_applicable"):
            missing.append(_("Thành phần hồ sơ “%(item)s” chưa được xác nhận là có.") % {"item": item.name})
    for content in rulebook.commune_contents:
        if not report.assessments.get(content.code):
            missing.append(_("Chưa đánh giá nội dung “%(content)s”.") % {"content": content.name})
        if not report.conclusions.get(content.code):
            missing.append(_("Chưa kết luận nội dung “%(content)s”.") % {"content": content.name})
    if not report.letter_number:
        missing.append(_("Chưa ghi số văn bản đề nghị."))
    if report.letter_on is None:
        missing.append(_("Chưa ghi ngày văn bản đề nghị."))
    if not report.signed_by_name:
        missing.append(_("Chưa ghi người ký."))
    return missing


def _check(dossier: Dossier, text: ReportText) -> None:
    rulebook = rulebooks.get(dossier.rulebook_id)
    items = {item.code for item in rulebook.dossier_for(kind=dossier.kind, sender="producer")}
    contents = {content.code for content in rulebook.commune_contents}
    if not set(text.components) <= items or not {said for said in text.components.values() if said} <= set(
        CHECKS
    ):
        raise Invalid(_("Hãy chọn lại phần kiểm tra thành phần hồ sơ."), field="components")
    if not {*text.assessments, *text.conclusions} <= contents:
        raise Invalid(_("Mẫu số 03 không có nội dung này."), field="assessments")
    if not {said for said in text.conclusions.values() if said} <= set(CONCLUSIONS):
        raise Invalid(_("Hãy chọn lại kết luận."), field="conclusions")
    if any(len(said) > MAX_TEXT for said in (*text.assessments.values(), text.meeting_text)):
        raise Invalid(_("Nội dung dài quá %(limit)s ký tự; hãy viết gọn lại.") % {"limit": MAX_TEXT})
    for name, said in (
        ("letter_number", text.letter_number),
        ("signed_by_name", text.signed_by_name),
        ("signed_by_post", text.signed_by_post),
    ):
        limit = getattr(CommuneReport._meta.get_field(name), "max_length", None) or 0
        if len(said) > limit:
            raise Invalid(
                _("Nội dung dài quá %(limit)s ký tự; hãy viết gọn lại.") % {"limit": limit}, field=name
            )


def _columns(report: CommuneReport) -> dict[str, Any]:
    return {
        name: getattr(report, name)
        for name in (
            "components",
            "assessments",
            "conclusions",
            "meeting_held",
            "meeting_text",
            "letter_number",
            "letter_on",
            "signed_by_name",
            "signed_by_post",
        )
    }
