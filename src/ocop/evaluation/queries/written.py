"""Sessions in the written form: what may be decided so, whose opinion is in, who asks for a meeting instead."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from ocop.dossiers.models import Dossier
from ocop.evaluation.models import Ballot, Session
from ocop.programme.queries import CouncilRules
from ocop_rules import outcomes, rulebooks

NEVER = "never"
# A ballot that is in; one that was opened again after scoring had ended is still the member's opinion.
OPINION = Q(completed_at__isnull=False) | Q(accepts_marks=True, reopened_at__isnull=False)


def form_refused(rules: CouncilRules, level: str, on: date) -> str:
    """Return why a council of a level may not decide in writing on a day, as a sentence; "" when it may."""
    if rules.written_opinion.value == NEVER:
        return _("Quy chế không cho lấy ý kiến bằng văn bản (%(basis)s); hãy lên lịch phiên họp.") % {
            "basis": rules.written_opinion.basis
        }
    rulebook = rulebooks.in_force(on)
    if not any(found.code == level and found.written_opinion for found in rulebook.route):
        return _(
            "%(instrument)s không quy định lấy ý kiến bằng văn bản ở cấp này; hãy lên lịch phiên họp."
        ) % {"instrument": rulebook.instrument}
    return ""


def kind_refused(dossier: Dossier, level: str) -> str:
    """Return why a dossier's kind is not decided in writing by its own rulebook; "" when it is."""
    rulebook = rulebooks.get(dossier.rulebook_id)
    here = outcomes.route_level(rulebook, level)
    if dossier.kind in here.written_opinion:
        return ""
    return _(
        "“%(product)s” không thuộc diện lấy ý kiến bằng văn bản (%(source)s): chỉ hồ sơ đánh giá lại; "
        "hãy đưa sản phẩm vào một phiên họp."
    ) % {"product": dossier.product_name, "source": here.written_opinion_source or rulebook.instrument}


def opinions_in(session: Session) -> dict[int, tuple[int, int]]:
    """Return by voting member how many products the opinion is in for, and how many it is wanted for, in one query.

    A product from which the member is recused is not wanted; a member recused from all is left out.
    """
    rows = (
        Ballot.objects.filter(
            item__session=session, item__postponed_at__isnull=True, recused=False, member__votes=True
        )
        .order_by("member__position", "pk")
        .values_list("member_id", "completed_at", "accepts_marks", "reopened_at")
    )
    found: dict[int, tuple[int, int]] = {}
    for member_id, completed_at, accepts_marks, reopened_at in rows:
        given, wanted = found.get(member_id, (0, 0))
        is_in = completed_at is not None or (accepts_marks and reopened_at is not None)
        found[member_id] = (given + is_in, wanted + 1)
    return found


def meeting_requests(session: Session) -> list[Ballot]:
    """Return the ballots whose members ask for a meeting on their product, in the order of the list; no marks."""
    return list(
        Ballot.objects.filter(item__session=session, meeting_asked_at__isnull=False)
        .select_related("item")
        .defer("marks", "picks", "notes", "total_points", "seal_key")
        .order_by("item__position", "meeting_asked_at", "pk")
    )
