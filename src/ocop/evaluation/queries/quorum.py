"""Whether enough of the council is there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from ocop.evaluation.models import Attendance, CouncilMember, Session
from ocop.evaluation.queries.rules import rules_of
from ocop.evaluation.queries.written import opinions_in
from ocop.programme.queries import CouncilRules


@dataclass(frozen=True, slots=True)
class Quorum:
    """The count of a session: who may vote, who of them is there, and what the working rules ask.

    `present` holds the ids of the voting members who are there. The share is always taken of all voting
    members of the council, so a member recused from a product counts as missing for that product, not as
    one fewer to count. In the written form those are present whose opinion is in for some product, the chair only
    with an opinion on all of them; each product is counted by itself (`met_by`).
    """

    voting: int
    present: frozenset[int]
    share: Fraction
    needs_chair: bool
    chair_present: bool
    recorded: bool
    written: bool = False

    @property
    def needed(self) -> int:
        """Return the least number of voting members who must be there."""
        return math.ceil(self.share * self.voting)

    @property
    def is_met(self) -> bool:
        """Return whether the session as a whole has its quorum."""
        return (
            self.recorded
            and len(self.present) >= self.needed
            and (self.chair_present or not self.needs_chair)
        )

    def met_by(self, counted: int) -> bool:
        """Return whether this many counted members are enough for one product."""
        return counted >= self.needed

    @property
    def shortcoming(self) -> str:
        """Return what is missing, as a sentence; "" when nothing is."""
        if not self.recorded:
            return _("Chưa điểm danh thành viên.")
        if len(self.present) < self.needed:
            too_few = (
                _(
                    "Chưa đủ ý kiến: %(present)s trên %(voting)s thành viên đã gửi, "
                    "quy chế yêu cầu ít nhất %(needed)s (%(share)s)."
                )
                if self.written
                else _(
                    "Chưa đủ số thành viên: có mặt %(present)s trên %(voting)s, "
                    "quy chế yêu cầu ít nhất %(needed)s (%(share)s)."
                )
            )
            return too_few % {
                "present": len(self.present),
                "voting": self.voting,
                "needed": self.needed,
                "share": _("toàn bộ") if self.share == 1 else self.share,
            }
        if not self.needs_chair or self.chair_present:
            return ""
        if self.written:
            return _("Chưa có ý kiến của Chủ tịch Hội đồng về mọi sản phẩm; quy chế yêu cầu phải có.")
        return _("Chủ tịch Hội đồng vắng mặt; quy chế yêu cầu Chủ tịch có mặt.")


def quorum_of(session: Session) -> Quorum:
    """Return the count of a session as its attendance says now."""
    rules = rules_of(session)
    rows = list(Attendance.objects.filter(session=session).select_related("member"))
    voting = [row for row in rows if row.member.votes]
    if session.is_written:
        return _by_opinions(session, [row.member for row in voting], rules)
    return Quorum(
        voting=len(voting),
        present=frozenset(row.member_id for row in voting if row.present),
        share=rules.quorum,
        needs_chair=rules.needs_chair,
        chair_present=any(row.present for row in rows if row.member.post == "chair"),
        recorded=bool(rows) and all(row.recorded_at is not None for row in rows),
    )


def _by_opinions(session: Session, voting: list[CouncilMember], rules: CouncilRules) -> Quorum:
    opinions = opinions_in(session)
    chair = next((member.pk for member in voting if member.post == CouncilMember.Post.CHAIR), None)
    given, wanted = opinions.get(chair, (0, 0)) if chair is not None else (0, 1)
    return Quorum(
        voting=len(voting),
        present=frozenset(member for member, (count, _wanted) in opinions.items() if count),
        share=rules.quorum,
        needs_chair=rules.needs_chair,
        chair_present=given == wanted,
        recorded=True,
        written=True,
    )
