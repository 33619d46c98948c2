"""`ocop-rules`: the rules for integrators and reviewers, JSON in and out.

Every answer is one JSON document in UTF-8 on standard output. A refusal is exit code 2 and one line {"error":
…}.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NoReturn

from . import rulebooks
from .calendars import CalendarError, load_calendar
from .cli_json import InputError, ballots_from, read_request
from .deadlines import Due, due
from .grading import GradingError, grade, shown
from .law import NotInRulebook
from .loading import RulebookFault
from .rulebook import Limit, Rulebook
from .sheets import Criterion, Level, Sheet

Answer = dict[str, Any] | list[dict[str, Any]]

USAGE = (
    "ocop-rules rulebooks | sheet RULEBOOK NUMBER | grade < ballots.json | limits RULEBOOK | "
    "due --rulebook RULEBOOK --limit LIMIT --from YYYY-MM-DD"
)
REFUSED = 2


class UsageError(ValueError):
    """A command line that cannot be understood."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"Câu lệnh không đúng hoặc thiếu tham số. Cách dùng: {USAGE}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 2 with one line of JSON {"error": …}."""
    try:
        arguments = _parser().parse_args(argv)
        answer = arguments.run(arguments)
    except (UsageError, InputError, GradingError, NotInRulebook, CalendarError, RulebookFault) as error:
        _write({"error": " ".join(str(error).split())}, indent=None)
        return REFUSED
    return 0 if _write(answer, indent=2) else REFUSED


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
    sheet = command("sheet", _sheet, "Show one scoring sheet.")
    sheet.add_argument("rulebook")
    sheet.add_argument("number")
    command("grade", _grade, "Grade the ballots given as JSON on standard input.")
    limits = command("limits", _limits, "List the time limits of a rulebook.")
    limits.add_argument("rulebook")
    when = command("due", _due, "Say when a time limit ends.")
    when.add_argument("--rulebook", required=True)
    when.add_argument("--limit", required=True)
    when.add_argument("--from", required=True, dest="start", metavar="YYYY-MM-DD")
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


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _sheet(arguments: argparse.Namespace) -> Answer:
    rulebook = rulebooks.get(arguments.rulebook)
    if not re.fullmatch(r"[0-9]{1,4}", arguments.number):
        raise UsageError(f"Số bộ tiêu chí phải là số nguyên, ví dụ 13; không phải “{arguments.number[:60]}”.")
    sheet = rulebook.sheet(int(arguments.number))
    return {
        "rulebook": rulebook.id,
        "sheet": sheet.number,
        "title": sheet.title,
        "industry": sheet.industry,
        "ministries": list(sheet.ministries),
        "source": str(sheet.source),
        "incomplete": sheet.incomplete or None,
        "parts": _parts(sheet),
        "disqualifiers": [
            {"code": ground.code, "text": ground.text, "effect": ground.effect, "criterion": ground.criterion}
            for ground in sheet.disqualifiers
        ],
        "doubts": [
            {"criterion": doubt.criterion, "text": doubt.text, "corrected": doubt.corrected}
            for doubt in sheet.doubts
        ],
    }


def _parts(sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {
            "code": part.code,
            "name": part.name,
            "max": part.max,
            "groups": [
                {
                    "code": group.code,
                    "name": group.name,
                    "max": group.max,
                    "criteria": [_criterion(criterion) for criterion in group.criteria],
                }
                for group in part.groups
            ],
        }
        for part in sheet.parts
    ]


def _criterion(criterion: Criterion) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "code": criterion.code,
        "name": criterion.name,
        "max": criterion.max,
        "levels": [_level(level) for level in criterion.levels],
    }
    if criterion.cases:
        shape["cases"] = [{"code": case.code, "name": case.name} for case in criterion.cases]
    if criterion.notes:
        shape["notes"] = list(criterion.notes)
    return shape


def _level(level: Level) -> dict[str, Any]:
    shape: dict[str, Any] = {"points": level.points, "label": level.label}
    if level.min_for_star is not None:
        shape["min_for_star"] = level.min_for_star
    if level.case is not None:
        shape["case"] = level.case
    return shape


def _grade(_: argparse.Namespace) -> Answer:
    request = read_request(sys.stdin)
    rulebook = rulebooks.get(request.rulebook)
    sheet = rulebook.sheet(request.sheet)
    result = grade(
        rulebook,
        sheet,
        ballots=ballots_from(request),
        disqualified=request.disqualified,
        unmet_is_zero=request.unmet_is_zero,
        confirmed=request.confirmed,
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
    return answer


def _limits(arguments: argparse.Namespace) -> Answer:
    rulebook = rulebooks.get(arguments.rulebook)
    return [_limit(rulebook, limit) for limit in rulebook.limits.values()]


def _limit(rulebook: Rulebook, limit: Limit) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "code": limit.code,
        "name": limit.name,
        "amount": limit.amount,
        "unit": limit.unit,
        "source": str(limit.source),
        "day_off": limit.day_off,
        "note": limit.note,
    }
    if limit.until_amount is not None:
        shape["until_amount"] = limit.until_amount
    if limit.unit == "rounds_per_year":
        shape["rounds"] = [
            {
                "level": found.level,
                "number": found.number,
                "proposed_before": "{1:02d}-{0:02d}".format(*found.proposed_before),
                "result_before": "{1:02d}-{0:02d}".format(*found.result_before),
                "source": str(found.source),
            }
            for found in rulebook.rounds
        ]
    return shape


def _due(arguments: argparse.Namespace) -> Answer:
    rulebook = rulebooks.get(arguments.rulebook)
    start = _day(arguments.start)
    return _due_shape(due(rulebook, arguments.limit, start=start, calendar=load_calendar()))


def _due_shape(found: Due) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "due_on": found.due_on.isoformat(),
        "amount": found.amount,
        "unit": found.unit,
        "source": str(found.source),
    }
    for key, day in (
        ("opens_on", found.opens_on),
        ("closes_on", found.closes_on),
        ("moved_from", found.moved_from),
    ):
        if day is not None:
            shape[key] = day.isoformat()
    if found.skipped:
        shape["skipped"] = [{"day": skip.day.isoformat(), "reason": skip.reason} for skip in found.skipped]
    if found.rounds:
        shape["rounds"] = [
            {
                "level": dates.level,
                "number": dates.number,
                "last_proposal_on": dates.last_proposal_on.isoformat(),
                "last_result_on": dates.last_result_on.isoformat(),
                "source": str(dates.source),
            }
            for dates in found.rounds
        ]
    if found.uncertain_years:
        shape["uncertain_years"] = list(found.uncertain_years)
    return shape


def _day(text: str) -> date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise UsageError(f"Ngày phải viết YYYY-MM-DD và có thật, ví dụ 2026-11-16; không phải “{text[:60]}”.")


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
