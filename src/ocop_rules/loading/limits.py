"""Reading [[limit]] and [[transition_limit]]: how much of what, counted how."""

from __future__ import annotations

from ..rulebook import Limit
from .fields import Table
from .layers import Layers

# Each unit of a limit and the most there can be of it. The longest limit of any decision so far is 36 months; ten
# years is beyond any programme period, so a larger number is a slip of the hand. A year has no more rounds than months.
TEN_YEARS = 3660
MOST = {
    "working_days": TEN_YEARS,
    "days": TEN_YEARS,
    "months": 120,
    "days_before": TEN_YEARS,
    "days_ahead": TEN_YEARS,
    "rounds_per_year": 12,
}
COUNTED = ("days", "working_days", "months")
# What the limits that the application asks for are counted in; a limit of another code may have any unit.
UNITS = {
    "validity": ("months",),
    "commune_check": COUNTED,
    "reevaluation": COUNTED,
    "revocation": COUNTED,
    "reevaluation_window": ("days_before",),
    "reevaluation_notice": ("days_ahead",),
    "rounds": ("rounds_per_year",),
}


def read_limits(layers: Layers, kind: str) -> dict[str, Limit]:
    """Read the limits of one kind, `limit` or `transition_limit`: code → limit. Raises RulebookFault."""
    limits: dict[str, Limit] = {}
    for table, cited in layers.tables(kind):
        code = table.text("code")
        limit = Limit(
            code=code,
            name=table.text("name"),
            amount=table.number("amount"),
            unit=_one_of(table, "unit", UNITS.get(code, tuple(MOST))),
            counts_from=_one_of(table, "counts_from", ("next_day", "same_day")),
            day_off=_one_of(table, "day_off", ("moves", "keeps")),
            until_amount=table.number_or_none("until_amount"),
            finish_by=table.day_or_none("finish_by") if kind == "transition_limit" else None,
            note=table.text("note", default=""),
            source=cited.of(table),
        )
        table.finish()
        if not 1 <= limit.amount <= MOST[limit.unit]:
            raise table.fault(f"amount phải từ 1 đến {MOST[limit.unit]} ({limit.unit})", "amount =")
        if limit.unit == "months" and limit.counts_from == "same_day":
            raise table.fault(
                "thời hạn tính theo tháng phải tính từ ngày kế tiếp (next_day)", "counts_from ="
            )
        if (limit.unit == "days_before") != (limit.until_amount is not None):
            raise table.fault("“until_amount” có ở khoảng days_before và chỉ ở đó", "until_amount =")
        if limit.until_amount is not None and not 1 <= limit.until_amount < limit.amount:
            raise table.fault(
                f"until_amount phải từ 1 trở lên và nhỏ hơn amount ({limit.amount}): khoảng mở trước, đóng sau",
                "until_amount =",
            )
        limits[limit.code] = limit
    return limits


def _one_of(table: Table, key: str, allowed: tuple[str, ...]) -> str:
    value = table.text(key)
    if value not in allowed:
        raise table.fault(f"“{key}” phải là {' hoặc '.join(allowed)}, không phải “{value}”", f"{key} =")
    return value
