"""Marks that arrive while scoring ends and the session is closed: counted or refused, never lost, never half."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

ROUNDS = 8


@pytest.fixture
def own_database(tmp_path):
    """Give the address of a real database of its own: an SQLite file, or one more on the PostgreSQL server."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield {}
        return
    import psycopg  # noqa: PLC0415  only where there is a PostgreSQL server

    name = f"race_{os.getpid()}"
    parts = urlsplit(address)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))}
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.slow
def test_race_of_marks_with_the_end_of_scoring_loses_nothing(own_database, tmp_path):
    environment = (
        os.environ | own_database | {"OCOP_DATA_DIR": str(tmp_path), "OCOP_SECRET_KEY": "only-for-tests"}
    )
    program = [sys.executable, str(Path(__file__).with_name("race.py")), str(ROUNDS)]
    ran = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=170, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    found = json.loads(ran.stdout.splitlines()[-1])
    assert (found["lost"], found["unasked"], found["closings"]) == ([], [], [1] * ROUNDS)
    assert found["chain"] == ""
    assert found["refused"] == 5 * ROUNDS  # every member marked until told that scoring had ended
    assert found["kept"] > 10 * ROUNDS
