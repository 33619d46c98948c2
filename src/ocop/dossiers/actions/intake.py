"""What the office of a level with a council does: take a dossier in with its samples, or return it to the
level below.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.dossiers.actions.commune import open_report
from ocop.dossiers.actions.requests import (
    checked_wording,
    record_request,
    resolve_requests,
    submission_id_of,
)
from ocop.dossiers.models import CommuneReport, Dossier, Intake
from ocop.dossiers.queries import route
from ocop.platform.access import Actor
from ocop.platform.numbering.series import next_number
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.workflow import perform
from ocop.programme.queries import samples_due
from ocop.registration.queries import slip_number
from ocop_rules import rulebooks
from ocop_rules.lifecycle import DOSSIER

MAX_SAMPLES = 1000


def accept(
    dossier: Dossier, *, samples_received: int, remark: str = "", actor: Actor, at: datetime
) -> Dossier:
    """Take a dossier in for the council of its level: give it a slip number and write down the samples.

    A dossier comes from the level below, or from the producer where the first level of the route scores. Fewer
    samples than the province's regulation, or else the rulebook, asks for are accepted only with a remark that says why.
    Raises NotAllowed, WrongState, Invalid.
    """
    remark = remark.strip()

    def take_in(locked: Dossier) -> tuple[str, ...]:
        place_path = route.acting_path(locked)
        if place_path is None or not route.level_of(locked).has_council:
            raise WrongState(
                _("Hồ sơ đang ở %(level)s, nơi chỉ kiểm tra và đề nghị lên cấp trên; chưa tiếp nhận được.")
                % {"level": route.word_of(locked.level)}
            )
        rulebook = rulebooks.get(locked.rulebook_id)
        due = samples_due(
            rulebook, locked.sheet_number, place_path=locked.place_path, on=timezone.localdate(at)
        ).count
        if not 0 <= samples_received <= MAX_SAMPLES:
            raise Invalid(
                _("Số mẫu phải từ 0 đến %(most)s.") % {"most": MAX_SAMPLES}, field="samples_received"
            )
        if samples_received < due and not remark:
            raise Invalid(
                _("Cần %(due)s sản phẩm mẫu. Nhận ít hơn thì hãy ghi lý do vào ghi chú.") % {"due": due},
                field="remark",
            )
        year = timezone.localdate(at).year
        number_text = slip_number(
            rulebook,
            place_path=locked.place_path,
            given_at=place_path,
            serial=next_number(f"intake/{place_path}/{year}"),
            year=year,
        )
        resolve_requests(locked, level=locked.level, actor=actor, at=at)
        Intake(
            dossier=locked, level=locked.level, submission_id=submission_id_of(locked), number_text=number_text, received_at=at,
            received_by=actor.name, samples_due=due, samples_received=samples_received, note=remark,
        ).save()  # fmt: skip
        locked.intake_number_text = number_text
        locked.accepted_at, locked.accepted_by = at, actor.name
        return ("intake_number_text", "accepted_at", "accepted_by")

    def facts(locked: Dossier) -> dict[str, Any]:
        return {
            "level": locked.level,
            "number": locked.intake_number_text,
            "samples": samples_received,
            "remark": remark,
        }

    return perform(DOSSIER, dossier, "accept", actor=actor, at=at, apply=take_in, facts=facts)


def return_to_commune(
    dossier: Dossier, *, reason: str, items: list[str] | None = None, actor: Actor, at: datetime
) -> Dossier:
    """Return a proposed dossier to the commune with a reason; the commune goes on from a copy of its Mẫu số
    03.

    The decision sets no limit for this second turn, so none is shown. Raises NotAllowed, WrongState, Invalid.
    """
    said, listed = checked_wording(reason, items or [])

    def hand_back(locked: Dossier) -> tuple[str, ...]:
        below = route.level_below(locked)
        if below is None or below.has_council:
            raise WrongState(_("Hồ sơ này không do cấp xã đề nghị; hãy trả hồ sơ chuyển cấp về cấp gửi."))
        record_request(locked, level=locked.level, reason=said, items=listed, actor=actor, at=at)
        _carry_on_report(locked, at=at)
        locked.level = below.code
        locked.proposed_at, locked.proposed_by, locked.due_on = None, "", None
        return ("level", "proposed_at", "proposed_by", "due_on")

    facts = {"reason": said, "items": listed}
    return perform(DOSSIER, dossier, "return_to_commune", actor=actor, at=at, apply=hand_back, facts=facts)


def _carry_on_report(dossier: Dossier, *, at: datetime) -> None:
    """Open a new Mẫu số 03 with what the issued one says; that one stays as it was sent."""
    last = CommuneReport.objects.filter(dossier=dossier, issued_at__isnull=False).order_by("-pk").first()
    if last is None or open_report(dossier) is not None:
        return
    CommuneReport(
        dossier=dossier,
        submission_id=last.submission_id,
        components=last.components,
        assessments=last.assessments,
        conclusions=last.conclusions,
        meeting_held=last.meeting_held,
        meeting_text=last.meeting_text,
        signed_by_name=last.signed_by_name,
        signed_by_post=last.signed_by_post,
        saved_at=at,
        saved_by=last.saved_by,
    ).save()
