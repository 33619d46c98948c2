"""Reads of the directory: places on a day, what became of them, and the grants of a person."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from ocop.directory.models import Agency, Mandate, Place, PlaceAct, Succession, full_name_of
from ocop.directory.roles import role_of
from ocop.platform.access import Grant
from ocop.platform.access.scopes import within
from ocop.platform.folding import fold

CODE_LENGTHS = (2, 3, 5)  # province, district, commune
_TIER_OF_LENGTH = dict(zip(CODE_LENGTHS, Place.Level.values, strict=True))
MAX_WORDS = 12  # the longest full name has as many; more would only make a slow question
_WITH_PARENTS = "parent__parent"
STATES_BACK = 4  # how many changes a history is followed to either side
# Asked for every page of a signed-in person. By hand, because putting the query together took seven times as
# long as running it.
_GRANTS = """
    SELECT mandate.id, mandate.role, agency.name, place.path, place.name, above.name, top.name
    FROM directory_mandate mandate
    LEFT JOIN directory_agency agency ON agency.id = mandate.agency_id
    LEFT JOIN directory_place place ON place.id = mandate.place_id
    LEFT JOIN directory_place above ON above.id = place.parent_id
    LEFT JOIN directory_place top ON top.id = above.parent_id
    WHERE mandate.user_id = %s AND mandate.starts_on <= %s AND (mandate.ends_on IS NULL OR mandate.ends_on >= %s)
    ORDER BY mandate.starts_on, mandate.id"""


def acts_refused(paths: Iterable[str]) -> int:
    """Return how many documents on changes of units could not be applied on their day within the places."""
    return PlaceAct.objects.pending().filter(within(tuple(paths))).exclude(refusal="").count()


def place_on(code: str, on: date) -> Place | None:
    """Return the place that bore this official code on this day, or None; first and last day count."""
    return Place.objects.valid_on(on).filter(code=code).select_related(_WITH_PARENTS).first()


def place_from(code: str, valid_from: date) -> Place | None:
    """Return the place with this key, or None."""
    return Place.objects.filter(code=code, valid_from=valid_from).select_related(_WITH_PARENTS).first()


def last_place(code: str) -> Place | None:
    """Return the newest place with this official code, or None."""
    return Place.objects.filter(code=code).select_related(_WITH_PARENTS).order_by("-valid_from").first()


def tier_of(path: str) -> str:
    """Return the tier of government of a place's path, by its last code; "" for a path that is none."""
    return _TIER_OF_LENGTH.get(len(path.rpartition("/")[2]), "")


def path_at(path: str, tier: str) -> str | None:
    """Return the path of the unit of one tier in which a place lies, the place itself included.

    None where its state of the map has no such unit: "14/125/03646" lies in district "14/125", "14/03646" in
    none.
    """
    steps = path.split("/")
    above = ("/".join(steps[:count]) for count in range(1, len(steps) + 1))
    return next((one for one in above if tier_of(one) == tier), None)


def unit_at(place: Place, tier: str) -> Place | None:
    """Return the unit of one tier in which a place lies, the place itself included; None where there is
    none.
    """
    found: Place | None = place
    while found is not None and found.level != tier:
        found = found.parent
    return found


def find_places(
    text: str, *, on: date, level: str | None = None, within: Place | None = None, limit: int = 10
) -> list[Place]:
    """Return the places of this day that match typed words, the nearest first.

    Marks, case and signs do not count. Every word must begin a word of the name or of those above it, so
    "chieng so song ma" finds one commune; a code typed whole finds its place. No words, no places.
    """
    folded = fold(text)
    if not folded or limit < 1:
        return []
    rows = Place.objects.valid_on(on)
    if level is not None:
        rows = rows.filter(level=level)
    if within is not None:
        rows = rows.within(within)
    by_words = Q()
    for word in folded.split()[:MAX_WORDS]:
        by_words &= Q(search_text__contains=f" {word}")
    if folded.isdigit() and len(folded) in CODE_LENGTHS:
        by_words |= Q(code=folded)
    return list(
        rows.filter(by_words)
        .annotate(rank=_rank(folded))
        .order_by("rank", _tier(), "folded_name", "code")
        .select_related(_WITH_PARENTS)[:limit]
    )


def places_named(
    text: str, *, on: date, level: str | None = None, within: Place | None = None
) -> list[Place]:
    """Return the places that a typed name can mean: one, several to choose from, or none.

    Names that are the same without marks are told apart by the marks when these were typed; "Xã X, tỉnh Y"
    works too.
    """
    folded = fold(text)
    found = find_places(text, on=on, level=level, within=within, limit=50)
    same = [
        place
        for place in found
        if folded in (place.folded_name, fold(place.name), fold(place.full_name), place.code)
    ]
    exact = [place for place in same if _spelled(text) in (_spelled(place.name), _spelled(place.full_name))]
    whole = [place for place in found if all(f" {word} " in place.search_text for word in folded.split())]
    return exact or same or whole or found


def communes_of(province: Place, on: date) -> QuerySet[Place]:
    """Return the communes of a province on a day, in the order of their names."""
    return (
        Place.objects.valid_on(on)
        .filter(level=Place.Level.COMMUNE, path__startswith=f"{province.path}/")
        .select_related(_WITH_PARENTS)
        .order_by("folded_name", "code")
    )


def provinces_on(on: date) -> QuerySet[Place]:
    """Return the provinces of a day, in the order of their names."""
    return Place.objects.valid_on(on).filter(level=Place.Level.PROVINCE).order_by("folded_name", "code")


def children_of(place: Place) -> QuerySet[Place]:
    """Return the places directly under this one in the same state of the map, in the order of their names."""
    return (
        Place.objects.within(place)
        .filter(parent__code=place.code)
        .exclude(pk=place.pk)
        .order_by("folded_name", "code", "valid_from")
    )


def successors_of(place: Place) -> list[Succession]:
    """Return where the place went, the link to offer first on top; `link.new` comes with those above it."""
    return list(
        place.onward_links.select_related("new__parent__parent").order_by(
            "-is_default", "extent", "new__folded_name", "pk"
        )
    )


def predecessors_of(place: Place) -> list[Succession]:
    """Return what the place was made of, whole ones first; `link.old` comes with those above it."""
    return list(
        place.origin_links.select_related("old__parent__parent").order_by("-extent", "old__folded_name", "pk")
    )


@dataclass(slots=True)
class Change:
    """One day in the history of a place: what went into what, and by which document when that is known."""

    on: date
    old: list[Place] = field(default_factory=list)
    new: list[Place] = field(default_factory=list)
    basis: str = ""
    act: PlaceAct | None = None
    dates_doubtful: bool = False


def changes_around(place: Place) -> list[Change]:
    """Return the changes that led to a place and those that followed, newest first, over at most four states a side."""
    links: dict[int, Succession] = {}
    for there, here in (("old_id", "new_id"), ("new_id", "old_id")):
        edge = {place.pk}
        for _state in range(STATES_BACK):
            found = Succession.objects.filter(**{f"{here}__in": edge}).select_related("old", "new", "act")
            step = {link.pk: link for link in found if link.pk not in links}
            if not step:
                break
            links |= step
            edge = {getattr(link, there) for link in step.values()}
    old = {link.old_id for link in links.values() if link.new_id == place.pk}
    new = {link.new_id for link in links.values() if link.old_id == place.pk}
    beside = Succession.objects.filter(Q(old__in=old) | Q(new__in=new)).select_related("old", "new", "act")
    links |= {
        link.pk: link for link in beside
    }  # with what it was merged, and into what else its origin was split
    # A document is one entry; of the loaded map, which changed a country in a day, each new unit is.
    by_day: dict[tuple[date, int | None, int | None], Change] = defaultdict(
        lambda: Change(on=place.valid_from)
    )
    for link in sorted(links.values(), key=lambda one: (one.old.folded_name, one.new.folded_name, one.pk)):
        change = by_day[link.new.valid_from, link.act_id, None if link.act_id else link.new_id]
        change.on, change.act, change.basis = link.new.valid_from, link.act, link.get_basis_display()
        change.dates_doubtful |= link.new.dates_doubtful in ("from", "both")
        if link.old not in change.old:
            change.old.append(link.old)
        if link.new not in change.new:
            change.new.append(link.new)
    return sorted(by_day.values(), key=lambda change: change.on, reverse=True)


def mandates_of(places: Iterable[Place]) -> QuerySet[Mandate]:
    """Return the mandates ever held at these very rows, newest first."""
    return (
        Mandate.objects.filter(place__in=[place.pk for place in places])
        .select_related("user", "agency", "place")
        .order_by("-starts_on", "user__full_name", "-pk")
    )


def same_code_as(place: Place) -> list[Place]:
    """Return the other places that bear or bore the same code, oldest first."""
    return list(
        Place.objects.filter(code=place.code, level=place.level)
        .exclude(pk=place.pk)
        .select_related(_WITH_PARENTS)
        .order_by("valid_from")
    )


def is_within(place: Place, other: Place) -> bool:
    """Return whether `place` is `other` or lies in it in the same state of the map (their periods meet)."""
    inside = place.path == other.path or place.path.startswith(f"{other.path}/")
    begins_in_time = other.valid_to is None or place.valid_from <= other.valid_to
    ends_in_time = place.valid_to is None or place.valid_to >= other.valid_from
    return inside and begins_in_time and ends_in_time


def grants_for(user: Any, on: date) -> tuple[Grant, ...]:
    """Return what the person's mandates allow on this day, in one query; a dropped role allows nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_GRANTS, [user.pk, on, on])
        rows = cursor.fetchall()
    return tuple(grant for row in rows if (grant := _grant(*row)) is not None)


def mandates_at(place_paths: tuple[str, ...]) -> QuerySet[Mandate]:
    """Return the mandates held at the paths or below ("" is everywhere), newest first, ready to be listed."""
    return (
        Mandate.objects.filter(within(place_paths, column="place__path"))
        .select_related("user", "agency", "granted_by", "place__parent__parent")
        .order_by("-starts_on", "-pk")
    )


def mandates_matching(
    rows: QuerySet[Mandate], *, words: str = "", in_force_on: date | None = None
) -> QuerySet[Mandate]:
    """Return those of the mandates that match words (person, place, agency) and, given a day, run on it."""
    if in_force_on is not None:
        rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=in_force_on), starts_on__lte=in_force_on)
    for word in words.split()[:MAX_WORDS]:
        rows = rows.filter(
            Q(user__full_name__icontains=word)
            | Q(user__username__icontains=word)
            | Q(agency__name__icontains=word)
            | Q(place__search_text__contains=f" {fold(word)}")
        )
    return rows


def agencies_within(place_paths: tuple[str, ...]) -> QuerySet[Agency]:
    """Return the agencies at the paths or below ("" is everywhere and the centre), by level and name."""
    return (
        Agency.objects.filter(within(place_paths, column="place__path"))
        .select_related("place__parent__parent")
        .order_by("-level", "name", "pk")
    )


def _grant(pk: int, role_code: str, agency: str | None, path: str | None, *names: str | None) -> Grant | None:
    """Return the grant of one row of _GRANTS; `names` are the place's and of those above it."""
    role = role_of(role_code)
    if role is None:
        return None
    return Grant(
        role=role.code,
        role_title=role.title,
        place_path=path or "",
        place_name=full_name_of(name for name in names if name),
        agency=agency or "",
        reach=role.reach,
        capabilities=role.capabilities,
        mandate_id=pk,
    )


def _rank(folded: str) -> Case:
    """Order of matches: the name (with or without its kind), what begins so, whole words, the rest."""
    whole = Q()
    for word in folded.split()[:MAX_WORDS]:
        whole &= Q(search_text__contains=f" {word} ")
    return Case(
        When(folded_name=folded, then=Value(0)),
        When(search_text__startswith=f" {folded} |", then=Value(0)),
        When(folded_name__startswith=folded, then=Value(1)),
        When(search_text__startswith=f" {folded}", then=Value(1)),
        When(whole, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def _tier() -> Case:
    """Order of levels among equal matches: province, district, commune."""
    return Case(
        When(level=Place.Level.PROVINCE, then=Value(0)),
        When(level=Place.Level.DISTRICT, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def _spelled(name: str) -> str:
    """Return a name for comparing with marks: one form of Unicode, one case, one spacing."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().replace(",", " ").split())
