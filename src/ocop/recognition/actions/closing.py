"""Results on which no decision is made: closed below every star, or given back to the level below."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.directory.queries import tier_of
from ocop.dossiers import actions as dossiers
from ocop.dossiers.models import Dossier
from ocop.dossiers.queries.transmittal import result_of
from ocop.platform.access import Actor
from ocop.platform.refusal import Invalid
from ocop.platform.workflow import act
from ocop.recognition import notices
from ocop.recognition.actions.holding import end_hold
from ocop.recognition.actions.settling import let_tell
from ocop.recognition.queries.register import awaiting_results
from ocop_rules import rulebooks
from ocop_rules.outcomes import stars_above


def close_results(
    place_path: str, *, result_ids: Collection[int], actor: Actor, at: datetime
) -> list[Dossier]:
    """Close the dossiers of products that reach no star to recognise, with the notice their producers read.

    No decision is made on them. Raises Invalid when one of the results is not such a product or no longer
    waits. Law: QĐ 26/2026/QĐ-TTg, Điều 4 khoản 1 điểm a; Điều 7 khoản 3 điểm g.
    """
    waiting = {row.result.result_id: row for row in awaiting_results(place_path)}
    chosen = [waiting[pk] for pk in result_ids if pk in waiting and waiting[pk].outcome == "close"]
    if not chosen or len(chosen) != len(set(result_ids)):
        raise Invalid(
            _("Chỉ kết thúc được hồ sơ đang chờ và không đạt hạng công nhận. Hãy tải lại trang rồi chọn lại.")
        )
    level, on = tier_of(place_path), timezone.localdate(at)
    with act():
        closed = []
        for row in chosen:
            dossier = Dossier.objects.get(pk=row.result.dossier_id)
            why = why_closed(dossier, level, star=row.result.star, total=row.result.total_shown)
            closed.append(dossiers.close_unrecognised(dossier, reason=why, actor=actor, at=at))
            let_tell(row.result, outcome="close", level_path=place_path, settled_on=on, explanation=why)
        for dossier in closed:
            end_hold(dossier, decided_on=on, actor=actor, at=at)
    return closed


def hand_back_results(
    place_path: str, *, result_ids: Collection[int], actor: Actor, at: datetime
) -> list[Dossier]:
    """Give results that reach no star of this level back to the level below, which may recognise on them.

    Raises Invalid when one of the results is not such a one or no longer waits. The level is the route's
    `returns_to`; for 148-2023 no source says so (see the rulebook's doubts).
    """
    waiting = {row.result.result_id: row for row in awaiting_results(place_path)}
    chosen = [waiting[pk] for pk in result_ids if pk in waiting and waiting[pk].outcome == "return"]
    if not chosen or len(chosen) != len(set(result_ids)):
        raise Invalid(_("Chỉ trả về cấp dưới được kết quả thuộc diện ấy. Hãy tải lại trang rồi chọn lại."))
    level = tier_of(place_path)
    with act():
        return [
            dossiers.hand_back(
                Dossier.objects.get(pk=row.result.dossier_id),
                notice=notices.handed_back(
                    row.result.rulebook_id, level=level, star=row.result.star, total=row.result.total_shown
                ),
                actor=actor,
                at=at,
            )
            for row in chosen
        ]


def why_closed(dossier: Dossier, level: str, *, star: int, total: str) -> str:
    """Return the notice about a product that is not recognised: its star is not, or is not above the one held."""
    result = result_of(dossier, level)
    if (
        result is not None
        and result.above_star is not None
        and star in stars_above(rulebooks.get(dossier.rulebook_id), level)
    ):
        return notices.not_above_held(
            star=star, total=total, held=result.above_star, basis=result.above_star_basis
        )
    return notices.not_recognised(dossier.rulebook_id, level=level, star=star, total=total)
