"""Closing what a test opened."""

from __future__ import annotations

from typing import Any


def let_go(answer: Any) -> None:
    """Close a served file. `answer.close()` would end the request, and with it the test's database connection."""
    for close in answer._resource_closers:
        close()
