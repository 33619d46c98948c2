"""What of the programme goes along when units change: the settings in force there."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.directory.moving import Ended, Moves, OpenWork, Territory
from ocop.platform.access import Actor
from ocop.platform.workflow import note
from ocop.programme.models import Regulation

REGULATION = "programme.regulation"


def open_work_at(territory: Territory, *, on: date) -> tuple[OpenWork, ...]:
    """Return the settings of the units that hold on the day or later."""
    rows = Regulation.objects.standing().filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on), place_path__in=territory.paths
    )
    return (
        OpenWork(
            REGULATION, gettext_lazy("Quy định đang có hiệu lực"), territory.rows(rows, at="place_path")
        ),
    )


def move_open_work(moves: Moves, *, actor: Actor, at: datetime) -> list[Ended]:
    """Let settings go on in the unit that takes over, as new rows from its first day; the old rows keep their unit.

    A setting ends where the unit that takes over is of another level, and where it already has one of the same subject.
    """
    (work,) = open_work_at(moves.territory, on=max(moves.on, timezone.localdate(at)))
    unit_of = {row.pk: row for row in work.rows}
    ended = []
    for old in Regulation.objects.select_for_update().filter(pk__in=unit_of).order_by("pk"):
        row = unit_of[old.pk]
        heir, path = moves.target(row), old.place_path
        if heir.path == path:
            continue
        goes_on = heir.level == moves.old[row.unit_id].level and not _has(heir.path, old)
        facts = {"key": old.key, "value": old.value, "place": path, "heir": heir.path if goes_on else ""}
        note("programme.edit_regulation", old, actor=actor, at=at, facts=facts, place_path=path)
        starts_on, ends_on, last = old.valid_from, old.valid_to, moves.on - timedelta(days=1)
        if goes_on:
            Regulation(
                key=old.key, value=old.value, place_path=heir.path, valid_from=max(moves.on, starts_on),
                valid_to=ends_on, document=old.document, added_at=at, added_by=actor.name,
            ).save(force_insert=True)  # fmt: skip
        else:
            reason = _("%(place)s không còn; đơn vị tiếp nhận áp dụng quy định của mình.")
            ended.append(
                Ended(REGULATION, old.pk, f"{old}: {reason % {'place': moves.old[row.unit_id].full_name}}")
            )
        if starts_on > last:
            old.delete()
        else:
            old.valid_to = last
            old.save(update_fields=["valid_to"])
    return ended


def _has(path: str, old: Regulation) -> bool:
    """Return whether a unit has a setting of the same subject while the old one would hold."""
    same = (
        Regulation.objects.standing()
        .filter(key=old.key, place_path=path)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=old.valid_from))
    )
    return (same if old.valid_to is None else same.filter(valid_from__lte=old.valid_to)).exists()
