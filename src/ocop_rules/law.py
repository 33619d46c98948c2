"""Where a rule comes from, and what is not certain about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """One place in one instrument, for example Điều 4 khoản 3 of QĐ 26/2026/QĐ-TTg.

    `seen_in` names the secondary text through which the place is known, where its own text was not seen.
    `article` is "" where only the instrument is known.
    """

    instrument: str
    article: str
    seen_in: str = ""

    def __str__(self) -> str:
        through = f" (theo {self.seen_in})" if self.seen_in else ""
        place = f"{self.instrument}, {self.article}" if self.article else self.instrument
        return f"{place}{through}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place where the printed text is faulty or unclear, what was read there, and whether we changed it.

    `about`: points, maximum, minimum, levels, format, dates or scope. `corrected` is true when the figure
    used is our reading of a fault, false when the text stands as printed.
    """

    text: str
    about: str
    criterion: str | None = None
    corrected: bool = False


class NotInRulebook(LookupError):
    """Something was asked for that the rulebook does not have; the message is fit for a reader."""
