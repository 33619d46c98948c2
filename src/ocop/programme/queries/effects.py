"""What a new value would change in later stages: they say it themselves, found by the name in the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from ocop.platform.access import Actor
from ocop.programme.models import Regulation
from ocop.programme.queries.regulations import Setting


@dataclass(frozen=True, slots=True)
class Change:
    """A value about to be entered, or one that was (`number`): of which setting, where, for which days."""

    key: str
    value: str
    place_path: str
    valid_from: date
    valid_to: date | None = None
    number: int | None = None

    def covers(self, on: date) -> bool:
        """Return whether a day lies in the period."""
        return self.row().covers(on)

    def replaces(self, now: Setting, on: date) -> bool:
        """Return whether the value would hold on a day instead of the one that holds there now, in the place of the change.

        A nearer place's own value stays, and so does one that begins later and covers the day.
        """
        if not self.covers(on):
            return False
        if now.is_default or now.since is None:
            return True
        return (len(self.place_path), self.valid_from) > (len(now.place_path), now.since)

    def row(self) -> Regulation:
        """Return the change as a row that is not saved."""
        return Regulation(
            key=self.key,
            value=self.value,
            place_path=self.place_path,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a change touches, or leaves as it is: what, what happens to it, where to see it.

    `count` is how many records the line stands for.
    """

    what: str | Promise
    then: str | Promise
    changes: bool = True
    url: str = ""
    count: int = 1


def effects_of(change: Change, actor: Actor, *, on: date) -> list[Effect]:
    """Return what a change would touch as seen on a day, as `OCOP_REGULATION_EFFECTS` tells it."""
    found: list[Effect] = import_string(settings.OCOP_REGULATION_EFFECTS)(change, actor, on)
    return found


def uses_of(row: Regulation) -> list[str]:
    """Return what keeps a value that was entered, as `OCOP_REGULATION_USES` tells it; empty when nothing has used it."""
    change = Change(row.key, row.value, row.place_path, row.valid_from, row.valid_to, number=row.pk)
    found: list[str] = import_string(settings.OCOP_REGULATION_USES)(change)
    return found
