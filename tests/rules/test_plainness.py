"""The rules core is plain Python: the standard library, no clock, nothing outside its own folder."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import ocop_rules

FOLDER = Path(ocop_rules.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))
CLOCKS = {"today", "now", "utcnow", "time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_a_module_imports_the_standard_library_only_and_reads_no_clock(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported: set[str] = set()
    called: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            imported.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.Attribute):
            called.add(node.attr)
    assert imported - sys.stdlib_module_names - {"ocop_rules"} == set()
    assert imported & {"time", "random", "socket", "urllib", "http", "subprocess"} == set()
    assert called & CLOCKS == set()
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500
