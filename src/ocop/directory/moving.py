"""What a change of units takes along: the words that every stage's `moving` module speaks, and the directory's own part.

A stage names its module in `OCOP_PLACE_MOVERS`. The module gives `open_work_at(territory, on=…)`, what of the stage is
not finished there, and `move_open_work(moves, actor=…, at=…)`, which carries it over and returns what could not go along
and why. Both run inside the act that changes the units; what is finished keeps the unit it was issued at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.directory.models import Agency, Mandate, Place
from ocop.directory.roles import role_of
from ocop.platform.access import Actor
from ocop.platform.workflow import note


@dataclass(frozen=True, slots=True)
class OpenRow:
    """An open record, the unit it stands at, and the record whose choice of a successor it follows ("" for none)."""

    pk: int
    unit_id: int
    follows: str = ""


@dataclass(frozen=True, slots=True)
class OpenWork:
    """The open records of one kind ("dossiers.dossier") in a territory; `how` they go over, where no one unit takes them."""

    kind: str
    title: str | Promise
    rows: tuple[OpenRow, ...]
    how: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """An open record that ends with its unit, and why."""

    kind: str
    pk: int
    reason: str


class Territory:
    """Units to look for open work at, by row and by path."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.by_id = {place.pk: place for place in places}
        self.by_path: dict[str, int] = {}
        for pk, place in self.by_id.items():
            self.by_path.setdefault(place.path, pk)

    @property
    def ids(self) -> tuple[int, ...]:
        """Return the keys of the units."""
        return tuple(self.by_id)

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the paths of the units."""
        return tuple(self.by_path)

    def rows(
        self, found: QuerySet[Any], *, at: str = "place_id", follows: str = "", anchor: str = ""
    ) -> tuple[OpenRow, ...]:
        """Return the open rows of a query: `at` is its column of the unit (a key or a path), `follows` the column of the
        record of kind `anchor` whose choice each row takes.
        """
        columns = ["pk", at, *([follows] if follows else [])]
        by_path = at.endswith("path")
        return tuple(
            OpenRow(
                pk=row[0],
                unit_id=self.by_path[row[1]] if by_path else row[1],
                follows=f"{anchor}:{row[2]}" if follows else "",
            )
            for row in found.order_by("pk").values_list(*columns)
        )


@dataclass(frozen=True)
class Moves:
    """Which unit takes over from which, from what day: the default of each old unit, and what was chosen for a record.

    `heirs` are the units to which a record of an old unit may go, `whole` the old units that live on unchanged in extent
    under another row (renamed, or under another parent).
    """

    on: date
    default: Mapping[int, Place]
    heirs: Mapping[int, frozenset[int]]
    whole: frozenset[int]
    chosen: Mapping[str, Place] = field(default_factory=dict)
    old: Mapping[int, Place] = field(default_factory=dict)

    @property
    def territory(self) -> Territory:
        """Return the units that end."""
        return Territory(self.old.values())

    def target(self, row: OpenRow) -> Place:
        """Return the unit that takes over a record: the one chosen, where the old unit may go there, else the default."""
        chosen = self.chosen.get(row.follows)
        if chosen is not None and chosen.pk in self.heirs[row.unit_id]:
            return chosen
        return self.default[row.unit_id]

    def grouped(self, rows: Sequence[OpenRow]) -> list[tuple[Place, list[int]]]:
        """Return the records that go to each unit, so that they are written with one statement a unit."""
        groups: dict[int, list[int]] = defaultdict(list)
        places: dict[int, Place] = {}
        for row in rows:
            place = self.target(row)
            places[place.pk] = place
            groups[place.pk].append(row.pk)
        return [(places[pk], groups[pk]) for pk in sorted(groups)]

    def carry(
        self, model: type[Model], rows: Sequence[OpenRow], *, path: str = "place_path", **more: str
    ) -> None:
        """Write the unit that takes over into rows of a table: its path, and by name of column what else of it.

        Rows are locked by rising key, so that two acts never wait for each other.
        """
        manager: Any = model._base_manager
        for place, keys in self.grouped(rows):
            values = {column: _of(place, what) for column, what in more.items()}
            if path:
                values[path] = place.path
            for start in range(0, len(keys), 500):
                some = manager.filter(pk__in=keys[start : start + 500])
                list(some.select_for_update().order_by("pk").values_list("pk", flat=True))
                some.update(**values)


def _of(place: Place, what: str) -> Any:
    return place.full_name if what == "full_name" else getattr(place, what)


class Mover(Protocol):
    """What a stage's `moving` module gives."""

    def open_work_at(self, territory: Territory, *, on: date) -> tuple[OpenWork, ...]:
        """Return what is not finished at the units on a day."""

    def move_open_work(self, moves: Moves, *, actor: Actor, at: datetime) -> list[Ended]:
        """Carry it over and return what ended instead."""


AGENCY, MANDATE = "directory.agency", "directory.mandate"


def open_work_at(territory: Territory, *, on: date) -> tuple[OpenWork, ...]:
    """Return the agencies of the units, and the mandates there that run on the day or later."""
    agencies = Agency.objects.filter(place__in=territory.ids, ended_on=None)
    mandates = mandates_running(territory, on=on)
    return (
        OpenWork(AGENCY, gettext_lazy("Cơ quan"), territory.rows(agencies, follows="pk", anchor=AGENCY)),
        OpenWork(
            MANDATE,
            gettext_lazy("Nhiệm vụ đang giao"),
            territory.rows(mandates, follows="pk", anchor=MANDATE),
        ),
    )


def names_to_place(territory: Territory) -> list[tuple[str, str, int]]:
    """Return each agency of the units (key, name, unit)."""
    rows = Agency.objects.filter(place__in=territory.ids, ended_on=None).order_by("name", "pk")
    return [(f"{AGENCY}:{pk}", name, unit) for pk, name, unit in rows.values_list("pk", "name", "place_id")]


def mandates_running(territory: Territory, *, on: date) -> QuerySet[Mandate]:
    """Return the mandates at the units that run on the day or later."""
    return Mandate.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), place__in=territory.ids)


def move_open_work(moves: Moves, *, actor: Actor, at: datetime) -> list[Ended]:
    """Carry agencies over; end mandates with their unit and give them anew where the unit lives on or it was chosen.

    An agency whose tier ends, as the committee of a district does when a province takes over, ends with its unit.

    A mandate of a unit that was merged, split or abolished ends unless its own choice names a unit after, so that nobody
    sees more than before without having been given it.
    """
    on = max(moves.on, timezone.localdate(at))
    agencies, mandates = open_work_at(moves.territory, on=on)
    ended = _end_agencies(agencies.rows, moves)
    over = {one.pk for one in ended}
    moves.carry(Agency, [row for row in agencies.rows if row.pk not in over], path="", place_id="pk")
    by_pk = {row.pk: row for row in mandates.rows}
    held = Mandate.objects.filter(pk__in=by_pk).select_related("user", "agency", "place__parent__parent")
    list(Mandate.objects.filter(pk__in=by_pk).select_for_update().order_by("pk").values_list("pk", flat=True))
    for mandate in held.order_by("pk"):
        row = by_pk[mandate.pk]
        heir = moves.target(row) if row.unit_id in moves.whole or row.follows in moves.chosen else None
        if heir is not None and not _suits(mandate, heir):
            heir = None
        if not _end_with_unit(mandate, heir, moves, actor=actor, at=at):
            reason = _("%(place)s không còn từ ngày %(on)s; chưa giao lại ở đơn vị mới.") % {
                "place": mandate.place, "on": f"{moves.on:%d/%m/%Y}",
            }  # fmt: skip
            ended.append(Ended(MANDATE, mandate.pk, f"{mandate.user}, {mandate.role_title}: {reason}"))
    return ended


def _end_agencies(rows: Sequence[OpenRow], moves: Moves) -> list[Ended]:
    """End the agencies whose unit is taken over by one of another tier; return each with the reason."""
    target = {row.pk: moves.target(row) for row in rows}
    ended = []
    for agency in Agency.objects.filter(pk__in=target).select_for_update().order_by("pk"):
        if agency.level != target[agency.pk].level:
            agency.ended_on = moves.on - timedelta(days=1)
            agency.save(update_fields=["ended_on"])
            reason = _("%(agency)s: hết hoạt động sau ngày %(on)s, đơn vị cùng cấp không còn.") % {
                "agency": agency.name, "on": f"{agency.ended_on:%d/%m/%Y}",
            }  # fmt: skip
            ended.append(Ended(AGENCY, agency.pk, reason))
    return ended


def _suits(mandate: Mandate, place: Place) -> bool:
    role = role_of(mandate.role)
    return role is not None and (not role.tiers or place.level in role.tiers)


def _end_with_unit(mandate: Mandate, heir: Place | None, moves: Moves, *, actor: Actor, at: datetime) -> bool:
    """End a mandate on the unit's last day; return whether it goes on in the heir, under a new row."""
    starts_on, ends_on, last = mandate.starts_on, mandate.ends_on, moves.on - timedelta(days=1)
    facts = {
        "user": str(mandate.user), "role": mandate.role, "place": str(mandate.place),
        "ends_on": last.isoformat(), "reason": _("Địa bàn thay đổi theo văn bản."),
    }  # fmt: skip
    old_place = mandate.place_path
    goes_on = heir is not None and not _held_already(mandate, heir, moves.on)
    if starts_on > last:
        # It never began at the old unit: the row itself goes to the heir, or is taken back whole.
        if heir is not None and goes_on:
            mandate.place = heir
            mandate.save(update_fields=["place"])
        else:
            note("directory.revoke_mandate", mandate, actor=actor, at=at, facts=facts, place_path=old_place)
            mandate.delete()
            return False
    else:
        mandate.ends_on = last
        mandate.save(update_fields=["ends_on"])
        note("directory.revoke_mandate", mandate, actor=actor, at=at, facts=facts, place_path=old_place)
        if heir is None or not goes_on:
            return False
        mandate = Mandate(
            user=mandate.user, role=mandate.role, agency=_still_working(mandate.agency), place=heir, starts_on=moves.on,
            ends_on=ends_on, granted_at=at, granted_by_id=actor.user_id,
        )  # fmt: skip
        mandate.save(force_insert=True)
    given = facts | {"place": str(heir), "ends_on": ends_on.isoformat() if ends_on else ""}
    note("directory.grant_mandate", mandate, actor=actor, at=at, facts=given)
    return True


def _still_working(agency: Agency | None) -> Agency | None:
    return agency if agency is not None and agency.ended_on is None else None


def _held_already(mandate: Mandate, heir: Place, on: date) -> bool:
    """Return whether the person holds the role in the heir already, as after two of their units were merged."""
    return (
        Mandate.objects.filter(user=mandate.user, role=mandate.role, place=heir)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        .exists()
    )
