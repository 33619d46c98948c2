"""What a new value would change in later stages: they say it themselves, found by the name in the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from ocop.platform.access import Actor
from ocop.programme.models import Regulation


@dataclass(frozen=True, slots=True)
class Change:
    """A value about to be entered: of which setting, where, for which days."""

    key: str
    value: str
    place_path: str
    valid_from: date
    valid_to: date | None = None

    def covers(self, on: date) -> bool:
        """Return whether the value would hold on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a change touches, or leaves as it is: what, what happens to it, where to see it."""

    what: str | Promise
    then: str | Promise
    changes: bool = True
    url: str = ""


def open_before(change: Change) -> Regulation | None:
    """Return the open value of the same place that a change would end on the day before it begins."""
    return (
        Regulation.objects.standing()
        .filter(
            key=change.key,
            place_path=change.place_path,
            valid_to__isnull=True,
            valid_from__lt=change.valid_from,
        )
        .first()
    )


def effects_of(change: Change, actor: Actor) -> list[Effect]:
    """Return what a change would touch, as `OCOP_REGULATION_EFFECTS` tells it."""
    found: list[Effect] = import_string(settings.OCOP_REGULATION_EFFECTS)(change, actor)
    return found


def uses_of(row: Regulation) -> list[str]:
    """Return what keeps a value that was entered, as `OCOP_REGULATION_USES` tells it; empty when nothing has used it."""
    change = Change(row.key, row.value, row.place_path, row.valid_from, row.valid_to)
    found: list[str] = import_string(settings.OCOP_REGULATION_USES)(change)
    return found
