"""Reads of dossiers for the desks, for the workspace, and for the stages that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from ocop.dossiers.models import Dossier, Evidence, Submission
from ocop.dossiers.queries.route import left_behind, seats, standing_at
from ocop.dossiers.queries.rule import past_its_rule
from ocop.dossiers.queries.standing import UNFINISHED
from ocop.dossiers.queries.waiting import late_steps, waiting_limits
from ocop.platform.access import Actor
from ocop.platform.access.scopes import at_or_below, within
from ocop.platform.folding import fold
from ocop.registration.models import ProducerMember


@dataclass(frozen=True, slots=True)
class DossierSummary:
    """A dossier in a list: no personal facts."""

    dossier_id: int
    product_name: str
    producer_name: str
    place_name: str
    place_path: str
    kind: str
    rulebook_id: str
    sheet_number: int
    state: str
    number_text: str
    submission_id: int | None


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many dossiers wait for the reader, by what is to be done.

    `late` has, for each level with a council, how many are past each limit that the province set itself.
    """

    own_to_write: int
    own_to_supplement: int
    commune_to_check: int
    commune_overdue: int
    district_to_take_in: int
    district_to_send_up: int
    province_to_take_in: int
    province_to_decide: int
    late: Mapping[str, Mapping[str, int]]


def ready_for_council(place_path: str) -> list[DossierSummary]:
    """Return the dossiers that a place has taken in and that wait for its council, longest waiting first."""
    rows = listed(Dossier.objects.filter(standing_at(place_path), state=Dossier.State.ACCEPTED))
    return [summary_of(dossier) for dossier in rows.order_by("accepted_at", "pk")]


def own(actor: Actor) -> QuerySet[Dossier]:
    """Return the dossiers of the producers that the actor acts for."""
    return Dossier.objects.filter(of_own_producers(actor))


def at_desk(actor: Actor, capability: str, level: str) -> QuerySet[Dossier]:
    """Return the dossiers handed in within the places of a tier where the actor holds a capability: a desk's
    list, whichever level has them now.
    """
    return Dossier.objects.filter(handed_in_within(seats(actor, capability, level)))


def to_send_up(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Return those whose approved result waits for its transmittal to the next level."""
    return rows.filter(
        state=Dossier.State.EVALUATED,
        level_results__level=F("level"),
        level_results__decided_on__isnull=False,
    ).exclude(level_results__handed_back_at__isnull=False)


def of_own_producers(actor: Actor) -> Q:
    """Return the condition of a dossier of a producer that the actor acts for."""
    if actor.user_id is None or actor.grant_own("dossiers.view") is None:
        return Q(pk__in=())
    mine = ProducerMember.objects.filter(user_id=actor.user_id)
    return Q(registration__product__producer_id__in=mine.values("producer_id"))


def handed_in_within(paths: tuple[str, ...]) -> Q:
    """Return the condition of a dossier that was handed in at least once, within one of the places."""
    return Q(current_submission__isnull=False) & within(paths)


def queue_counts(actor: Actor, on: date) -> QueueCounts:
    """Return how many dossiers wait for the reader on a day."""
    mine = own(actor)
    at_commune = at_desk(actor, "dossiers.propose", "commune").filter(level="commune", state="submitted")
    standing = {
        level: at_desk(actor, "dossiers.accept", level).filter(level=level)
        for level in ("district", "province")
    }
    arriving = {
        level: rows.filter(state__in=(Dossier.State.SUBMITTED, Dossier.State.PROPOSED))
        for level, rows in standing.items()
    }
    limits = waiting_limits()
    going_up = at_desk(actor, "dossiers.send_up", "district").filter(level="district")
    return QueueCounts(
        own_to_write=mine.filter(state=Dossier.State.DRAFT).exclude(registration__state="withdrawn").count(),
        own_to_supplement=mine.filter(state=Dossier.State.RETURNED).count(),
        commune_to_check=at_commune.count(),
        commune_overdue=at_commune.filter(due_on__lt=on).count(),
        district_to_take_in=arriving["district"].count(),
        district_to_send_up=to_send_up(going_up).count(),
        province_to_take_in=arriving["province"].count(),
        province_to_decide=at_desk(actor, "dossiers.keep_old_rule", "province")
        .filter(past_its_rule(on) | left_behind() & UNFINISHED)
        .count(),
        late={level: late_steps(rows, limits, on) for level, rows in standing.items()},
    )


def samples_counted(place_path: str, counted_by: Callable[[str, datetime], bool]) -> int:
    """Return how many dossiers at a place or below a value counted the samples of, when they were handed in or taken in.

    `counted_by` says of a place and a moment whether that value held there as was known then. Two queries.
    """
    rows = Submission.objects.filter(at_or_below(place_path, column="dossier__place_path"))
    handed_in = rows.values_list("dossier_id", "dossier__place_path", "submitted_at")
    taken_in = Dossier.objects.filter(at_or_below(place_path), accepted_at__isnull=False).values_list(
        "pk", "place_path", "accepted_at"
    )
    return len(
        {pk for moments in (handed_in, taken_in) for pk, path, at in moments if at and counted_by(path, at)}
    )


def awaiting_intake(place_path: str) -> int:
    """Return how many dossiers at or below a place the province has not taken in yet."""
    rows = Dossier.objects.filter(
        at_or_below(place_path), state__in=("draft", "submitted", "returned", "proposed")
    ).exclude(registration__state="withdrawn")
    return rows.count()


def counts_by(rows: QuerySet[Dossier], conditions: dict[str, Q]) -> dict[str, int]:
    """Return how many of the rows meet each condition, in one query; an empty condition counts all."""
    return rows.order_by().aggregate(
        **{name: Count("pk", filter=where) if where else Count("pk") for name, where in conditions.items()}
    )


def files_seen_elsewhere(dossier: Dossier, hashes: Iterable[str]) -> dict[str, int]:
    """Return which of the files other producers have in their dossiers too, and in how many: something to
    look into.
    """
    producer = dossier.registration.product.producer_id
    rows = (
        Evidence.objects.filter(file__sha256__in=list(hashes), dossier__current_submission__isnull=False)
        .exclude(dossier__registration__product__producer=producer)
        .values_list("file__sha256")
        .annotate(count=Count("dossier", distinct=True))
    )
    return dict(rows.order_by())


def filtered(
    rows: QuerySet[Dossier],
    *,
    text: str = "",
    state: str = "",
    place_path: str = "",
    sheet_number: int | None = None,
) -> QuerySet[Dossier]:
    """Narrow a list by typed words (without marks), state, place and sheet."""
    for word in fold(text).split()[:10]:
        rows = rows.filter(search_text__contains=f" {word}")
    if state:
        rows = rows.filter(state=state)
    if place_path:
        rows = rows.filter(at_or_below(place_path))
    if sheet_number is not None:
        rows = rows.filter(sheet_number=sheet_number)
    return rows


def summary_of(dossier: Dossier) -> DossierSummary:
    """Return a dossier as it stands in a list; its registration and place must have been read with it."""
    return DossierSummary(
        dossier_id=dossier.pk,
        product_name=dossier.product_name,
        producer_name=dossier.producer_name,
        place_name=dossier.place.name,
        place_path=dossier.place_path,
        kind=dossier.kind,
        rulebook_id=dossier.rulebook_id,
        sheet_number=dossier.sheet_number,
        state=dossier.state,
        number_text=dossier.registration.number_text,
        submission_id=dossier.current_submission_id,
    )


def with_registration(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Return the rows with the slip, product, producer and places, as a dossier's own page needs them."""
    return rows.select_related(
        "registration__product__producer__place__parent__parent",
        "registration__product__photo",
        "place__parent__parent",
    )


def listed(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Return the rows with what a list shows, and without the long texts."""
    return rows.select_related("registration", "place").defer(
        "report", "self_marks", "self_picks", "self_notes"
    )
