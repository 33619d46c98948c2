"""What a year's calendar must hold before it can be called complete."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from ocop.platform.folding import fold
from ocop_rules.calendars import Calendar
from ocop_rules.calendars.days import Mark


def lacking(calendar: Calendar, year: int) -> list[str | Promise]:
    """Return what a year's calendar still lacks or has too much of, each in a few words; empty when it is complete.

    Holidays are the days entered as such, by name; days off in place of others do not count as holidays. Each holiday on
    a weekly day off asks for one such day. Law: BLLĐ 45/2019/QH14, Điều 111 khoản 3, Điều 112 khoản 1.
    """
    marks = calendar.marks_in(year)
    holidays = {day: mark for day, mark in marks.items() if mark.kind == "holiday"}
    found: list[str | Promise] = []
    for feast in calendar.announced:
        there = sum(feast.is_named_in(fold(mark.name)) for mark in holidays.values())
        if there < feast.days:
            words = gettext_lazy("{count} ngày nghỉ lễ {title}")
            found.append(format_lazy(words, count=feast.days - there, title=feast.name))
    asked = _fixed(calendar, year) + sum(feast.days for feast in calendar.announced)
    if not found and len(holidays) != asked:
        words = gettext_lazy(
            "đúng {asked} ngày nghỉ lễ, tết (đang có {count}; ngày nghỉ bù nhập loại “Nghỉ bù”)"
        )
        found.append(format_lazy(words, asked=asked, count=len(holidays)))
    made_up = sum(mark.kind == "compensatory" for mark in marks.values())
    weekend = sum(_is_weekly_off(day, calendar) for day in holidays)
    if made_up < weekend:
        words = gettext_lazy("{count} ngày nghỉ bù ({weekend} ngày lễ rơi vào ngày nghỉ hằng tuần)")
        found.append(format_lazy(words, count=weekend - made_up, weekend=weekend))
    return found


def _fixed(calendar: Calendar, year: int) -> int:
    """Return how many holidays have their date in the file, those that are counted with an announced one aside."""
    return sum(
        date(year, one.month, one.day) >= one.since
        and not any(feast.is_named_in(fold(one.name)) for feast in calendar.announced)
        for one in calendar.fixed
    )


def is_statutory(day: date, calendar: Calendar) -> bool:
    """Return whether a day is a holiday by law, and not one taken in place of another."""
    mark: Mark | None = calendar.marks_in(day.year).get(day)
    return mark is not None and mark.kind == "holiday"


def _is_weekly_off(day: date, calendar: Calendar) -> bool:
    return day.isoweekday() in calendar.weekly_days_off
