"""Reading the JSON of `ocop-rules grade`: strict, because a result may be signed on it.

Refused: keys given twice, unknown keys, numbers with a decimal point or exponent (3.0 too: a level's points
are whole, and a fraction is the sign of marks that were averaged beforehand), NaN, anything but whole numbers as
points, more than 16 MB.
"""

from __future__ import annotations

import json
import re
import unicodedata
from codecs import BOM_UTF8
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn, TextIO

from .councils import Regulation, RegulationError

MOST_BYTES = 16 * 1024 * 1024
MOST_DIGITS = 9
MOST_NAME = 200
MOST_SHOWN = 60  # characters of what was given that a refusal repeats
WHOLE = "số nguyên, viết không có dấu chấm và không có ngoặc kép"
# Signs that draw nothing although Unicode does not count them among the format characters: joiners, fillers, selectors.
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
EXAMPLE = '{"rulebook":"26-2026","sheet":13,"ballots":[{"member":"m1","marks":{"1.1":3}}],"disqualified":[]}'


KEYS = {"rulebook", "sheet", "ballots", "disqualified", "unmet_is_zero", "confirmed", "regulation"}

REGULATION_EXAMPLE = '{"average":"totals","on_missed_minimum":"cap","max_gap":10,"quorum":"3/4","members":9}'


class InputError(ValueError):
    """Input that cannot be read; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class _Fractional:
    """A number with a decimal point or exponent, as it is written: nothing takes one, and each key says what it takes."""

    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """What `grade` was asked: (member, marks) in the order given."""

    rulebook: str
    sheet: int
    ballots: tuple[tuple[str, dict[str, int]], ...]
    disqualified: tuple[str, ...]
    unmet_is_zero: bool
    confirmed: bool
    regulation: Regulation | None


def read_request(stream: TextIO | None) -> Request:
    """Read and check the request on a text stream (None: the standard input was closed). Raises InputError."""
    content = _content(stream) if stream is not None else b""
    if len(content) > MOST_BYTES:
        raise InputError(f"Dữ liệu vào lớn hơn {MOST_BYTES // 1024 // 1024} MB.")
    if not content.strip():
        raise InputError(f"Không có dữ liệu vào; cần một đối tượng JSON như {EXAMPLE}.")
    asked = _parsed(content)
    if not isinstance(asked, dict):
        raise InputError(f"Dữ liệu vào phải là một đối tượng JSON như {EXAMPLE}.")
    _only(asked, KEYS, "Dữ liệu vào")
    rulebook, sheet = asked.get("rulebook"), asked.get("sheet")
    ballots, disqualified = asked.get("ballots"), asked.get("disqualified", [])
    if not isinstance(rulebook, str):
        raise InputError("“rulebook” phải là mã bộ quy định, ví dụ “26-2026”.")
    if type(sheet) is not int:
        raise InputError(f"“sheet” phải là số của bộ tiêu chí: {WHOLE}, ví dụ 13.")
    if not isinstance(ballots, list):
        raise InputError("“ballots” phải là danh sách phiếu chấm.")
    if not isinstance(disqualified, list) or not all(isinstance(code, str) for code in disqualified):
        raise InputError("“disqualified” phải là danh sách mã căn cứ loại; để trống nếu không có.")
    unmet_is_zero = asked.get("unmet_is_zero", False)
    if not isinstance(unmet_is_zero, bool):
        raise InputError("“unmet_is_zero” phải là true hoặc false.")
    confirmed = asked.get("confirmed", False)
    if not isinstance(confirmed, bool):
        raise InputError("“confirmed” phải là true hoặc false.")
    read = tuple(_ballot(entry, position) for position, entry in enumerate(ballots, start=1))
    regulation = _regulation(asked["regulation"]) if "regulation" in asked else None
    return Request(rulebook, sheet, read, tuple(disqualified), unmet_is_zero, confirmed, regulation)


def _regulation(given: object) -> Regulation:
    if not isinstance(given, dict):
        raise InputError(f"“regulation” phải là đối tượng như {REGULATION_EXAMPLE}.")
    _only(given, set(Regulation.__dataclass_fields__), "“regulation”")
    for key in ("average", "on_missed_minimum"):
        if key in given and not isinstance(given[key], str):
            raise InputError(f"“regulation.{key}” phải là chữ.")
    for key in ("decimals", "members"):
        if given.get(key) is not None and type(given[key]) is not int:
            raise InputError(f"“regulation.{key}” phải là {WHOLE}.")
    named: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    if "quorum" in named:
        named["quorum"] = _share(named["quorum"])
    if "max_gap" in named:
        named["max_gap"] = _gap(named["max_gap"])
    try:
        regulation = Regulation(**named)
    except RegulationError as error:
        raise InputError(f"“regulation”: {error}") from None
    if regulation.quorum is not None and regulation.members is None:
        raise InputError(
            "“regulation.quorum” cần có “regulation.members”; hãy ghi thêm số thành viên hội đồng."
        )
    return regulation


def _gap(given: object) -> Fraction:
    """Return points as a whole number or as an exact decimal in quotes: a bare 10.5 would be a float."""
    if type(given) is int:
        return Fraction(given)
    if isinstance(given, str) and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", given):
        return Fraction(given)
    raise InputError(
        "“regulation.max_gap” phải là số nguyên, hoặc số thập phân viết trong ngoặc kép, ví dụ “10.5”."
    )


def _share(given: object) -> Fraction:
    if not isinstance(given, str) or not re.fullmatch(r"[0-9]{1,3}/[0-9]{1,3}", given):
        raise InputError("“regulation.quorum” là phân số viết trong ngoặc kép, ví dụ “3/4”.")
    top, bottom = (int(number) for number in given.split("/"))
    if not bottom:
        raise InputError("“regulation.quorum” không thể có mẫu số 0.")
    return Fraction(top, bottom)


def _content(stream: TextIO) -> bytes:
    content = getattr(stream, "buffer", stream).read(MOST_BYTES + 1)  # a stream made in memory has no buffer
    return content if isinstance(content, bytes) else str(content).encode(errors="surrogatepass")


def ballots_from(request: Request) -> dict[str, dict[str, int]]:
    """Return the ballots by member. Raises InputError when a member has two, written alike to the eye, or when there are
    more ballots than members.
    """
    ballots: dict[str, dict[str, int]] = {}
    seen: set[str] = set()
    for member, marks in request.ballots:
        name = _seen_as(member)
        if name in seen:
            shown = unicodedata.normalize("NFC", " ".join(member.split()))
            raise InputError(f"Thành viên “{shown}” có hai phiếu; mỗi thành viên chỉ một phiếu.")
        seen.add(name)
        ballots[member] = marks
    members = request.regulation.members if request.regulation is not None else None
    if members is not None and len(ballots) > members:
        raise InputError(f"Có {len(ballots)} phiếu nhưng hội đồng chỉ có {members} thành viên.")
    return ballots


def _seen_as(name: str) -> str:
    """Return a name as the eye takes it: one width and case of its letters, nothing unseen, one space between words."""
    plain = unicodedata.normalize("NFKC", UNSEEN.sub("", name))
    seen = "".join(char for char in plain if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf"))
    return unicodedata.normalize("NFKC", " ".join(seen.split()).casefold())


def _ballot(entry: object, position: int) -> tuple[str, dict[str, int]]:
    if not isinstance(entry, dict):
        raise InputError(f'Phiếu thứ {position} phải là đối tượng {{"member": …, "marks": …}}.')
    _only(entry, {"member", "marks"}, f"Phiếu thứ {position}")
    member, marks = entry.get("member"), entry.get("marks")
    if not isinstance(member, str) or len(member) > MOST_NAME or not any(map(str.isalnum, _seen_as(member))):
        raise InputError(
            f"Phiếu thứ {position}: “member” phải là tên có chữ hoặc số, tối đa {MOST_NAME} ký tự."
        )
    if not isinstance(marks, dict):
        raise InputError(f"Phiếu của {member}: “marks” phải là đối tượng mã tiêu chí → điểm.")
    for code, points in marks.items():
        if type(points) is not int:
            raise InputError(
                f"Phiếu của {member}: điểm của tiêu chí {code[:MOST_SHOWN]} phải là {WHOLE}; không phải {_written(points)}."
            )
    return member, marks


def _written(given: object) -> str:
    """Return a value as JSON writes it, cut where it is long."""
    if isinstance(given, list | dict):
        return "danh sách hay đối tượng"
    text = given.text if isinstance(given, _Fractional) else json.dumps(given, ensure_ascii=False)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def _only(found: dict[str, Any], known: set[str], where: str) -> None:
    for key in found:
        if key not in known:
            raise InputError(
                f"{where} có khóa lạ “{key[:MOST_SHOWN]}”; chỉ dùng: {', '.join(sorted(known))}."
            )


def _parsed(content: bytes) -> object:
    try:
        return json.loads(
            content.removeprefix(BOM_UTF8).decode(),
            object_pairs_hook=_once,
            parse_float=_Fractional,
            parse_int=_whole,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError:
        raise InputError("Dữ liệu vào phải mã hóa UTF-8.") from None
    except json.JSONDecodeError as error:
        raise InputError(
            f"Dữ liệu vào không phải JSON hợp lệ (dòng {error.lineno}, cột {error.colno})."
        ) from None
    except RecursionError:
        raise InputError("Dữ liệu vào lồng quá sâu.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InputError(f"Khóa “{key[:MOST_SHOWN]}” xuất hiện hai lần; không rõ dùng giá trị nào.")
        found[key] = value
    return found


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise InputError(f"Số “{text[:20]}…” quá lớn.")
    return int(text)


def _no_constant(text: str) -> NoReturn:
    raise InputError(f"“{text}” không phải số.")
