"""Days off as dated data, and counting in working days, days and months.

Counting follows Bộ luật Dân sự 2015, Điều 147 and 148: the first day is not counted; a limit ends with
its last day; a month without the day ends on its last one. Whether a last day that is a day off moves to
the next working day (Điều 148 khoản 5) is said by each limit of a rulebook, not here.
"""

from .counting import (
    CalendarError,
    DayOff,
    add_days,
    add_months,
    add_working_days,
    days_off_between,
    next_working_day,
    working_days_between,
)
from .days import AnnouncedHoliday, Calendar, FixedHoliday, Mark, load_calendar

__all__ = [
    "AnnouncedHoliday",
    "Calendar",
    "CalendarError",
    "DayOff",
    "FixedHoliday",
    "Mark",
    "add_days",
    "add_months",
    "add_working_days",
    "days_off_between",
    "load_calendar",
    "next_working_day",
    "working_days_between",
]
