"""The command line as the tests run it, and how much is tried out where many runs are needed: see tools/mutate."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

from ocop_rules.cli import main

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
