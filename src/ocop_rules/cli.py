"""`ocop-rules`: the rules for integrators and reviewers, JSON in and out.

Every answer is one JSON document in UTF-8 on standard output. A refusal is exit code 2 and one line {"error":
…}; `check` that finds a fault is exit code 1. Rulebooks of an installation are read from the folders named in
OCOP_RULEBOOK_FOLDERS (with commas between them), as the application does.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from . import rulebooks
from .applicable import UnknownKind, which
from .calendars import CalendarError, load_calendar
from .cli_json import MOST_SHOWN, InputError, ballots_from, read_request
from .cli_shapes import criterion_of, due_of, ground_of, limits_of, pair_of, parts_of, sheet_named
from .comparing import compare, minimums_apart
from .councils import PLAIN, Regulation, gaps, quorum_met
from .deadlines import due
from .grading import GradingError, Result, grade, shown
from .groups import sheets_of_group
from .law import NotInRulebook
from .loading import RulebookFault
from .rulebook import Rulebook

Answer = dict[str, Any] | list[dict[str, Any]]

USAGE = (
    "ocop-rules rulebooks | check | sheet RULEBOOK NUMBER | grade < ballots.json | limits RULEBOOK | "
    "due --rulebook RULEBOOK --limit LIMIT --from YYYY-MM-DD | "
    "which --kind new|upgrade|reevaluation --filed YYYY-MM-DD [--expires YYYY-MM-DD] | "
    "diff RULEBOOK RULEBOOK --group NAME"
)
FAULTY = 1
REFUSED = 2
FOLDERS = "OCOP_RULEBOOK_FOLDERS"
FIRST_YEAR = 1900  # a day before is a slip of the hand: 0206 for 2026


class UsageError(ValueError):
    """A command line that cannot be understood."""


REFUSALS = (
    UsageError,
    InputError,
    GradingError,
    NotInRulebook,
    UnknownKind,
    CalendarError,
    RulebookFault,
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"Câu lệnh không đúng hoặc thiếu tham số. Cách dùng: {USAGE}")


class _Once(argparse.Action):
    """Store what an option says; refuse an option that stands twice, because only one of the two could count."""

    def __call__(
        self, _: object, namespace: argparse.Namespace, given: Any, option: str | None = None
    ) -> None:
        if getattr(namespace, self.dest) is not None:
            raise UsageError(f"{option} xuất hiện hai lần; chỉ ghi một lần.")
        setattr(namespace, self.dest, given)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0; 1 with faults found; 2 with one line of JSON {"error": …}."""
    try:
        arguments = _parser().parse_args(argv)
        if FOLDERS in os.environ:
            named = (name.strip() for name in os.environ[FOLDERS].split(","))
            rulebooks.use(*(Path(name).absolute() for name in named if name))
        answer = arguments.run(arguments)
    except REFUSALS as error:
        _write({"error": " ".join(str(error).split())}, indent=None)
        return REFUSED
    if not _write(answer, indent=2):
        return REFUSED
    return FAULTY if isinstance(answer, dict) and answer.get("faults") else 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="ocop-rules", description="The rules of the OCOP programme.", allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    def command(
        name: str, run: Callable[[argparse.Namespace], Answer], about: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        added.set_defaults(run=run)
        return added

    command("rulebooks", _rulebooks, "List the rulebooks.")
    command("check", _check, "Say what is wrong with the rulebooks that are refused.")
    sheet = command("sheet", _sheet, "Show one scoring sheet.")
    sheet.add_argument("rulebook")
    sheet.add_argument("number")
    command("grade", _grade, "Grade the ballots given as JSON on standard input.")
    limits = command("limits", _limits, "List the time limits of a rulebook.")
    limits.add_argument("rulebook")
    when = command("due", _due, "Say when a time limit ends.")
    when.add_argument("--rulebook", required=True, action=_Once)
    when.add_argument("--limit", required=True, action=_Once)
    when.add_argument("--from", required=True, action=_Once, dest="start", metavar="YYYY-MM-DD")
    under = command("which", _which, "Say which rulebook a dossier falls under, and why.")
    under.add_argument("--kind", required=True, action=_Once)
    under.add_argument("--filed", required=True, action=_Once, metavar="YYYY-MM-DD")
    under.add_argument("--expires", action=_Once, metavar="YYYY-MM-DD")
    under.add_argument("--detail", action="store_true", help="days, doubts and sources each by itself")
    apart = command("diff", _diff, "Compare two rulebooks' sheets for one product group, by meaning.")
    apart.add_argument("before")
    apart.add_argument("after")
    apart.add_argument("--group", required=True, action=_Once)
    return parser


def _rulebooks(_: argparse.Namespace) -> Answer:
    return [
        {
            "id": rulebook.id,
            "instrument": rulebook.instrument,
            "title": rulebook.title,
            "in_force_from": rulebook.in_force_from.isoformat(),
            "in_force_to": _iso(rulebook.in_force_to),
            "superseded_on": _iso(rulebook.superseded_on),
            "sheets": len(rulebook.sheets),
            "digest": rulebook.digest,
        }
        for rulebook in rulebooks.all_rulebooks()
    ]


def _check(_: argparse.Namespace) -> Answer:
    return {
        "rulebooks": [rulebook.id for rulebook in rulebooks.all_rulebooks()],
        "faults": [
            {"file": fault.file, "line": fault.line, "reason": fault.reason} for fault in rulebooks.faults()
        ],
    }


def _rulebook(rulebook_id: str) -> Rulebook:
    return rulebooks.get(_brief(rulebook_id))


def _brief(named: str) -> str:
    """Return an id or a code as it was given, or its beginning: none is so long, and a refusal repeats what is unknown."""
    return named if len(named) <= MOST_SHOWN else f"{named[:MOST_SHOWN]}…"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _sheet(arguments: argparse.Namespace) -> Answer:
    rulebook = _rulebook(arguments.rulebook)
    if not re.fullmatch(r"[0-9]{1,9}", arguments.number):
        raise UsageError(
            f"Số bộ tiêu chí phải là số nguyên không quá 9 chữ số, ví dụ 13; không phải “{arguments.number[:MOST_SHOWN]}”."
        )
    sheet = rulebook.sheet(int(arguments.number))
    return {
        "rulebook": rulebook.id,
        "sheet": sheet.number,
        "title": sheet.title,
        "industry": sheet.industry,
        "ministries": list(sheet.ministries),
        "source": str(sheet.source),
        "incomplete": sheet.incomplete or None,
        "to_confirm": sheet.unsettled or None,
        "parts": parts_of(sheet),
        "disqualifiers": [ground_of(ground) for ground in sheet.disqualifiers],
        "doubts": [
            {"criterion": doubt.criterion, "text": doubt.text, "corrected": doubt.corrected}
            for doubt in sheet.doubts
        ],
    }


def _grade(_: argparse.Namespace) -> Answer:
    request = read_request(sys.stdin)
    rulebook = _rulebook(request.rulebook)
    sheet = rulebook.sheet(request.sheet)
    result = grade(
        rulebook,
        sheet,
        ballots=ballots_from(request),
        disqualified=request.disqualified,
        unmet_is_zero=request.unmet_is_zero,
        confirmed=request.confirmed,
        regulation=request.regulation or PLAIN,
    )
    answer: dict[str, Any] = {
        "total": shown(result.total),
        "total_exact": str(result.total),
        "band_star": result.band_star,
        "minimum_star": result.minimum_star,
        "star": result.star,
        "members": {member: str(total) for member, total in result.members.items()},
        "missed": [
            {"criterion": m.criterion, "star": m.star, "needs": m.needs, "got": str(m.got)}
            for m in result.missed
        ],
    }
    if result.disqualified:
        answer["disqualified"] = list(result.disqualified)
    if request.regulation is not None:
        answer |= {"outcome": result.outcome} | _by_regulation(result, request.regulation)
    return answer


def _by_regulation(result: Result, regulation: Regulation) -> dict[str, Any]:
    """Return what a council's regulation says of the ballots; null where the regulation says nothing."""
    apart, met = None, None
    if regulation.max_gap is not None:
        apart = [
            [gap.one, gap.other, str(gap.points)] for gap in gaps(result.members, max_gap=regulation.max_gap)
        ]
    if regulation.quorum is not None and regulation.members is not None:
        met = quorum_met(len(result.members), members=regulation.members, quorum=regulation.quorum)
    return {"gaps": apart, "quorum_met": met}


def _limits(arguments: argparse.Namespace) -> Answer:
    rulebook = _rulebook(arguments.rulebook)
    return limits_of(rulebook)


def _due(arguments: argparse.Namespace) -> Answer:
    rulebook = _rulebook(arguments.rulebook)
    start = _day(arguments.start)
    return due_of(due(rulebook, _brief(arguments.limit), start=start, calendar=load_calendar()))


def _which(arguments: argparse.Namespace) -> Answer:
    found = which(
        arguments.kind,
        filed_on=_day(arguments.filed),
        expires_on=_day(arguments.expires) if arguments.expires is not None else None,
        calendar=load_calendar(),
    )
    doubts = [*found.doubts, *_unread()]
    answer: dict[str, Any] = {
        "rulebook": found.rulebook,
        "reason": " ".join([found.reason, *(f"Chưa rõ: {doubt}" for doubt in doubts)]),
        "source": str(found.source),
        "finish_by": _iso(found.finish_by),
    }
    if not arguments.detail:
        return answer
    window, until = found.window, found.certificate_holds_until
    return answer | {
        "reason": found.reason,
        "doubts": doubts,
        "opens_on": _iso(window.opens_on) if window else None,
        "closes_on": _iso(window.closes_on) if window else None,
        "filing": found.filing or None,
        "certificate_holds_until": _iso(until),
        "extension_source": str(found.extension_source) if found.extension_source else None,
    }


def _unread() -> list[str]:
    """Return the doubt that files which could not be read throw on what falls under which rulebook.

    Each is named by its rulebook's folder; a place that is not one of rulebooks at all, by its whole path.
    """
    files = {fault.file for fault in rulebooks.faults()}
    named = ", ".join(sorted({file if file.startswith("/") else file.partition("/")[0] for file in files}))
    return [f"có tệp quy định bị lỗi nên chưa dùng ({named}); sửa xong hãy hỏi lại."] if named else []


def _diff(arguments: argparse.Namespace) -> Answer:
    before, after = _rulebook(arguments.before), _rulebook(arguments.after)
    found = compare(*sheets_of_group(arguments.group, before, after))
    return {
        "before": sheet_named(before, found.before),
        "after": sheet_named(after, found.after),
        "criteria": [{"topic": pair.topic} | pair_of(pair, criterion_of) for pair in found.pairs],
        "disqualifiers": [{"code": pair.code} | pair_of(pair, ground_of) for pair in found.grounds],
        "minimums": {
            str(star): {"before": old, "after": new} for star, (old, new) in minimums_apart(found).items()
        },
    }


def _day(text: str) -> date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            pass
        else:
            if day.year >= FIRST_YEAR:
                return day
    raise UsageError(
        f"Ngày phải viết YYYY-MM-DD, có thật và từ năm {FIRST_YEAR}, ví dụ 2026-11-16; không phải “{text[:MOST_SHOWN]}”."
    )


def _write(answer: Answer, *, indent: int | None) -> bool:
    """Write the answer and return whether it got out."""
    text = json.dumps(answer, ensure_ascii=False, indent=indent)
    try:
        encoded = text.encode()
    except UnicodeEncodeError:  # half a surrogate pair in what was given: answer in escapes, still valid JSON
        encoded = json.dumps(answer, ensure_ascii=True, indent=indent).encode()
    if sys.stdout is None:  # closed by whoever called: there is nobody to answer
        return False
    buffer = getattr(sys.stdout, "buffer", None)  # UTF-8 whatever the terminal's encoding
    if buffer is None:
        sys.stdout.write(encoded.decode() + "\n")
        return True
    try:
        sys.stdout.flush()
        buffer.write(encoded + b"\n")
        buffer.flush()
    except (
        OSError
    ):  # a full disk, or a reader who has left; what is still held must not be tried again at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
