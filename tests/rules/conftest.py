"""The command line as the tests run it, and how much is tried out where many runs are needed: see tools/mutate."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from ocop_rules import rulebooks
from ocop_rules.cli import main

FOUR = ("1048-2019", "148-2023", "148-2025", "26-2026")

Run = Callable[..., tuple[int, Any]]

settings.register_profile("mutation", max_examples=15, deadline=None, derandomize=True, database=None)


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*arguments: str, given: bytes | str = b"") -> tuple[int, Any]:
        content = given.encode() if isinstance(given, str) else given
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        code = main(arguments)
        printed = capfdbinary.readouterr()
        assert printed.err == b""
        return code, json.loads(printed.out.decode("utf-8"))

    return run


@pytest.fixture(scope="session")
def four_alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with copies of the four rulebooks that tests know by name, whatever has been adopted since."""
    place = tmp_path_factory.mktemp("rulebooks")
    for rulebook_id in FOUR:
        shutil.copytree(rulebooks.FOLDER / rulebook_id, place / rulebook_id)
    return place


@pytest.fixture
def the_four(four_alone: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The four are all the rulebooks there are: for tests that pin which one follows which, and what is listed."""
    with monkeypatch.context() as patched:
        patched.setattr(rulebooks, "FOLDER", four_alone)
        rulebooks.use()
        yield
    rulebooks.use()


@pytest.fixture
def refused(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run a command that must be refused: exit 2, one line, nothing but the error; return its sentence."""

    def refused(*arguments: str, given: bytes | str = b"") -> str:
        content = given.encode() if isinstance(given, str) else given
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        assert main(arguments) == 2
        printed = capfdbinary.readouterr()
        assert printed.err == b""
        assert printed.out.count(b"\n") == 1
        assert printed.out.endswith(b"\n")
        answer = json.loads(printed.out)
        assert set(answer) == {"error"}
        return str(answer["error"])

    return refused
