"""What must hold of the clauses on transition: each does what its text says, and its days fit together."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from ..rulebook import Limit, Rulebook, TransitionClause
from .fields import Table
from .layers import Finder, Layers
from .limits import COUNTED

# How far a last day may move off days off: Tết with the weekends at both its ends, and some to spare.
LONGEST_BREAK = 15


def check_transition(rulebook: Rulebook, layers: Layers, find: Finder | None) -> None:
    """Refuse clauses that could not be followed, and last days that their own count contradicts. Raises RulebookFault.

    A clause with neither `filed_before` nor `extends_certificate` only tells what the text says. The rulebooks that a
    clause names are looked for with `find`; a folder that is read by itself cannot know of them.
    """
    said: dict[tuple[str, str], TransitionClause] = {}
    for clause, table in layers.with_tables(rulebook.transition, "transition"):
        _check_clause(clause, rulebook, find, table)
        _check_said_once(clause, said, table)
    for limit, table in layers.with_tables(rulebook.transition_limits.values(), "transition_limit"):
        if limit.finish_by is not None:
            if limit.unit not in COUNTED:
                raise table.fault(f"finish_by chỉ đi với đơn vị {', '.join(COUNTED)}", "finish_by =")
            top = layers.of(table).top
            _check_finish(limit, limit.finish_by, (top.day("in_force_from"), top.day("issued_on")), table)


def _check_clause(clause: TransitionClause, rulebook: Rulebook, find: Finder | None, table: Table) -> None:
    limits = rulebook.transition_limits
    if clause.limit is not None and clause.limit not in limits:
        raise table.fault(
            f"thời hạn “{clause.limit}” không có trong [[transition_limit]]", f'limit = "{clause.limit}"'
        )
    for named in clause.rulebooks:
        if named == rulebook.id or (find is not None and find(named) is None):
            raise table.fault(f"“{named}” không phải một bộ quy định khác đang có", f'"{named}"')
    if clause.filed_before is not None:
        _check_left_to_old(clause, limits, table)
        if clause.filed_before > rulebook.in_force_from:
            raise table.fault(
                f"filed_before sau ngày có hiệu lực ({rulebook.in_force_from:%d/%m/%Y}); từ ngày ấy hồ sơ mới theo "
                "chính bộ này",
                "filed_before =",
            )
    elif clause.rulebooks:
        raise table.fault("“rulebooks” phải đi cùng “filed_before”", "rulebooks =")
    if clause.extends_certificate:
        _check_extension(clause, limits, table)
    elif clause.windows_opened_before is not None:
        raise table.fault(
            "“windows_opened_before” phải đi cùng “extends_certificate”", "windows_opened_before ="
        )


def _check_said_once(
    clause: TransitionClause, said: dict[tuple[str, str], TransitionClause], table: Table
) -> None:
    """Of each rulebook's dossiers of a kind, and of certificates that hold longer, one clause speaks."""
    for what in (*clause.rulebooks, *(("giấy chứng nhận",) if clause.extends_certificate else ())):
        for kind in clause.kinds:
            other = said.setdefault((what, kind), clause)
            if other is not clause:
                raise table.fault(
                    f"điều khoản “{other.code}” đã nói về {what} ({kind}); chỉ để ở một điều khoản", "code ="
                )


def _check_left_to_old(clause: TransitionClause, limits: Mapping[str, Limit], table: Table) -> None:
    """A clause that leaves dossiers to the old rule says which rule and until when, or says in a doubt that the text
    does not.
    """
    if not clause.rulebooks:
        raise table.fault(
            "hồ sơ nộp trước theo quy định nào? Ghi mã các bộ quy định ấy vào “rulebooks”", "filed_before ="
        )
    if clause.limit is None:
        if not clause.doubt:
            raise table.fault(
                "hồ sơ nộp trước theo quy định cũ đến bao giờ? Ghi “limit” có finish_by; nếu văn bản không nói, ghi "
                "điều đó vào “doubt”",
                "filed_before =",
            )
        return
    finish_by = limits[clause.limit].finish_by
    if finish_by is None:
        raise table.fault(
            f"thời hạn “{clause.limit}” phải có ngày cuối (finish_by) để biết hồ sơ nộp trước xong khi nào",
            "limit =",
        )
    if clause.filed_before is not None and finish_by < clause.filed_before:
        raise table.fault(
            f"ngày cuối {finish_by:%d/%m/%Y} của thời hạn “{clause.limit}” trước filed_before",
            "filed_before =",
        )


def _check_extension(clause: TransitionClause, limits: Mapping[str, Limit], table: Table) -> None:
    if clause.kinds != ("reevaluation",):
        raise table.fault(
            'chỉ hồ sơ đánh giá lại kéo dài giấy chứng nhận: kinds = ["reevaluation"]', "kinds ="
        )
    if clause.limit is None:
        raise table.fault("“extends_certificate” phải có “limit”: kéo dài bao lâu", "extends_certificate =")
    if limits[clause.limit].unit != "days":
        raise table.fault(f"thời hạn kéo dài “{clause.limit}” phải tính theo ngày (days)", "limit =")


def _check_finish(limit: Limit, finish_by: date, starts: tuple[date, ...], table: Table) -> None:
    """A last day is the one that `amount` comes to from the day the decision is in force, or was signed.

    Working days have at least that many days; how many more the calendar of the year says, which is not known here.
    """
    if any(first <= finish_by <= last for first, last in (_ends(limit, start) for start in starts)):
        return
    first, last = _ends(limit, starts[0])
    until = "" if first == last else " trở đi" if last == date.max else f" đến {last:%d/%m/%Y}"
    raise table.fault(
        f"finish_by không khớp amount: {limit.amount} {limit.unit} từ {starts[0]:%d/%m/%Y} là {first:%d/%m/%Y}{until}",
        "finish_by =",
    )


def _ends(limit: Limit, start: date) -> tuple[date, date]:
    """Return the earliest and the latest day on which a limit that starts on a day can end."""
    if limit.unit == "months":
        end = _months_after(start, limit.amount)
    else:
        end = _days_after(start, limit.amount if limit.counts_from == "next_day" else limit.amount - 1)
    if limit.unit == "working_days":
        return end, date.max
    return end, end if limit.day_off == "keeps" else _days_after(end, LONGEST_BREAK)


# The counts of `calendars` are not at hand here: that package reads its own files with this one.


def _days_after(start: date, days: int) -> date:
    return date.fromordinal(min(start.toordinal() + days, date.max.toordinal()))


def _months_after(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
