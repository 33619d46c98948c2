"""Applying a change of units: old units end, new ones begin, open work goes over, and the count stays the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any, cast

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.directory.actions.place_checks import UnitAfter, check_units
from ocop.directory.models import Place, PlaceAct, PlaceActUnit, Succession
from ocop.directory.moving import Ended, Mover, Moves, OpenWork, Territory
from ocop.directory.queries import place_on
from ocop.platform.access import Actor, require
from ocop.platform.folding import fold
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.workflow import act, in_record_language, lock, note

VERB = "directory.change_places"


class TotalsDiffer(Invalid):
    """Open work was lost or doubled while units changed; the act is undone."""


def movers() -> list[Mover]:
    """Return the stages' movers, in the order in which they run."""
    return [cast(Mover, import_module(path)) for path in settings.OCOP_PLACE_MOVERS]


def open_work(territory: Territory, *, on: date) -> list[OpenWork]:
    """Return every stage's open work at the units on a day."""
    return [work for mover in movers() for work in mover.open_work_at(territory, on=on)]


def names_to_place(territory: Territory) -> list[tuple[str, str, int]]:
    """Return what a person must place when a unit is split: (key, name, unit) of each record that others follow."""
    return [row for mover in movers() for row in getattr(mover, "names_to_place", _nothing)(territory)]


def _nothing(territory: Territory) -> list[tuple[str, str, int]]:
    return []


@in_record_language
def apply_place_act(waiting: PlaceAct, *, actor: Actor, at: datetime) -> PlaceAct:
    """Apply a confirmed document whose day has come, whole or not at all; `totals` then holds the count of every kind.

    Raises NotAllowed, WrongState when it is not confirmed, applied already or not due, Invalid when its units no longer
    fit, and TotalsDiffer when open work would be lost.
    """
    with act():
        locked = lock(waiting)
        require(VERB, actor, locked)
        if not locked.is_pending:
            raise WrongState(_("Văn bản này đã áp dụng, đã bỏ hoặc chưa xác nhận."))
        if locked.in_force_on > timezone.localdate(at):
            raise WrongState(
                _("Văn bản có hiệu lực từ %(on)s; chưa áp dụng được.")
                % {"on": f"{locked.in_force_on:%d/%m/%Y}"}
            )
        before = _locked_before(locked)
        units = list(locked.units.filter(side="after").order_by("position"))
        wanted = [UnitAfter(u.code, u.kind, u.name, u.parent_code) for u in units]
        check_units(locked, before, wanted)
        places = _change_map(locked, before, units, wanted)
        moves = moves_of(locked, before, places)
        carry_over(locked, moves, places, actor=actor, at=at)
    return locked


def moves_of(drafted: PlaceAct, before: Sequence[Place], after: Sequence[Place]) -> Moves:
    """Return which unit takes over from which: the one that keeps the code, else the first, by default."""
    by_code = {place.code: place for place in after}
    alone = len(before) == 1 and len(after) == 1
    return Moves(
        on=drafted.in_force_on,
        old={place.pk: place for place in before},
        default={place.pk: by_code.get(place.code, after[0]) for place in before},
        heirs={place.pk: frozenset(one.pk for one in after) for place in before},
        whole=frozenset(place.pk for place in before) if alone else frozenset(),
        chosen={key: by_code[code] for key, code in drafted.choices.items() if code in by_code},
    )


def carry_over(
    locked: PlaceAct, moves: Moves, after: Sequence[Place], *, actor: Actor, at: datetime
) -> list[dict[str, Any]]:
    """Let every stage move its open work, compare the counts before and after, and close the act with them."""
    on = max(moves.on, timezone.localdate(at))
    everywhere = Territory([*moves.old.values(), *after])
    counted = {work.kind: len(work.rows) for work in open_work(everywhere, on=on)}
    ended: list[Ended] = []
    for mover in movers():
        ended += mover.move_open_work(moves, actor=actor, at=at)
    totals = compared(counted, open_work(Territory(after), on=on), ended, after)
    locked.totals, locked.refusal = totals, ""
    locked.applied_at, locked.applied_by = at, actor.name
    locked.save(update_fields=["totals", "refusal", "applied_at", "applied_by"])
    facts = {
        "document": str(locked), "step": "apply", "in_force_on": moves.on.isoformat(),
        "before": [str(place) for place in moves.old.values()][:50],
        "after": [str(place) for place in after][:50],
        "totals": {row["kind"]: [row["before"], row["after"], row["ended"]] for row in totals},
    }  # fmt: skip
    note(
        VERB, locked, actor=actor, at=at, before="confirmed", after="applied", facts=facts,
        place_path=locked.place_path,
    )  # fmt: skip
    return totals


def compared(
    counted: Mapping[str, int], found: Iterable[OpenWork], ended: Sequence[Ended], after: Sequence[Place]
) -> list[dict[str, Any]]:
    """Return each kind's count before, after (also by unit), and ended with reasons.

    Raises TotalsDiffer when what was there is neither there now nor ended.
    """
    code_of = {place.pk: place.code for place in after}
    rows = []
    for work in found:
        reasons = [one.reason for one in ended if one.kind == work.kind]
        by_unit: dict[str, int] = {}
        for row in work.rows:
            by_unit[code_of[row.unit_id]] = by_unit.get(code_of[row.unit_id], 0) + 1
        if counted[work.kind] != len(work.rows) + len(reasons):
            what = f"{work.kind}: {counted[work.kind]} → {len(work.rows)} + {len(reasons)}"
            raise TotalsDiffer(
                _(
                    "Số việc trước và sau không bằng nhau nên chưa áp dụng gì. Hãy báo bộ phận kỹ thuật kèm dòng này: "
                    "%(what)s"
                )
                % {"what": what}
            )
        rows.append(
            {
                "kind": work.kind, "title": str(work.title), "before": counted[work.kind],
                "after": len(work.rows), "ended": len(reasons), "by_unit": by_unit, "reasons": reasons,
            }
        )  # fmt: skip
    return rows


def _locked_before(locked: PlaceAct) -> list[Place]:
    """Return the units before with their rows locked by rising key, in the order of the document."""
    keys = list(locked.units.filter(side="before").order_by("position").values_list("place_id", flat=True))
    list(Place.objects.filter(pk__in=keys).select_for_update().order_by("pk").values_list("pk", flat=True))
    by_pk = {place.pk: place for place in Place.objects.filter(pk__in=keys).select_related("parent__parent")}
    return [by_pk[key] for key in keys]


def _change_map(
    locked: PlaceAct, before: Sequence[Place], units: Sequence[PlaceActUnit], wanted: Sequence[UnitAfter]
) -> list[Place]:
    """End the units before, make those after with the links between them, and put what lies below under the new row."""
    on = locked.in_force_on
    for place in before:
        place.valid_to = on - timedelta(days=1)
        place.save(update_fields=["valid_to"])
    places = []
    for unit, given in zip(units, wanted, strict=True):
        unit.place = new_place(given, level=before[0].level, on=on)
        unit.place.save(force_insert=True)
        unit.save(update_fields=["place"])
        places.append(unit.place)
    default = {place.pk: next((n for n in places if n.code == place.code), places[0]) for place in before}
    extent = Succession.Extent.PART if len(places) > 1 else Succession.Extent.WHOLE
    Succession.objects.bulk_create(
        Succession(
            old=old, new=new, extent=extent, is_default=default[old.pk].pk == new.pk,
            basis=Succession.Basis.ACT, act=locked,
        )
        for old in before
        for new in places
    )  # fmt: skip
    if len(before) == len(places) == 1:
        _adopt(before[0], places[0], on)
    return places


def new_place(given: UnitAfter, *, level: str, on: date) -> Place:
    """Return the row of a unit after, not saved yet. Raises Invalid when the unit above is not there on the day."""
    above = place_on(given.parent_code, on) if given.parent_code else None
    if above is None and level != Place.Level.PROVINCE:
        raise Invalid(_("Không có đơn vị cấp trên vào ngày có hiệu lực."), field="after")
    full = fold(given.name)
    return Place(
        code=given.code, valid_from=on, level=level, kind=given.kind, name=given.name, parent=above,
        path=f"{above.path}/{given.code}" if above else given.code,
        folded_name=full.removeprefix(given.kind.replace("_", " ")).strip() or full,
        search_text=f" {full} |{above.search_text if above else ''}",
    )  # fmt: skip


def _adopt(old: Place, new: Place, on: date) -> None:
    """Put the living units below an old row under the new one; their search text then holds the new name."""
    below = list(
        Place.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), parent=old)
        .select_for_update()
        .order_by("pk")
    )
    for child in below:
        child.search_text = f"{child.search_text.partition('|')[0]}|{new.search_text}"
        child.parent = new
    Place.objects.bulk_update(below, ["parent", "search_text"], batch_size=500)
    for child in below:
        if child.level == Place.Level.DISTRICT:
            _adopt(child, child, on)
