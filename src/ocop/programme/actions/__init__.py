"""What is done to the provinces' settings and to the calendar."""

from ocop.programme.actions.calendar import add_calendar_day, confirm_calendar_year, withdraw_calendar_day
from ocop.programme.actions.regulations import (
    add_regulation,
    check_regulation,
    used_sentence,
    withdraw_regulation,
)

__all__ = [
    "add_calendar_day",
    "add_regulation",
    "check_regulation",
    "confirm_calendar_year",
    "used_sentence",
    "withdraw_calendar_day",
    "withdraw_regulation",
]
