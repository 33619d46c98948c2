"""Closing a session: the quorum, every ballot, the rules core, and the results frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from ocop.dossiers import actions as dossier_actions
from ocop.evaluation.actions.figures import insist_on_figures
from ocop.evaluation.models import Ballot, ItemResult, Session, SessionItem
from ocop.evaluation.queries import Quorum, gaps_between, quorum_of
from ocop.evaluation.queries.rules import must_beat, rules_of
from ocop.evaluation.queries.totals import counted_ballots
from ocop.platform.access import Actor
from ocop.platform.refusal import Invalid
from ocop.platform.workflow import note, perform
from ocop_rules import grading, rulebooks
from ocop_rules.councils import Regulation
from ocop_rules.lifecycle import SESSION
from ocop_rules.rulebook import Rulebook
from ocop_rules.sheets import Sheet


def close_session(session: Session, *, actor: Actor, at: datetime) -> Session:
    """Close a session for good: grade each product, freeze results and ballots, hand the dossiers on.

    Asks that the quorum was there, that for each product enough present members without an interest have
    completed their ballots and none is open again, and that a gap wider than the working rules allow was
    discussed (the discussion is written down). A product excluded on a ground needs no ballots. Where the
    working rules send back a product that misses a minimum of its total's star, it must be postponed first.
    Raises NotAllowed, WrongState (also for the second of two who close), Invalid naming what is missing.
    Law: QĐ 26/2026/QĐ-TTg, Điều 3 khoản 3, Điều 7 khoản 3 điểm d.
    """

    def conclude(locked: Session) -> tuple[str, ...]:
        # Locked in one order, so that a mark on its way has either been written before this line or is
        # refused.
        list(Ballot.objects.select_for_update().filter(item__session=locked).order_by("pk").values_list("pk"))
        items = list(
            locked.items.filter(postponed_at__isnull=True)
            .select_related("dossier__registration")
            .order_by("position", "pk")
        )
        if not items:
            raise Invalid(_("Phiên họp không còn sản phẩm nào để kết luận."))
        quorum = quorum_of(locked)
        if not quorum.is_met:
            raise Invalid(
                _("Chưa chốt được phiên họp. %(why)s") % {"why": quorum.shortcoming}, field="attendance"
            )
        counted = counted_ballots(locked)
        for item in items:
            item.session = locked
            ballots = _checked(item, counted.get(item.pk, []), quorum)
            result = _freeze(item, ballots, actor=actor, at=at)
            dossier_actions.conclude(
                item.dossier,
                total=Fraction(result.total_exact),
                star=result.star,
                sitting=dossier_actions.CouncilSitting(
                    title=locked.title,
                    held_on=locked.held_on,
                    session_number=locked.pk,
                    result_number=result.pk,
                    **must_beat(item),
                ),
                actor=actor,
                at=at,
            )
        Ballot.objects.filter(item__session=locked).update(frozen=True, accepts_marks=False)
        locked.closed_at, locked.closed_by = at, actor.name
        return ("closed_at", "closed_by")

    return perform(
        SESSION, session, "close_session", actor=actor, at=at, apply=conclude, facts=_closing_facts
    )


def _checked(item: SessionItem, ballots: Sequence[Ballot], quorum: Quorum) -> Sequence[Ballot]:
    """Return the ballots that count for a product, or refuse naming what is missing."""
    name = item.product_name
    open_again = [ballot.member_name for ballot in ballots if ballot.accepts_marks]
    if open_again:
        raise Invalid(
            _("“%(name)s”: phiếu của %(members)s đang mở lại; chờ thành viên hoàn thành.")
            % {"name": name, "members": ", ".join(open_again)},
            field=f"item-{item.pk}",
        )
    complete = [ballot for ballot in ballots if ballot.completed_at is not None]
    if item.disqualified:
        return complete
    unfinished = [ballot.member_name for ballot in ballots if ballot.completed_at is None]
    if unfinished:
        raise Invalid(
            _(
                "“%(name)s”: %(members)s chưa hoàn thành phiếu. "
                "Hãy mở lại phiếu, hoặc để sản phẩm lại phiên sau."
            )
            % {"name": name, "members": ", ".join(unfinished)},
            field=f"item-{item.pk}",
        )
    if not quorum.met_by(len(complete)):
        raise Invalid(
            _(
                "“%(name)s”: chỉ có %(counted)s phiếu được tính, quy chế yêu cầu ít nhất %(needed)s "
                "(thành viên có lợi ích liên quan không được tính). Hãy để sản phẩm lại phiên sau."
            )
            % {"name": name, "counted": len(complete), "needed": quorum.needed},
            field=f"item-{item.pk}",
        )
    limit = rules_of(item.session).max_gap
    gaps = gaps_between({b.member_name: b.total_points for b in complete}, max_gap_points=limit)
    if gaps and not item.discussion.strip():
        raise Invalid(
            _(
                "“%(name)s”: điểm của %(higher)s và %(lower)s chênh %(points)s điểm, quá %(limit)s điểm. "
                "Hãy mở lại phiếu để chấm lại, hoặc ghi ý kiến thảo luận của hội đồng về sản phẩm này "
                "rồi chốt."
            )
            % {
                "name": name,
                "higher": gaps[0].higher,
                "lower": gaps[0].lower,
                "points": gaps[0].points,
                "limit": limit,
            },
            field=f"item-{item.pk}",
        )
    return complete


def _freeze(item: SessionItem, ballots: Sequence[Ballot], *, actor: Actor, at: datetime) -> ItemResult:
    rulebook = rulebooks.get(item.rulebook_id)
    sheet = rulebook.sheet(item.sheet_number)
    for ballot in ballots:
        _check_reads_the_same(item, ballot, sheet)
    grounds = [entry["code"] for entry in item.disqualified]
    regulation = rules_of(item.session).grading
    confirmation = insist_on_figures(
        item.rulebook_id, item.sheet_number, name=item.product_name, place_path=item.session.place_path,
        field=f"item-{item.pk}",
    )  # fmt: skip
    figures = _graded(
        item, rulebook, sheet, ballots, grounds, regulation=regulation, confirmed=confirmation is not None
    )
    recused = (
        Ballot.objects.filter(item=item, recused=True).select_related("member").order_by("member__position")
    )
    result = ItemResult(
        item=item,
        session_id=item.session_id,
        level=item.session.council.level,
        product_name=item.product_name,
        producer_name=item.producer_name,
        place_path=item.place_path,
        place_name=item.place_name,
        sheet_number=item.sheet_number,
        members=[_member(ballot) | {"total": ballot.total_points} for ballot in ballots],
        recused=[_member(ballot) | {"reason": ballot.recused_reason} for ballot in recused],
        disqualified=item.disqualified,
        rulebook_id=item.rulebook_id,
        rulebook_digest=rulebook.digest,
        confirmation=confirmation,
        graded_at=at,
        graded_by=actor.name,
        **figures,
    )
    result.save(force_insert=True)
    facts = {
        "total": result.total_exact,
        "star": result.star,
        "members": result.members,
        "rulebook": f"{result.rulebook_id} {result.rulebook_digest}",
        "ballots": {str(ballot.pk): digest_of(ballot) for ballot in ballots},
    }
    if confirmation is not None:
        facts["figures_confirmed"] = f"{confirmation.pk}: {confirmation.document}"
    note(
        "evaluation.close_session",
        result,
        actor=actor,
        at=at,
        facts=facts,
        place_path=item.session.place_path,
    )
    return result


def digest_of(ballot: Ballot) -> str:
    """Return the digest of a ballot's marks that the log keeps from the closing on."""
    return hashlib.sha256(json.dumps(ballot.marks, sort_keys=True).encode()).hexdigest()


def _sent_back(item: SessionItem, graded: grading.Result) -> str:
    """Return why a product that lacks a minimum of its total's star must be postponed before the session closes."""
    lacking = dict.fromkeys(missed.criterion for missed in graded.held_back_by)
    return _(
        "“%(name)s” thiếu điểm tối thiểu ở tiêu chí %(codes)s; quy chế yêu cầu để lại phiên sau "
        "cho chủ thể hoàn thiện. Hãy để sản phẩm lại phiên sau rồi chốt."
    ) % {"name": item.product_name, "codes": ", ".join(lacking)}


def _check_reads_the_same(item: SessionItem, ballot: Ballot, sheet: Sheet) -> None:
    """Refuse to grade marks that the sheet, as it reads now, would not give for the levels chosen."""
    for code, level in ballot.picks.items():
        levels = sheet.criterion(code).choices
        if level >= len(levels) or levels[level].points != ballot.marks.get(code):
            raise Invalid(
                _(
                    "“%(name)s”: bộ tiêu chí đã thay đổi ở tiêu chí %(code)s sau khi thành viên chấm. "
                    "Hãy mở lại việc chấm điểm để thành viên chấm lại."
                )
                % {"name": item.product_name, "code": code},
                field=f"item-{item.pk}",
            )


def _graded(
    item: SessionItem,
    rulebook: Rulebook,
    sheet: Sheet,
    ballots: Sequence[Ballot],
    grounds: Sequence[str],
    *,
    regulation: Regulation,
    confirmed: bool,
) -> dict[str, Any]:
    """Return the figures of a result; a product excluded before anyone scored it has a total of 0.

    Raises Invalid for a product that the working rules send back for a missed minimum.
    """
    if not ballots:
        return {
            "total_exact": "0",
            "total_shown": grading.shown(0),
            "total_hundredths": 0,
            "band_star": grading.band(rulebook, 0),
            "minimum_star": grading.NOT_RECOGNISED,
            "star": grading.NOT_RECOGNISED,
            "means": {},
            "missed": [],
        }
    graded = grading.grade(
        rulebook,
        sheet,
        ballots={str(b.member_id): b.marks for b in ballots},
        disqualified=grounds,
        unmet_is_zero=True,
        confirmed=confirmed,
        regulation=regulation,
    )
    if graded.outcome == "returned":
        raise Invalid(_sent_back(item, graded), field=f"item-{item.pk}")
    return {
        "total_exact": str(graded.total),
        "total_shown": grading.shown(graded.total),
        "total_hundredths": graded.total.numerator * 100 // graded.total.denominator,
        "band_star": graded.band_star,
        "minimum_star": graded.minimum_star,
        "star": graded.star,
        "means": {code: str(mean) for code, mean in graded.criterion_means.items()},
        "missed": [
            {
                "criterion": missed.criterion,
                "name": sheet.criterion(missed.criterion).name,
                "star": missed.star,
                "needs": missed.needs,
                "got": str(Fraction(missed.got)),
                "got_shown": grading.shown(missed.got),
            }
            for missed in graded.missed
        ],
    }


def _member(ballot: Ballot) -> dict[str, Any]:
    member = ballot.member
    return {"name": member.name, "post": member.post, "agency": member.agency_name}


def _closing_facts(session: Session) -> dict[str, Any]:
    results = ItemResult.objects.filter(session=session).order_by("-total_hundredths", "pk")
    return {
        "results": [
            {"product": row.product_name, "total": row.total_shown, "star": row.star} for row in results
        ]
    }
