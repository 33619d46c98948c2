"""Entering what was announced of the year's days; open clocks are counted again in the same act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.typed import reason_given
from ocop.platform.workflow import act, lock, note
from ocop.programme.models import CalendarDay, CalendarYear
from ocop.programme.queries.calendar import FIRST_YEAR, LAST_YEAR, working_calendar
from ocop_rules.calendars import Calendar

KINDS = CalendarDay.Kind


@dataclass(frozen=True, slots=True)
class Recount:
    """What a correction of the calendar did to limits that run: how many moved, how many kept the day told."""

    moved: int
    kept: int


def add_calendar_day(
    *, day: date, kind: str, name: str, document: str, actor: Actor, at: datetime
) -> tuple[CalendarDay, Recount]:
    """Enter a day off, or a weekend day that is worked, from an announcement; return it and what moved.

    Limits that run are counted again; one that was told to a citizen never moves against them.
    Raises NotAllowed, or Invalid: a day that is already so, outside the years kept, without name or document.
    """
    name, document = " ".join(name.split()), " ".join(document.split())
    if kind not in KINDS.values:
        raise Invalid(_("Hãy chọn loại ngày trong danh sách."), field="kind")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Invalid(
            _("Lịch chỉ nhận các năm từ %(first)s đến %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR},
            field="day",
        )
    if not name:
        raise Invalid(_("Hãy ghi tên gọi của ngày, ví dụ: Nghỉ bù Quốc khánh."), field="name")
    if not document:
        raise Invalid(_("Hãy ghi số và ngày của văn bản thông báo."), field="document")
    with act():
        row = CalendarDay(
            day=day, kind=kind, name=name, document=document, entered_at=at, entered_by=actor.name
        )
        require("programme.edit_calendar", actor, row)
        if CalendarDay.objects.filter(day=day, withdrawn_at__isnull=True).exists():
            raise Invalid(_("Ngày này đã được nhập; hãy rút ngày đã nhập trước."), field="day")
        _check_says_something(day, kind, working_calendar())
        row.save(force_insert=True)
        facts = {"day": day.isoformat(), "kind": kind, "name": name, "document": document}
        _note(row, facts, actor=actor, at=at)
        recount = _recount(actor, at)
    return row, recount


def withdraw_calendar_day(
    row: CalendarDay, *, reason: str, actor: Actor, at: datetime
) -> tuple[CalendarDay, Recount]:
    """Take back a day that was entered by mistake or called off, with the reason; the row stays.

    Raises NotAllowed, WrongState when it was taken back before, Invalid without a reason.
    """
    reason = reason_given(reason, ask=_("Hãy ghi lý do rút ngày này khỏi lịch."))
    with act():
        locked = lock(row)
        require("programme.edit_calendar", actor, locked)
        if locked.withdrawn_at is not None:
            raise WrongState(_("Ngày này đã được rút khỏi lịch."))
        locked.withdrawn_at, locked.withdrawn_by, locked.withdraw_reason = at, actor.name, reason
        locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
        _note(
            locked, {"day": locked.day.isoformat(), "withdrawn": True, "reason": reason}, actor=actor, at=at
        )
        recount = _recount(actor, at)
    return locked, recount


def confirm_calendar_year(*, year: int, document: str, actor: Actor, at: datetime) -> CalendarYear:
    """Say that every announcement of a year is in, so that counts in it are no longer called uncertain.

    Raises NotAllowed, or Invalid: a year that is known already, outside the years kept, without a document, or
    without Tết and Giỗ Tổ (the lunar holidays that a year nobody entered would lack).
    """
    document = " ".join(document.split())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(
            _("Lịch chỉ nhận các năm từ %(first)s đến %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR},
            field="year",
        )
    if not document:
        raise Invalid(_("Hãy ghi số và ngày của văn bản thông báo."), field="document")
    with act():
        row = CalendarYear(year=year, document=document, confirmed_at=at, confirmed_by=actor.name)
        require("programme.edit_calendar", actor, row)
        calendar = working_calendar()
        if calendar.certainty(year) == "known":
            raise Invalid(_("Lịch nghỉ năm này đã đủ."), field="year")
        marks = calendar.marks_in(year).items()
        off = [day for day, mark in marks if mark.kind in ("holiday", "compensatory") and day.weekday() < 5]
        if len(off) < _least_holidays(calendar, year):
            raise Invalid(
                _(
                    "Năm %(year)s mới có %(count)s ngày nghỉ lễ, tết và nghỉ bù rơi vào thứ Hai đến thứ Sáu, "
                    "cần ít nhất %(least)s; hãy nhập đủ Tết Âm lịch, Giỗ Tổ, Quốc khánh và ngày nghỉ bù trước."
                )
                % {"year": year, "count": len(off), "least": _least_holidays(calendar, year)},
                field="year",
            )
        row.save(force_insert=True)
        _note(row, {"year": year, "document": document}, actor=actor, at=at)
    return row


def _least_holidays(calendar: Calendar, year: int) -> int:
    """Return how many weekdays a complete year has off: its fixed holidays, five of Tết, Giỗ Tổ, a second of Quốc khánh.

    One that falls on a weekend is made up on a weekday, so each takes one weekday.
    Law: BLLĐ 45/2019/QH14, Điều 111 khoản 3, Điều 112 khoản 1.
    """
    fixed = [found for found in calendar.fixed if date(year, found.month, found.day) >= found.since]
    return len(fixed) + 5 + 1 + 1


def _check_says_something(day: date, kind: str, calendar: Calendar) -> None:
    """Refuse a day off that is off already, and a day to be worked that is worked."""
    why = calendar.day_off(day)
    if kind == KINDS.WORKED and why is None:
        raise Invalid(_("Ngày này vốn là ngày làm việc."), field="day")
    mark = calendar.marks.get(day)
    if kind == KINDS.HOLIDAY and mark is None:
        return  # a holiday may fall on a weekend; it is then made up on another day
    if kind != KINDS.WORKED and why is not None:
        raise Invalid(_("Ngày này đã là ngày nghỉ: %(why)s.") % {"why": why}, field="day")


def _recount(actor: Actor, at: datetime) -> Recount:
    """Let the stages count their open limits again; `OCOP_OPEN_CLOCKS` names what does it."""
    moved, kept = import_string(settings.OCOP_OPEN_CLOCKS)(actor, at)
    return Recount(moved=moved, kept=kept)


def _note(row: CalendarDay | CalendarYear, facts: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    path = next(iter(actor.paths_for("programme.edit_calendar")), "")
    note("programme.edit_calendar", row, actor=actor, at=at, facts=facts, place_path=path)
