"""Which rulebook a dossier falls under: a function of what it is for, when it was filed, and its certificate's end.

Nothing here knows a date: the days come from the rulebooks' own clauses on transition. What the clauses leave open is
said in `doubts`; a dossier that is not finished in time is for somebody to decide on and is never moved by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from . import rulebooks
from .calendars import Calendar, add_days
from .deadlines import Due, due
from .law import Source
from .rulebook import KINDS, Limit, Rulebook, TransitionClause

_NAMES = {
    "new": "Hồ sơ đánh giá lần đầu",
    "upgrade": "Hồ sơ nâng hạng",
    "reevaluation": "Hồ sơ đánh giá lại",
}
WINDOW = "reevaluation_window"


class UnknownKind(ValueError):
    """What a dossier is for is one of three things."""


@dataclass(frozen=True, slots=True)
class Applicable:
    """The rulebook that a dossier falls under, and why.

    `finish_by`: the last day to finish it under that rulebook, None where nothing ends it. `window`: when a dossier for
    re-evaluation had to be filed; `filing` is "in_time", "early" or "late" against it, "" where the rulebook has no
    window or the certificate's end is not known. `certificate_holds_until`: the last day to which the certificate may
    hold on while a dossier that could not be filed in time is being decided on; `extension_doubt` what is doubtful there.
    """

    rulebook: str
    reason: str
    source: Source
    finish_by: date | None = None
    window: Due | None = None
    filing: str = ""
    certificate_holds_until: date | None = None
    extension_source: Source | None = None
    extension_doubt: str = ""
    doubts: tuple[str, ...] = ()


def which(kind: str, *, filed_on: date, calendar: Calendar, expires_on: date | None = None) -> Applicable:
    """Return the rulebook of a dossier of a kind (new, upgrade, reevaluation) filed on a day.

    `expires_on` is the last day of the certificate that a re-evaluation renews; the other kinds have no use for it.
    Raises UnknownKind, NoRulebookInForce for a day before the programme's first rules.
    """
    if kind not in KINDS:
        raise UnknownKind(f"Loại hồ sơ là một trong: {', '.join(KINDS)}; không phải “{kind[:40]}”.")
    rulebook = rulebooks.in_force(filed_on)
    left = next(_clauses_that_leave(rulebook, kind, filed_on), None)
    found = _left(kind, filed_on, rulebook, *left) if left else _under(kind, filed_on, rulebook)
    # The rulebook of the dossier says when it had to be filed; where that one says nothing, the one that leaves it to it.
    giver = left[0] if left and WINDOW not in rulebook.limits else rulebook
    if kind != "reevaluation" or expires_on is None or WINDOW not in giver.limits:
        return found
    window = due(giver, WINDOW, start=expires_on, calendar=calendar)
    if giver is rulebook:
        found = _against_window(found, window, filed_on)
    return _extended(found, giver, window, filed_on=filed_on, expires_on=expires_on)


def _under(kind: str, filed_on: date, rulebook: Rulebook) -> Applicable:
    """Return that a dossier falls under the rulebook of its day. Where the later ones are silent on what is unfinished, it
    has time until the rulebook itself ends.
    """
    silence = _silence_of_next(kind, filed_on, rulebook)
    finish_by = rulebook.in_force_to if silence else None
    until = f" đến hết ngày {_day(finish_by)}" if finish_by else ""
    return Applicable(
        rulebook=rulebook.id,
        reason=(
            f"{_NAMES[kind]} nộp ngày {_day(filed_on)}: theo {rulebook.instrument}, có hiệu lực từ "
            f"{_day(rulebook.in_force_from)}{until}."
        ),
        source=rulebook.source,
        finish_by=finish_by,
        doubts=silence,
    )


def _left(
    kind: str, filed_on: date, rulebook: Rulebook, later: Rulebook, clause: TransitionClause
) -> Applicable:
    limit = later.limit(clause.limit) if clause.limit else None
    return Applicable(
        rulebook=rulebook.id,
        reason=_left_to_old(kind, filed_on, rulebook, clause, limit),
        source=clause.source,
        finish_by=limit.finish_by if limit else None,
        doubts=(*((clause.doubt,) if clause.doubt else ()), *_silence_of_next(kind, filed_on, rulebook)),
    )


def last_day_for_new(rulebook: Rulebook) -> date | None:
    """Return the last day on which a dossier filed fell under a rulebook: its own end, or the eve of the next one; None
    while nothing follows.
    """
    if rulebook.decides_new_until is not None:
        return rulebook.decides_new_until
    later = [
        one.in_force_from for one in rulebooks.all_rulebooks() if one.in_force_from > rulebook.in_force_from
    ]
    return min(later) - timedelta(days=1) if later else None


def _clauses_that_leave(
    rulebook: Rulebook, kind: str, filed_on: date
) -> Iterator[tuple[Rulebook, TransitionClause]]:
    """Give each clause of a later rulebook that leaves such a dossier to the rule of its filing, with its rulebook."""
    return (
        (later, clause)
        for later in rulebooks.all_rulebooks()
        if later.in_force_from > rulebook.in_force_from
        for clause in later.transition
        if clause.leaves(rulebook.id, kind, filed_on)
    )


def _left_to_old(
    kind: str, filed_on: date, rulebook: Rulebook, clause: TransitionClause, limit: Limit | None
) -> str:
    assert clause.filed_before is not None
    until = f", hoàn thành chậm nhất ngày {_day(limit.finish_by)}" if limit and limit.finish_by else ""
    return (
        f"{_NAMES[kind]} nộp ngày {_day(filed_on)}, trước ngày {_day(clause.filed_before)}, nếu chưa được đánh giá thì "
        f"tiếp tục theo {rulebook.instrument}{until}."
    )


def _silence_of_next(kind: str, filed_on: date, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the doubt about a dossier whose rulebook was followed by one that says nothing on it if it is unfinished."""
    following = next(
        (one for one in rulebooks.all_rulebooks() if one.in_force_from > rulebook.in_force_from), None
    )
    if following is None or any(
        clause.leaves(rulebook.id, kind, filed_on) for clause in following.transition
    ):
        return ()
    silence = (
        f"Nguồn đang có không cho biết {following.instrument} xử lý hồ sơ nộp trước ngày "
        f"{_day(following.in_force_from)} mà chưa xong như thế nào; ở đây giữ theo quy định lúc nộp."
    )
    return (silence,)


def _against_window(found: Applicable, window: Due, filed_on: date) -> Applicable:
    opens, closes = window.opens_on, window.closes_on
    assert opens is not None and closes is not None
    span = f"{_day(opens)} đến hết {_day(closes)}"
    if filed_on < opens:
        return _with(found, window, "early", f"Nộp sớm hơn thời hạn, từ {span}.")
    if filed_on <= closes:
        return _with(found, window, "in_time", f"Nộp đúng thời hạn, từ {span}.")
    return _with(found, window, "late", f"Nộp sau thời hạn, từ {span}.")


def _extended(
    found: Applicable, giver: Rulebook, window: Due, *, filed_on: date, expires_on: date
) -> Applicable:
    """Add how long the certificate holds on while a dossier filed too late for its window is decided, where a clause of
    `giver` says so, else what is doubtful about it.
    """
    clause = next((clause for clause in giver.transition if clause.extends_certificate), None)
    opens, closes = window.opens_on, window.closes_on
    assert opens is not None and closes is not None
    if clause is None or clause.limit is None or filed_on <= closes:
        return found
    if expires_on < giver.in_force_from:
        silent = (
            f"{clause.source} có hiệu lực từ {_day(giver.in_force_from)}, khi giấy chứng nhận đã hết hạn "
            f"({_day(expires_on)}); ở đây không kéo dài."
        )
        return replace(found, doubts=(*found.doubts, silent))
    if clause.windows_opened_before is not None and opens >= clause.windows_opened_before:
        return replace(found, doubts=(*found.doubts, clause.doubt)) if clause.doubt else found
    if filed_on > expires_on:
        silent = f"{clause.source} không nói đến hồ sơ nộp sau khi giấy chứng nhận đã hết hạn; ở đây không kéo dài."
        return replace(found, doubts=(*found.doubts, silent))
    until = add_days(expires_on, giver.limit(clause.limit).amount)
    holds = (
        f"Giấy chứng nhận hết hạn ngày {_day(expires_on)} còn hiệu lực đến khi có kết quả, "
        f"không quá ngày {_day(until)}."
    )
    return replace(
        found,
        reason=f"{found.reason} {holds}",
        certificate_holds_until=until,
        extension_source=clause.source,
        extension_doubt=clause.doubt,
        doubts=(*found.doubts, clause.doubt) if clause.doubt else found.doubts,
    )


def _with(found: Applicable, window: Due, filing: str, sentence: str) -> Applicable:
    return replace(found, reason=f"{found.reason} {sentence}", window=window, filing=filing)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
