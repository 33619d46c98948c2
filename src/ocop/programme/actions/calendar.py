"""Entering what was announced of the year's days; open clocks are counted again in the same act."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.typed import reason_given
from ocop.platform.workflow import act, lock, note
from ocop.programme.models import CalendarDay, CalendarYear
from ocop.programme.queries import Recount, entering, withdrawing
from ocop.programme.queries.calendar import FIRST_YEAR, LAST_YEAR, working_calendar
from ocop.programme.queries.complete import is_statutory, lacking
from ocop_rules.calendars import Calendar

KINDS = CalendarDay.Kind
# How far a day off and the day worked for it may lie apart to be taken for a swap.
SWAP_WITHIN = timedelta(days=92)


def add_calendar_day(
    *, day: date, kind: str, name: str, document: str, actor: Actor, at: datetime
) -> tuple[CalendarDay, Recount]:
    """Enter a day off, or a weekend day that is worked, from an announcement; return it and what moved.

    Limits that run are counted again; one that was told to a citizen never moves against them.
    Raises NotAllowed, or Invalid as `check_calendar_day`.
    """
    row = _unsaved(day=day, kind=kind, name=name, document=document, actor=actor, at=at)
    with act():
        _check(row, actor)
        correction = entering(row)
        row.save(force_insert=True)
        facts = {"day": day.isoformat(), "kind": kind, "name": row.name, "document": row.document}
        _note(row, facts, actor=actor, at=at)
        recount: Recount = import_string(settings.OCOP_OPEN_CLOCKS)(correction, actor=actor, at=at)
    return row, recount


def check_calendar_day(
    *, day: date, kind: str, name: str, document: str, actor: Actor, at: datetime
) -> Recount:
    """Refuse what could not be entered, as `add_calendar_day` would; return what entering it would move.

    Raises NotAllowed, or Invalid: a day that is already so, outside the years kept, without name or document; a day to be
    worked that is no weekly day off, is a holiday by law, or makes up for no day off that was entered.
    """
    row = _unsaved(day=day, kind=kind, name=name, document=document, actor=actor, at=at)
    _check(row, actor)
    found: Recount = import_string(settings.OCOP_OPEN_CLOCKS_PREVIEW)(entering(row), at=at)
    return found


def withdraw_calendar_day(
    row: CalendarDay, *, reason: str, actor: Actor, at: datetime
) -> tuple[CalendarDay, Recount]:
    """Take back a day that was entered by mistake or called off, with the reason; the row stays.

    Limits that run are counted again, but a day told to a citizen stays told, also one that this entry brought forward. A
    year confirmed as complete is so no longer. Raises NotAllowed, WrongState when it was taken back before, Invalid
    without a reason, or for a day off for which another day is still worked.
    """
    reason = reason_given(reason, ask=_("Hãy ghi lý do rút ngày này khỏi lịch."))
    with act():
        locked = lock(row)
        _check_withdrawal(locked, actor)
        correction = withdrawing(locked)
        locked.withdrawn_at, locked.withdrawn_by, locked.withdraw_reason = at, actor.name, reason
        locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
        _note(
            locked, {"day": locked.day.isoformat(), "withdrawn": True, "reason": reason}, actor=actor, at=at
        )
        confirmed = CalendarYear.objects.filter(year=locked.day.year, withdrawn_at__isnull=True).first()
        if confirmed is not None:
            why = _("Đã rút ngày %(day)s khỏi lịch.") % {"day": f"{locked.day:%d/%m/%Y}"}
            _take_back(lock(confirmed), reason=why, actor=actor, at=at)
        recount: Recount = import_string(settings.OCOP_OPEN_CLOCKS)(correction, actor=actor, at=at)
    return locked, recount


def preview_withdrawal(row: CalendarDay, *, actor: Actor, at: datetime) -> Recount:
    """Return what withdrawing a day would move. Raises as `withdraw_calendar_day`, the reason aside."""
    _check_withdrawal(row, actor)
    found: Recount = import_string(settings.OCOP_OPEN_CLOCKS_PREVIEW)(withdrawing(row), at=at)
    return found


def confirm_calendar_year(*, year: int, document: str, actor: Actor, at: datetime) -> CalendarYear:
    """Say that every announcement of a year is in, so that counts in it are no longer called uncertain.

    Raises NotAllowed, or Invalid: a year that is known already, outside the years kept, without a document, or without all
    the holidays that the law gives and the days off in place of those on a weekend.
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
        missing = lacking(calendar, year)
        if missing:
            raise Invalid(
                _("Lịch nghỉ năm %(year)s chưa đủ. Cần nhập: %(missing)s.")
                % {"year": year, "missing": "; ".join(str(one) for one in missing)},
                field="year",
            )
        row.save(force_insert=True)
        _note(row, {"year": year, "document": document}, actor=actor, at=at)
    return row


def reopen_calendar_year(row: CalendarYear, *, reason: str, actor: Actor, at: datetime) -> CalendarYear:
    """Take back the word that a year is complete, with the reason; the row stays.

    Raises NotAllowed, WrongState when it was taken back before, Invalid without a reason.
    """
    reason = reason_given(reason, ask=_("Hãy ghi vì sao lịch nghỉ năm này chưa đủ."))
    with act():
        locked = lock(row)
        require("programme.edit_calendar", actor, locked)
        if locked.withdrawn_at is not None:
            raise WrongState(_("Xác nhận này đã được rút."))
        return _take_back(locked, reason=reason, actor=actor, at=at)


def _take_back(locked: CalendarYear, *, reason: str, actor: Actor, at: datetime) -> CalendarYear:
    locked.withdrawn_at, locked.withdrawn_by, locked.withdraw_reason = at, actor.name, reason
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
    _note(locked, {"year": locked.year, "withdrawn": True, "reason": reason}, actor=actor, at=at)
    return locked


def _unsaved(*, day: date, kind: str, name: str, document: str, actor: Actor, at: datetime) -> CalendarDay:
    """Return an entry that is not saved, once its own words are all there."""
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
    return CalendarDay(day=day, kind=kind, name=name, document=document, entered_at=at, entered_by=actor.name)


def _check(row: CalendarDay, actor: Actor) -> None:
    require("programme.edit_calendar", actor, row)
    if CalendarDay.objects.filter(day=row.day, withdrawn_at__isnull=True).exists():
        raise Invalid(_("Ngày này đã được nhập; hãy rút ngày đã nhập trước."), field="day")
    calendar = working_calendar()
    if row.kind == KINDS.WORKED:
        _check_worked(row.day, calendar)
    else:
        _check_off(row.day, row.kind, calendar)


def _check_off(day: date, kind: str, calendar: Calendar) -> None:
    """Refuse a day off that is off already. A day in place of a holiday may turn out to be the holiday itself."""
    mark, why = calendar.marks.get(day), calendar.day_off(day)
    if (
        kind == KINDS.HOLIDAY
        and not is_statutory(day, calendar)
        and (mark is None or mark.kind != KINDS.WORKED)
    ):
        return  # a holiday may fall on a weekend; it is then made up on another day
    if why is not None:
        raise Invalid(_("Ngày này đã là ngày nghỉ: %(why)s.") % {"why": why}, field="day")


def _check_worked(day: date, calendar: Calendar) -> None:
    """Refuse to work on any day but a weekly day off that makes up for a swapped one, entered before."""
    if is_statutory(day, calendar):
        raise Invalid(
            _("Ngày này là ngày nghỉ lễ, tết theo luật (%(why)s) nên không đổi thành ngày làm việc được.")
            % {"why": calendar.day_off(day)},
            field="day",
        )
    if calendar.is_working(day):
        raise Invalid(_("Ngày này vốn là ngày làm việc."), field="day")
    if day.isoweekday() not in calendar.weekly_days_off:
        raise Invalid(
            _("Chỉ ngày nghỉ hằng tuần mới là ngày đi làm bù; ngày này đang nghỉ: %(why)s.")
            % {"why": calendar.day_off(day)},
            field="day",
        )
    near = CalendarDay.objects.filter(
        kind=KINDS.SWAPPED, withdrawn_at__isnull=True, day__range=(day - SWAP_WITHIN, day + SWAP_WITHIN)
    )
    if not near.exists() or _days_owed() < 1:
        raise Invalid(
            _(
                "Chưa có ngày nghỉ hoán đổi nào cần làm bù gần ngày này. Hãy nhập ngày nghỉ hoán đổi trước, "
                "rồi nhập ngày đi làm bù."
            ),
            field="day",
        )


def _check_withdrawal(row: CalendarDay, actor: Actor) -> None:
    require("programme.edit_calendar", actor, row)
    if row.withdrawn_at is not None:
        raise WrongState(_("Ngày này đã được rút khỏi lịch."))
    if row.kind == KINDS.SWAPPED and _days_owed() < 1:
        raise WrongState(
            _("Ngày nghỉ hoán đổi này đã có ngày đi làm bù trong lịch; hãy rút ngày đi làm bù trước.")
        )


def _days_owed() -> int:
    """Return how many entered days off by a swap have no entered day that is worked for them."""
    kinds = list(CalendarDay.objects.filter(withdrawn_at__isnull=True).values_list("kind", flat=True))
    return kinds.count(KINDS.SWAPPED) - kinds.count(KINDS.WORKED)


def _note(row: CalendarDay | CalendarYear, facts: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    path = next(iter(actor.paths_for("programme.edit_calendar")), "")
    note("programme.edit_calendar", row, actor=actor, at=at, facts=facts, place_path=path)
