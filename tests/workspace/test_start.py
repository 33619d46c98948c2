"""`ocop start` on a port that is taken, or that is none."""

from __future__ import annotations

import socket

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ocop.workspace.management.commands import start


@pytest.fixture
def taken():
    """A port on which another program listens, in the way of a web server that shares it with whoever asks."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_another_program_has_is_refused_before_anything_is_done(settings, tmp_path, taken):
    settings.OCOP_PORT, settings.DATA_DIR = taken, tmp_path / "var"
    with pytest.raises(CommandError, match=f"Cổng {taken} đang có chương trình khác dùng"):
        call_command("start")
    assert not settings.DATA_DIR.exists()


def test_a_port_is_free_until_someone_listens_and_again_after(taken):
    assert not start.port_is_free("127.0.0.1", taken)
    assert start.answers("127.0.0.1", taken)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        just_left = other.getsockname()[1]
    assert start.port_is_free("127.0.0.1", just_left)
    assert not start.answers("127.0.0.1", just_left)


def test_a_number_that_is_no_port_is_named(settings):
    settings.OCOP_PORT = 99999
    with pytest.raises(CommandError, match="OCOP_PORT=99999"):
        call_command("start")
