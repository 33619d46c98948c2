"""A calendar of days off: what is known of each year, and what can be added to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from ..loading.fields import RulebookFault, Table, read_document

FILE = Path(__file__).parent / "vietnam.toml"
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

Certainty = Literal["known", "partial", "unknown"]
Kind = Literal["holiday", "compensatory", "swapped", "worked"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What is special about a day: a holiday, a compensatory or swapped day off, or a worked weekend."""

    kind: Kind
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class FixedHoliday:
    """A holiday on the same date of every year, from a day on."""

    month: int
    day: int
    name: str
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class AnnouncedHoliday:
    """A holiday whose days are announced year by year: how many the law gives, and the word its days are known by.

    `word` and `not_word`, which names another holiday, are written without marks and capitals.
    """

    name: str
    days: int
    word: str
    not_word: str
    source: str

    def is_named_in(self, folded: str) -> bool:
        """Return whether a name, without marks and capitals, says that a day is one of this holiday's."""
        return self.word in folded and not (self.not_word and self.not_word in folded)


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Which days are worked. A `partial` or `unknown` year is answered as far as known, and flagged."""

    marks: Mapping[date, Mark]
    fixed: tuple[FixedHoliday, ...]
    weekly_days_off: frozenset[int]
    years: Mapping[int, Certainty]
    notes: Mapping[int, str]
    announced: tuple[AnnouncedHoliday, ...] = ()

    def day_off(self, day: date) -> str | None:
        """Return why a day is not worked (the holiday's name or the weekday), or None on a working day."""
        mark = self.marks.get(day)
        if mark is not None:
            return None if mark.kind == "worked" else mark.name
        if day.year not in self.years:
            for holiday in self.fixed:
                if (holiday.month, holiday.day) == (day.month, day.day) and day >= holiday.since:
                    return holiday.name
        return WEEKDAYS[day.weekday()] if day.isoweekday() in self.weekly_days_off else None

    def is_working(self, day: date) -> bool:
        """Return whether offices work on a day."""
        return self.day_off(day) is None

    def certainty(self, year: int) -> Certainty:
        """Return how far the days off of a year are known."""
        return self.years.get(year, "unknown")

    def uncertain_years(self, first: date, last: date) -> tuple[int, ...]:
        """Return the years between two days whose days off are not fully known: a count may change."""
        return tuple(year for year in range(first.year, last.year + 1) if self.certainty(year) != "known")

    def marks_in(self, year: int) -> Mapping[date, Mark]:
        """Return what is special in a year, by day; in an unknown year only the fixed holidays are there."""
        known = self._fixed_in(year) | {day: mark for day, mark in self.marks.items() if day.year == year}
        return dict(sorted(known.items()))

    def with_marks(self, added: Mapping[date, Mark], *, known_years: Collection[int] = ()) -> Calendar:
        """Return a calendar with marks added, each replacing what the day was before.

        A year that was unknown stays so, fixed holidays and all, unless it is among `known_years`: those are
        complete with what is added.
        """
        marks = dict(self.marks)
        years = dict(self.years)
        for year in known_years:
            if years.get(year) != "known":
                marks.update({day: mark for day, mark in self._fixed_in(year).items() if day not in marks})
            years[year] = "known"
        marks.update(added)
        notes = {year: note for year, note in self.notes.items() if years.get(year) != "known"}
        return replace(
            self, marks=MappingProxyType(marks), years=MappingProxyType(years), notes=MappingProxyType(notes)
        )

    def _fixed_in(self, year: int) -> dict[date, Mark]:
        days = ((date(year, holiday.month, holiday.day), holiday) for holiday in self.fixed)
        return {day: Mark("holiday", found.name, found.source) for day, found in days if day >= found.since}


@cache
def load_calendar(path: Path = FILE) -> Calendar:
    """Return the calendar of Vietnam's public offices, read once. Raises RulebookFault on a faulty file."""
    top = read_document(path).top
    weekly = frozenset(top.numbers("weekly_days_off"))
    fixed = tuple(_fixed(table) for table in top.tables("fixed", named_by="name"))
    announced = tuple(_announced(table) for table in top.tables("announced", named_by="name"))
    marks: dict[date, Mark] = {}
    years: dict[int, Certainty] = {}
    notes: dict[int, str] = {}
    for table in top.tables("year", named_by="year"):
        year, status, source = table.number("year"), table.text("status"), table.text("source")
        if year in years:
            raise table.fault("the year stands twice")
        if status == "known":
            years[year] = "known"
        elif status == "partial":
            years[year] = "partial"
            notes[year] = table.text("note")
        else:
            raise table.fault(f"the status is “known” or “partial”, not “{status}”", "status =")
        _read_marks(table, year, source, marks)
        table.finish()
    top.finish()
    calendar = Calendar(
        MappingProxyType(marks),
        fixed,
        weekly,
        MappingProxyType(years),
        MappingProxyType(notes),
        announced,
    )
    _check(calendar, path)
    return calendar


def _fixed(table: Table) -> FixedHoliday:
    day, month = table.numbers("day")
    holiday = FixedHoliday(
        month=month,
        day=day,
        name=table.text("name"),
        since=table.day_or_none("since") or date.min,
        source=table.text("source"),
    )
    table.finish()
    return holiday


def _announced(table: Table) -> AnnouncedHoliday:
    holiday = AnnouncedHoliday(
        name=table.text("name"),
        days=table.number("days"),
        word=table.text("word"),
        not_word=table.text("not_word", default=""),
        source=table.text("source"),
    )
    table.finish()
    return holiday


def _read_marks(table: Table, year: int, source: str, marks: dict[date, Mark]) -> None:
    kinds: tuple[tuple[str, Kind], ...] = (
        ("holidays", "holiday"),
        ("compensatory", "compensatory"),
        ("swapped", "swapped"),
        ("worked", "worked"),
    )
    for key, kind in kinds:
        entries = table.table(key)
        for text in entries.names():
            try:
                day = date.fromisoformat(text)
            except ValueError:
                raise entries.fault(f"“{text}” is not a date", text) from None
            if day.year != year or day in marks:
                raise entries.fault(f"{text} stands in the wrong year, or twice", text)
            marks[day] = Mark(kind, entries.text(text), source)


def _check(calendar: Calendar, path: Path) -> None:
    """Refuse a swap of a weekend, working day marked as worked, or year that lacks a fixed holiday."""
    for day, mark in calendar.marks.items():
        weekend = day.isoweekday() in calendar.weekly_days_off
        if weekend != (mark.kind == "worked") and mark.kind != "holiday":
            raise RulebookFault(path.name, f"{day}: {mark.kind} cannot fall on {WEEKDAYS[day.weekday()]}")
    for year in calendar.years:
        for holiday in calendar.fixed:
            day = date(year, holiday.month, holiday.day)
            if day >= holiday.since and day not in calendar.marks:
                raise RulebookFault(path.name, f"{day}: {holiday.name} is missing from its year")
