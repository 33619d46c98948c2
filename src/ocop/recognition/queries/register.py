"""The register of certificates and the state of decisions, for those who work with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ocop.directory.queries import tier_of
from ocop.dossiers.queries.route import authority_of
from ocop.evaluation.queries import ResultForDecision, results_awaiting_decision
from ocop.platform.access import Actor
from ocop.platform.access.scopes import within
from ocop.platform.folding import fold
from ocop.programme.queries import InnerDue, inner_limits, working_calendar
from ocop.recognition.models import Certificate, Decision, DecisionLine, Revocation
from ocop.recognition.queries.notices import untold_counts
from ocop_rules import deadlines, rulebooks
from ocop_rules.deadlines import Due
from ocop_rules.outcomes import Outcome, outcome

REVOKING_LEVEL = "province"  # certificates of districts that are gone are the province's, too
MAX_WORDS = 8

REGISTER_STATUSES = {
    "valid": _("Còn hiệu lực"),
    "expiring": _("Sắp hết hạn"),
    "held": _("Chờ kết quả đánh giá lại"),
    "expired": _("Hết hạn"),
    "revoked": _("Đã thu hồi"),
}


def with_words(text: str) -> Q:
    """Return the condition that every typed word begins a word of `search_text`; marks and case do not
    count.
    """
    condition = Q()
    for word in fold(text).split()[:MAX_WORDS]:
        condition &= Q(search_text__contains=f" {word}")
    return condition


def expiring_before(on: date) -> date:
    """Return the last day of validity that counts as "about to expire": the renewal window has opened by
    then.

    Law: the window opens as many days before the end as the rulebook in force says (26-2026: 180, Điều 7
    khoản 6 điểm a); where it has none, the certificate's authority tells the producer as many days ahead
    (148-2023: 30).
    """
    limits = rulebooks.in_force(on).limits
    limit = limits.get("reevaluation_window") or limits.get("reevaluation_notice")
    return on + timedelta(days=limit.amount if limit else 0)


def standing_on(on: date) -> Q:
    """Return the condition of a certificate whose last day has not passed, a wait for re-evaluation included."""
    # Says itself that nothing is held, so that the opposite is true of a certificate without such a day.
    return Q(expires_on__gte=on) | Q(holds_until__isnull=False, holds_until__gte=on)


def status_on(certificate: Certificate, on: date) -> str:
    """Return a certificate's standing on a day: a key of REGISTER_STATUSES."""
    if certificate.state == Certificate.State.REVOKED:
        return "revoked"
    if on > certificate.last_day:
        return "expired"
    if on > certificate.expires_on:
        return "held"
    return "expiring" if certificate.expires_on <= expiring_before(on) else "valid"


def register(
    rows: QuerySet[Certificate],
    *,
    on: date,
    status: str = "",
    star: int | None = None,
    place_path: str = "",
    text: str = "",
) -> QuerySet[Certificate]:
    """Return the rows of the register that match, those that expire first on top; "valid" includes those
    about to expire.
    """
    standing = {
        "valid": Q(state="valid") & standing_on(on),
        "expiring": Q(state="valid", expires_on__gte=on, expires_on__lte=expiring_before(on)),
        "held": Q(state="valid", expires_on__lt=on, holds_until__gte=on),
        "expired": Q(state="valid") & ~standing_on(on),
        "revoked": Q(state="revoked"),
    }.get(status, Q())
    rows = rows.filter(standing, with_words(text))
    if star is not None:
        rows = rows.filter(star=star)
    if place_path:
        rows = rows.filter(within([place_path], column="current_place_path"))
    return rows.select_related("revocation").order_by("expires_on", "search_text", "pk")


@dataclass(frozen=True, slots=True)
class AwaitingResult:
    """A council's result that no decision holds yet, with what the rulebook's route makes of it.

    `inner` is by when the province wants it submitted, where its regulation says.
    """

    result: ResultForDecision
    outcome: Outcome
    inner: InnerDue | None = None


def awaiting_results(place_path: str, *, also_of: Decision | None = None) -> list[AwaitingResult]:
    """Return the results that wait for a decision at a place, best first.

    Those that another draft holds are left out; `also_of` keeps in those of the draft being changed.
    """
    held = DecisionLine.objects.filter(holds_result=True)
    if also_of is not None:
        held = held.exclude(decision=also_of)
    taken = set(held.values_list("result_id", flat=True))
    limits = inner_limits("days_to_submit")
    return [
        AwaitingResult(
            result=found,
            outcome=outcome(
                authority_of(rulebooks.get(found.rulebook_id), tier_of(place_path), found.place_path),
                tier_of(place_path),
                star=found.star,
                total=found.total,
                above_star=found.above_star,
            ),
            inner=limits.due("days_to_submit", place_path, found.closed_on),
        )
        for found in sorted(
            results_awaiting_decision(place_path), key=lambda one: (-one.total_hundredths, one.product_name)
        )
        if found.result_id not in taken
    ]


def with_line_counts(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """Return decisions for a list, drafts first and then the newest, with `recognised` and `forwarded`
    counted.
    """
    return rows.annotate(
        recognised=Count("lines", filter=Q(lines__outcome="recognise")),
        forwarded=Count("lines", filter=Q(lines__outcome="forward")),
    ).order_by("state", "-issued_on", "-pk")


def places_of(rows: QuerySet[Certificate]) -> list[tuple[str, str]]:
    """Return the (path, name) of every commune among the certificates, in the order of the names."""
    found = dict(rows.order_by().values_list("current_place_path", "current_place_name").distinct())
    return sorted(found.items(), key=lambda pair: fold(pair[1]))


def renewal_window(certificate: Certificate, *, on: date) -> Due | None:
    """Return between which days the dossier for the next rating must be filed, by the rulebook in force on
    a day; None where it sets none.
    """
    if "reevaluation_window" not in rulebooks.in_force(on).limits:
        return None
    return deadlines.due(
        rulebooks.in_force(on),
        "reevaluation_window",
        start=certificate.expires_on,
        calendar=working_calendar(),
    )


def proposed_number(place_path: str, year: int) -> int:
    """Return the number to offer for the next decision of a year: one above the highest entered here.

    Decisions that recognise and decisions that revoke count alike. Only an offer: the province's decisions of
    every kind share one series, kept by its clerk's office.
    """
    decided = Decision.objects.filter(place_path=place_path, year=year).aggregate(highest=Max("number"))
    revoked = Revocation.objects.filter(
        certificate__place_path__startswith=f"{place_path}/", revoked_on__year=year
    ).values_list("number_text", flat=True)
    return max(decided["highest"] or 0, *(int(text.partition("/")[0]) for text in revoked), 0) + 1


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a decision's documents are made."""

    made: int
    wanted: int

    @property
    def is_complete(self) -> bool:
        return self.made >= self.wanted


def document_progress(decision: Decision) -> Progress:
    """Return how many of the decision's certificates and of its own print are ready."""
    of_certificates = Certificate.objects.filter(line__decision=decision).values_list("pdf_id", flat=True)
    pdfs = [decision.pdf_id, *of_certificates]
    return Progress(made=sum(pdf is not None for pdf in pdfs), wanted=len(pdfs))


def queue_counts(actor: Actor, *, on: date) -> dict[str, int]:
    """Return what waits for this reader: results to decide on or to tell, drafts to sign, certificates about to
    expire.

    Keys whose work is not theirs are absent.
    """
    counts: dict[str, int] = {}
    drafting = actor.paths_for("recognition.draft_decision")
    if drafting:
        waiting = [row for path in drafting for row in awaiting_results(path)]
        counts["awaiting_decision"] = len(waiting)
        counts["awaiting_late"] = sum(row.inner is not None and row.inner.due_on < on for row in waiting)
    telling = actor.paths_for("recognition.issue_notice")
    if telling:
        counts["to_notify"], counts["notify_late"] = untold_counts(telling, on=on)
    signing = actor.paths_for("recognition.issue_decision")
    if signing:
        counts["drafts_to_issue"] = Decision.objects.filter(within(signing), state="draft").count()
    watching = actor.paths_for("recognition.view")
    if watching:
        rows = Certificate.objects.filter(within(watching), is_latest=True)
        counts["expiring"] = register(rows, on=on, status="expiring").count()
    return counts
