"""The letter of a notice of results, laid out anew from its frozen lines whenever it is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocop.directory.queries import tier_of
from ocop.platform.documents import render
from ocop.platform.workflow import in_record_language
from ocop.recognition.actions.documents import seat_of
from ocop.recognition.actions.notifying import sources_of
from ocop.recognition.models import DecisionLine, ResultNotice, ResultNoticeLine
from ocop_rules.law import Source

STYLES = ("documents/nd30.css", "recognition/documents/notice.css")


@in_record_language
def notice_pdf(notice: ResultNotice, lines: Sequence[ResultNoticeLine], *, is_whole: bool) -> bytes:
    """Return the letter as a PDF in the layout of NĐ 30/2020/NĐ-CP, the same bytes for the same lines.

    `lines` are those that the reader may see; where they are not the whole notice, the print says so.
    """
    Outcome = DecisionLine.Outcome
    context = {
        "notice": notice,
        "lines": lines,
        "is_whole": is_whole,
        # A committee that has no office of its own for this tells in its own name.
        "parent": "" if notice.authority_name == notice.agency_name else notice.authority_name,
        "seat": seat_of(notice.place_name),
        "has_towns": tier_of(notice.place_path) == "district",
        "sources": [cited(source) for source in sources_of(lines)],
        "decisions": _decisions(lines),
        "recognised": [line for line in lines if line.outcome == Outcome.RECOGNISE],
        "sent_up": [line for line in lines if line.outcome == Outcome.FORWARD],
        "closed": [line for line in lines if line.outcome == Outcome.CLOSE],
    }
    return render("recognition/documents/notice.html", context, styles=STYLES)


def cited(source: Source) -> str:
    """Return a place in an instrument as documents cite it: "điểm g khoản 3 Điều 7 Quyết định số 26/2026/QĐ-TTg"; one that is
    not an article with its parts stands as it is.
    """
    parts = re.findall(r"(?:Điều|khoản|điểm) \w+", source.article)
    article = " ".join(reversed(parts)) if " ".join(parts) == source.article else source.article
    return f"{article} {source.instrument.replace('QĐ ', 'Quyết định số ', 1)}"


def _decisions(lines: Sequence[ResultNoticeLine]) -> list[ResultNoticeLine]:
    """Return one line of each decision that the lines come from, the earliest first."""
    found = {
        (line.settled_on, line.authority_name, line.decision_text): line
        for line in sorted(lines, key=lambda line: (line.settled_on, line.decision_text))
        if line.decision_text
    }
    return list(found.values())
