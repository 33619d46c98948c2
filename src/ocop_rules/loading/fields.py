"""Typed reading of a rules file, and the one error that names file, line and reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .toml_errors import line_of, said

STATED_TWICE = "ghi hai lần"
LONGEST_NUMBER = re.compile(r"[0-9_]{4300,}")  # more digits than Python reads
DEEPEST = 100  # brackets in one line, above which a file that cannot be read is taken to be nested too deep


class RulebookFault(ValueError):
    """A rules file that cannot be trusted: which file, which line when known, what is wrong."""

    def __init__(self, file: str, reason: str, line: int | None = None) -> None:
        self.file = file
        self.reason = reason
        self.line = line
        at = file if line is None else f"{file}:{line}"
        super().__init__(f"{at}: {reason}")


@dataclass(frozen=True, slots=True)
class Keys:
    """What one table was asked for: the keys it may have, and those it must.

    `file` is the file's name, * for one of several; `path` leads to the table, with * for a key that is free.
    """

    file: str
    path: str
    may: frozenset[str]
    must: frozenset[str]


_asked_for: ContextVar[list[Keys] | None] = ContextVar("asked_for", default=None)


@contextmanager
def keys_asked_for() -> Iterator[list[Keys]]:
    """Collect the keys of every table that is read meanwhile: what docs/rulebook-format.md is compared with."""
    kept: list[Keys] = []
    token = _asked_for.set(kept)
    try:
        yield kept
    finally:
        _asked_for.reset(token)


class Table:
    """One table of a rules file, read key by key; `finish` refuses keys that nobody asked for."""

    def __init__(
        self, document: Document, values: dict[str, Any], place: str = "", begins: Begins | None = None
    ) -> None:
        self._document = document
        self._values = values
        self._asked: set[str] = set()
        self._needed: set[str] = set()
        self._free = False  # its keys are codes or names of the file's own
        self._begins = begins
        self.place = place

    def fault(self, reason: str, *needles: str) -> RulebookFault:
        """Return the error to raise, at this table's first line that holds the first needle found in it.

        Without a needle that is found: at the line where the table begins; a whole file has no such line, and
        neither has a table that is not there.
        """
        lines = self._lines()
        line = self._document.line_of(needles, lines)
        if line is None and lines is not self._document.lines:
            line = lines.start
        return RulebookFault(self._document.name, f"{self.place}: {reason}" if self.place else reason, line)

    def _lines(self) -> range:
        """Return the numbers of this table's lines; those of the table above where it is not found.

        A table that stands in one line has none beyond that line, where its range begins.
        """
        if self._begins is None:
            return self._document.lines
        above = self._begins.above._lines()
        headed = self._document.line_of((self._begins.header,), above, nth=self._begins.nth)
        if headed is not None:
            return range(headed, self._document.end_of(self._begins.path, headed))
        stated = self._document.line_of(self._begins.otherwise, above)
        return range(stated, stated) if stated is not None else above

    def _fault_at(self, key: str, reason: str) -> RulebookFault:
        return self.fault(reason, f"{key} =", f'"{key}" =')

    def has(self, key: str) -> bool:
        """Return whether the key is there."""
        return key in self._values

    def names(self) -> Iterator[str]:
        """Return the keys in the order of the file, where they are the file's own to choose."""
        self._free = True
        return iter(self._values)

    def is_of(self, other: Table) -> bool:
        """Return whether both tables stand in the same reading of the same file."""
        return self._document is other._document

    def _may(self, key: str) -> bool:
        """Ask for a key that may be absent; return whether it is there."""
        self._asked.add(key)
        return key in self._values

    def raw(self, key: str) -> Any:
        """Return the value as TOML gave it; the caller checks its type."""
        if key not in self._asked:
            self._needed.add(key)
        if not self._may(key):
            raise self.fault(f"thiếu “{key}”")
        return self._values[key]

    def _typed(self, key: str, kind: type, name: str) -> Any:
        value = self.raw(key)
        if type(value) is not kind:
            raise self._fault_at(key, f"“{key}” phải là {name}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not empty, or the default when the key is absent."""
        if default is not None and not self._may(key):
            return default
        value: str = self._typed(key, str, "một đoạn chữ")
        if not value.strip():
            raise self._fault_at(key, f"“{key}” để trống")
        return value

    def text_or_none(self, key: str) -> str | None:
        """Return a text, or None when the key is absent."""
        return self.text(key) if self._may(key) else None

    def number(self, key: str) -> int:
        """Return a whole number."""
        value: int = self._typed(key, int, "một số nguyên")
        return value

    def number_or_none(self, key: str) -> int | None:
        """Return a whole number, or None when the key is absent."""
        return self.number(key) if self._may(key) else None

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false, or the default when the key is absent."""
        if not self._may(key):
            return default
        value: bool = self._typed(key, bool, "true hoặc false")
        return value

    def day(self, key: str) -> date:
        """Return a date."""
        value: date = self._typed(key, date, "một ngày")
        return value

    def day_or_none(self, key: str) -> date | None:
        """Return a date, or None when the key is absent."""
        return self.day(key) if self._may(key) else None

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """Return a list of texts; empty when the key is absent and not needed."""
        return tuple(self._list(key, str, "các đoạn chữ", needed))

    def numbers(self, key: str, *, needed: bool = False) -> tuple[int, ...]:
        """Return a list of whole numbers; empty when the key is absent and not needed."""
        return tuple(self._list(key, int, "các số nguyên", needed))

    def _list(self, key: str, kind: type, name: str, needed: bool) -> list[Any]:
        if not needed and not self._may(key):
            return []
        value: list[Any] = self._typed(key, list, f"danh sách {name}")
        if any(type(item) is not kind for item in value):
            raise self._fault_at(key, f"“{key}” chỉ được chứa {name}")
        return value

    def table(self, key: str, short: str | None = None) -> Table:
        """Return a table below this one; empty when the key is absent.

        `short` is the key that a mere text in place of the table is the value of.
        """
        if short is not None and type(self._values.get(key)) is str:
            values = {short: self.text(key)}
        else:
            values = self._typed(key, dict, "một bảng") if self._may(key) else {}
        path = self._path(key)
        return Table(
            self._document, values, key, Begins(self, path, f"[{path}]", 1, (f'"{key}" =', f"{key} ="))
        )

    def tables(self, key: str, named_by: str = "code", *, needed: bool = False) -> list[Table]:
        """Return a list of tables; `named_by` is the key whose value names each of them in errors.

        Refused: two of one code.
        """
        found = self._list(key, dict, "các bảng", needed)
        path = self._path(key)
        tables: list[Table] = []
        for nth, values in enumerate(found, start=1):
            place = str(values.get(named_by, key))
            otherwise = (f'{named_by} = "{place}"', f"{key} =")
            table = Table(self._document, values, place, Begins(self, path, f"[[{path}]]", nth, otherwise))
            if named_by == "code" and "code" in values and place in [other.place for other in tables]:
                raise table.fault(STATED_TWICE)
            tables.append(table)
        return tables

    def _path(self, key: str) -> str:
        return f"{self._begins.path}.{key}" if self._begins else key

    def _kind(self) -> str:
        """Return the path of tables like this one, with * in place of a free key."""
        if self._begins is None:
            return ""
        above = self._begins.above
        own = "*" if above._free else self._begins.path.rpartition(".")[2]
        return f"{above._kind()}.{own}".removeprefix(".")

    def finish(self) -> None:
        """Refuse keys that were not read: a misspelt key must not pass in silence."""
        kept = _asked_for.get()
        if kept is not None and not self._free:
            kept.append(
                Keys(self._document.kind, self._kind(), frozenset(self._asked), frozenset(self._needed))
            )
        extra = [key for key in self._values if key not in self._asked]
        if extra:
            raise self._fault_at(extra[0], f"“{extra[0]}” không phải khóa dùng được ở đây")


@dataclass(frozen=True, slots=True)
class Begins:
    """How to find the line where a table begins: the nth header after the line where the one above begins.

    `path` is what its header calls it; `otherwise` is what to look for where the table stands in a line.
    """

    above: Table
    path: str
    header: str
    nth: int
    otherwise: tuple[str, ...]


class Document:
    """One rules file: its lines and its top table."""

    def __init__(self, path: Path, text: str) -> None:
        self.name = name_of(path)
        self._texts = dict(enumerate(text.splitlines(), start=1))
        self.lines = range(1, len(self._texts) + 1)
        try:
            self.top = Table(self, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            at = line_of(error, len(self._texts))
            raise RulebookFault(self.name, f"không phải TOML hợp lệ: {said(error)}", at) from error
        except ValueError as error:
            line = self._first_with(lambda text: LONGEST_NUMBER.search(text) is not None)
            raise RulebookFault(self.name, "có số quá dài", line) from error
        except RecursionError as error:
            line = self._first_with(lambda text: text.count("[") + text.count("{") >= DEEPEST)
            raise RulebookFault(self.name, "ngoặc lồng quá sâu", line) from error

    @property
    def kind(self) -> str:
        """Return what files like this one are called: sheets/*.toml for any sheet."""
        folder, _, name = self.name.partition("/")[2].rpartition("/")
        return f"{folder}/*.toml" if folder else name

    def _first_with(self, holds: Callable[[str], bool]) -> int | None:
        return next((n for n in self.lines if holds(self._texts[n])), None)

    def line_of(self, needles: Sequence[str], lines: range, *, nth: int = 1) -> int | None:
        """Return the nth of these lines that holds the first needle that is there; comments do not count.

        A needle is not found at the end of a longer word: “id =” is not in “paid = 1”.
        """
        told = [n for n in lines if not self._texts[n].lstrip().startswith("#")]
        for needle in needles:
            alone = re.compile(r"(?<![\w-])" + re.escape(needle))
            holding = [n for n in told if alone.search(self._texts[n])]
            if len(holding) >= nth:
                return holding[nth - 1]
        return None

    def end_of(self, path: str, headed: int) -> int:
        """Return the line of the next header that is not below this path, or one past the last line."""
        below = (f"[{path}.", f"[[{path}.")
        headers = (n for n, text in self._texts.items() if n > headed and text.startswith("["))
        return next((n for n in headers if not self._texts[n].startswith(below)), self.lines.stop)


def name_of(path: Path) -> str:
    """Return how a fault names a rules file: from the rulebook's folder on, as 26-2026/sheets/13-….toml."""
    inside = path.parent.name in ("sheets", "criteria")
    return Path(*path.parts[-3 if inside else -2 :]).as_posix()


def read_document(path: Path) -> Document:
    """Read and parse one rules file. Raises RulebookFault when it is missing or unreadable, not UTF-8 or not TOML."""
    try:
        return Document(path, path.read_text(encoding="utf-8-sig"))  # some editors put a mark before the text
    except FileNotFoundError as error:
        raise RulebookFault(name_of(path), "không có tệp này") from error
    except UnicodeDecodeError as error:
        raise RulebookFault(name_of(path), "tệp không phải UTF-8") from error
    except OSError as error:
        raise RulebookFault(name_of(path), "không đọc được tệp này; hãy xem quyền đọc") from error
