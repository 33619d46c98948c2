"""Typed reading of a rules file, and the one error that names file, line and reason."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any


class RulebookFault(ValueError):
    """A rules file that cannot be trusted: which file, which line when known, what is wrong."""

    def __init__(self, file: str, reason: str, line: int | None = None) -> None:
        self.file = file
        self.reason = reason
        self.line = line
        at = file if line is None else f"{file}:{line}"
        super().__init__(f"{at}: {reason}")


class Table:
    """One table of a rules file, read key by key; `finish` refuses keys that nobody asked for."""

    def __init__(self, document: Document, values: dict[str, Any], place: str) -> None:
        self._document = document
        self._values = values
        self._asked: set[str] = set()
        self.place = place

    def fault(self, reason: str, needle: str | None = None) -> RulebookFault:
        """Return the error to raise, at the first line that holds the needle or this table's place."""
        return self._document.fault(f"{self.place}: {reason}" if self.place else reason, needle or self.place)

    def has(self, key: str) -> bool:
        """Return whether the key is there."""
        return key in self._values

    def names(self) -> Iterator[str]:
        """Return the keys in the order of the file."""
        return iter(self._values)

    def raw(self, key: str) -> Any:
        """Return the value as TOML gave it; the caller checks its type."""
        self._asked.add(key)
        if key not in self._values:
            raise self.fault(f"thiếu “{key}”")
        return self._values[key]

    def _typed(self, key: str, kind: type, name: str) -> Any:
        value = self.raw(key)
        if type(value) is not kind:
            raise self.fault(f"“{key}” phải là {name}", key)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not empty, or the default when the key is absent."""
        if default is not None and key not in self._values:
            return default
        value: str = self._typed(key, str, "một đoạn chữ")
        if not value.strip():
            raise self.fault(f"“{key}” để trống", key)
        return value

    def text_or_none(self, key: str) -> str | None:
        """Return a text, or None when the key is absent."""
        return self.text(key) if key in self._values else None

    def number(self, key: str) -> int:
        """Return a whole number."""
        value: int = self._typed(key, int, "một số nguyên")
        return value

    def number_or_none(self, key: str) -> int | None:
        """Return a whole number, or None when the key is absent."""
        return self.number(key) if key in self._values else None

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false, or the default when the key is absent."""
        if key not in self._values:
            return default
        value: bool = self._typed(key, bool, "true hoặc false")
        return value

    def day(self, key: str) -> date:
        """Return a date."""
        value: date = self._typed(key, date, "một ngày")
        return value

    def day_or_none(self, key: str) -> date | None:
        """Return a date, or None when the key is absent."""
        return self.day(key) if key in self._values else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty when the key is absent."""
        return tuple(self._list(key, str, "các đoạn chữ"))

    def numbers(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers; empty when the key is absent."""
        return tuple(self._list(key, int, "các số nguyên"))

    def _list(self, key: str, kind: type, name: str) -> list[Any]:
        if key not in self._values:
            return []
        value: list[Any] = self._typed(key, list, f"danh sách {name}")
        if any(type(item) is not kind for item in value):
            raise self.fault(f"“{key}” chỉ được chứa {name}", key)
        return value

    def table(self, key: str) -> Table:
        """Return a table below this one; empty when the key is absent."""
        values = self._typed(key, dict, "một bảng") if key in self._values else {}
        return Table(self._document, values, key)

    def tables(self, key: str, named_by: str = "code") -> list[Table]:
        """Return a list of tables; `named_by` is the key whose value names each of them in errors."""
        found = self._list(key, dict, "các bảng")
        return [Table(self._document, values, str(values.get(named_by, key))) for values in found]

    def finish(self) -> None:
        """Refuse keys that were not read: a misspelt key must not pass in silence."""
        extra = [key for key in self._values if key not in self._asked]
        if extra:
            raise self.fault(f"“{extra[0]}” không phải khóa dùng được ở đây", extra[0])


class Document:
    """One rules file: its text (to find lines) and its top table."""

    def __init__(self, path: Path, text: str) -> None:
        self.name = name_of(path)
        self._text = text
        try:
            self.top = Table(self, tomllib.loads(text), "")
        except tomllib.TOMLDecodeError as error:
            raise RulebookFault(self.name, f"không phải TOML hợp lệ: {error}") from error

    def fault(self, reason: str, needle: str = "") -> RulebookFault:
        """Return the error for this file, with the first line that holds the needle."""
        line = None
        if needle:
            lines = self._text.splitlines()
            line = next((n for n, content in enumerate(lines, start=1) if needle in content), None)
        return RulebookFault(self.name, reason, line)


def name_of(path: Path) -> str:
    """Return how a fault names a rules file: from the rulebook's folder on, as 26-2026/sheets/13-….toml."""
    inside = path.parent.name in ("sheets", "criteria")
    return Path(*path.parts[-3 if inside else -2 :]).as_posix()


def read_document(path: Path) -> Document:
    """Read and parse one rules file. Raises RulebookFault when it is missing, not UTF-8 or not TOML."""
    try:
        return Document(path, path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RulebookFault(name_of(path), "không có tệp này") from error
    except UnicodeDecodeError as error:
        raise RulebookFault(name_of(path), "tệp không phải UTF-8") from error
