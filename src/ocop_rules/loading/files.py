"""The files of a rulebook folder: which are read, which are refused, and their digest."""

from __future__ import annotations

import hashlib
from pathlib import Path

from .fields import RulebookFault

FILES = ("rulebook.toml", "classification.toml", "dossier.toml", "disqualifiers.toml")
FOLDERS = ("criteria", "sheets")


def files_in(folder: Path) -> list[Path]:
    """Return the rules files of a folder, in alphabetical order; none of a folder that is not there."""
    return sorted(folder.glob("[!.]*.toml"))


def check_names(folder: Path) -> None:
    """Refuse what the loader would pass over: a file of another name would leave the older one beneath in force.

    Names that begin with a dot and notes (*.md) are left alone. Raises RulebookFault.
    """
    for path in _entries(folder):
        if path.name not in (FOLDERS if path.is_dir() else FILES):
            known = ", ".join((*FILES, *(f"{name}/" for name in FOLDERS)))
            raise _stray(path.relative_to(folder.parent), f"ở đây chỉ đọc {known}")
    for name in FOLDERS:
        for path in _entries(folder / name):
            if path.is_dir() or path.suffix != ".toml":
                raise _stray(path.relative_to(folder.parent), f"trong {name}/ chỉ đọc tệp .toml")


def _entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("[!.]*") if path.suffix != ".md")


def _stray(path: Path, there: str) -> RulebookFault:
    return RulebookFault(path.as_posix(), f"tên này không được đọc: {there}; hãy sửa tên hoặc bỏ đi")


def digest_of(folder: Path, *beneath: Path) -> str:
    """Return the SHA-256 (hex) over every data file of a rulebook, names and contents, line ends as LF.

    Folders beneath it, which it takes sheets and tables over from, count with their own digest.
    """
    seen = hashlib.sha256()
    places = (folder, *(folder / name for name in FOLDERS))
    for name in sorted(path.relative_to(folder).as_posix() for place in places for path in files_in(place)):
        content = (folder / name).read_bytes().replace(b"\r\n", b"\n")
        called = name.encode()
        seen.update(b"%d %s %d\n" % (len(called), called, len(content)))
        seen.update(content)
    for other in beneath:
        seen.update(digest_of(other).encode())
    return seen.hexdigest()
