"""The measured server's application: the project's own, and one address below it that tells what the client can do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.names import BARE
from ocop.wsgi import application as project


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer the bare address without Django; hand everything else to the project."""
    if environ["PATH_INFO"] == BARE:
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "3")])
        return [b"co\n"]
    return project(environ, start_response)
