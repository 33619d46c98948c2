"""What is done to the provinces' settings, to the calendar, and to sheets that are short of figures."""

from ocop.programme.actions.calendar import (
    add_calendar_day,
    check_calendar_day,
    confirm_calendar_year,
    preview_withdrawal,
    reopen_calendar_year,
    withdraw_calendar_day,
)
from ocop.programme.actions.regulations import (
    add_regulation,
    check_regulation,
    has_council,
    used_sentence,
    withdraw_regulation,
)
from ocop.programme.actions.sheets import confirm_sheet, withdraw_sheet_confirmation

__all__ = [
    "add_calendar_day",
    "add_regulation",
    "check_calendar_day",
    "check_regulation",
    "confirm_calendar_year",
    "confirm_sheet",
    "has_council",
    "preview_withdrawal",
    "reopen_calendar_year",
    "used_sentence",
    "withdraw_calendar_day",
    "withdraw_regulation",
    "withdraw_sheet_confirmation",
]
