"""Confirming the figures of an unsettled sheet after comparing them with the signed text, and taking that back."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.typed import reason_given
from ocop.platform.workflow import act, create, lock, note
from ocop.programme.models import SheetConfirmation
from ocop.programme.queries.sheets import confirmation_of, figures_digest
from ocop_rules import rulebooks
from ocop_rules.law import NotInRulebook
from ocop_rules.sheets import Sheet

VERB = "programme.confirm_sheet"


def confirm_sheet(
    *,
    rulebook_id: str,
    number: int,
    place_path: str,
    document: str,
    document_on: date,
    seen_in: str,
    compared: bool,
    actor: Actor,
    at: datetime,
) -> SheetConfirmation:
    """Keep an administrator's word that a sheet's figures, as they stand here, agree with the signed text.

    No figure changes: what is confirmed is what the rulebook has, held fast by a digest. `compared` is the ticked
    box; `document` the number of the text compared with, `seen_in` where it was seen. Raises NotAllowed, or Invalid:
    a sheet that is sound or unknown, confirmed before, nothing said of the document, a day after today.
    """
    sheet = _unsettled(rulebook_id, number)
    document, seen_in = " ".join(document.split()), " ".join(seen_in.split())
    if not document:
        raise Invalid(_("Hãy ghi số của văn bản đã đối chiếu."), field="document")
    if document_on > timezone.localdate(at):
        raise Invalid(_("Ngày văn bản không thể ở sau hôm nay."), field="document_on")
    if not seen_in:
        raise Invalid(_("Hãy ghi đã xem bản nào, ở đâu."), field="seen_in")
    if not compared:
        raise Invalid(_("Hãy đối chiếu từng mức điểm rồi đánh dấu vào ô này."), field="compared")
    row = SheetConfirmation(
        place_path=place_path,
        rulebook_id=rulebook_id,
        sheet_number=number,
        figures_digest=figures_digest(sheet),
        doubt=sheet.unsettled,
        document=document,
        document_on=document_on,
        seen_in=seen_in,
        confirmed_at=at,
        confirmed_by=actor.name,
    )
    with act():
        require(VERB, actor, row)
        if confirmation_of(rulebook_id, sheet, place_path=place_path) is not None:
            raise Invalid(_("Bộ tiêu chí này đã được xác nhận."))
        facts = {
            "rulebook": rulebook_id,
            "sheet": number,
            "figures": row.figures_digest,
            "document": document,
            "document_on": document_on.isoformat(),
            "seen_in": seen_in,
        }
        return create(row, VERB, actor=actor, at=at, facts=facts)


def withdraw_sheet_confirmation(
    row: SheetConfirmation, *, reason: str, actor: Actor, at: datetime
) -> SheetConfirmation:
    """Take a confirmation back with the reason, as long as no closed session has graded on it; the row stays.

    Raises NotAllowed, WrongState when it was taken back before or a result rests on it, Invalid without a reason.
    """
    reason = reason_given(reason, ask=_("Hãy ghi lý do rút xác nhận."))
    with act():
        locked = lock(row)
        require(VERB, actor, locked)
        if locked.withdrawn_at is not None:
            raise WrongState(_("Xác nhận này đã được rút."))
        used = import_string(settings.OCOP_RESULTS_UNDER_CONFIRMATION)(locked.pk)
        if used:
            raise WrongState(
                _("Không rút được: %(count)s kết quả đã chốt dựa trên xác nhận này.") % {"count": used}
            )
        locked.withdrawn_at, locked.withdrawn_by, locked.withdraw_reason = at, actor.name, reason
        locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
        facts = {
            "rulebook": locked.rulebook_id,
            "sheet": locked.sheet_number,
            "withdrawn": True,
            "reason": reason,
        }
        note(VERB, locked, actor=actor, at=at, facts=facts)
    return locked


def _unsettled(rulebook_id: str, number: int) -> Sheet:
    try:
        sheet = rulebooks.get(rulebook_id).sheet(number)
    except NotInRulebook:
        raise Invalid(_("Không có bộ tiêu chí này.")) from None
    if not sheet.unsettled:
        raise Invalid(_("Bộ tiêu chí này không có chỗ nào phải xác nhận."))
    return sheet
