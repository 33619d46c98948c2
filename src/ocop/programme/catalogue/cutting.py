"""What happens when two settings meet: means taken criterion by criterion, and decimals cut off each of them."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from django.utils.translation import gettext as _

from ocop.programme.catalogue.council import COUNCIL_ENTRIES
from ocop.programme.catalogue.entry import EXACT

# The worked example: so many criteria, and what three members give each of them.
CRITERIA, BALLOTS = 25, (4, 4, 3)


def cuts_criteria(averaging: str, decimals: str) -> bool:
    """Return whether the mean of each criterion is cut before the means are added."""
    return averaging == "criteria" and decimals != EXACT


def cut_sentence(decimals: str) -> str:
    """Return what minutes say of decimals where each criterion's mean is cut before adding."""
    if decimals == "0":
        return _(
            "Điểm trung bình của từng tiêu chí bỏ phần thập phân rồi mới cộng lại và so với khung điểm; "
            "không làm tròn lên."
        )
    return _(
        "Điểm trung bình của từng tiêu chí cắt còn %(value)s rồi mới cộng lại và so với khung điểm; không làm tròn lên."
    ) % {"value": next(entry for entry in COUNCIL_ENTRIES if entry.code == "decimals").shown(decimals)}


def cut_example(decimals: str) -> str:
    """Return a worked example of what cutting each criterion's mean takes off a product's total."""
    mean = Fraction(sum(BALLOTS), len(BALLOTS))
    step = 10 ** int(decimals)
    cut = Fraction(floor(mean * step), step)
    return _(
        "Ví dụ: bộ có %(criteria)s tiêu chí, ba phiếu cho mỗi tiêu chí %(marks)s điểm. Tổng trung bình chính xác là "
        "%(exact)s điểm. Trung bình mỗi tiêu chí là %(mean)s…, cắt còn %(cut)s; cộng lại chỉ còn %(total)s điểm."
    ) % {
        "criteria": CRITERIA,
        "marks": ", ".join(str(mark) for mark in BALLOTS),
        "exact": _shown(mean * CRITERIA, 2),
        "mean": _shown(mean, max(2, int(decimals))),
        "cut": _shown(cut, int(decimals)),
        "total": _shown(cut * CRITERIA, int(decimals)),
    }


def _shown(points: Fraction, decimals: int) -> str:
    """Return points with so many decimals, cut, with a comma as they are written here."""
    whole, rest = divmod(floor(points * 10**decimals), 10**decimals)
    return f"{whole},{rest:0{decimals}d}" if decimals else str(whole)
