"""Requests as values, so that the same ones go over the wire and into Django's test client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection

from django.test import Client


class UnexpectedAnswer(RuntimeError):
    """A measured request was not answered as it must be; a figure of it would mean nothing."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request and what its answer must be: the status, and a text that must stand in the body."""

    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    status: int = 200
    holds: bytes = b""

    def check(self, status: int, body: bytes) -> None:
        """Raise UnexpectedAnswer unless the answer is as it must be."""
        if status != self.status or self.holds not in body:
            shown = body[:400].decode(errors="replace")
            raise UnexpectedAnswer(
                f"{self.method} {self.path}: {status}, phải là {self.status} {self.holds!r}\n{shown}"
            )


Send = Callable[[Request], bytes]


class Wire:
    """A client that keeps one connection open."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def __call__(self, request: Request) -> bytes:
        self.connection.request(
            request.method, request.path, body=request.body or None, headers=request.headers
        )
        answer = self.connection.getresponse()
        body = answer.read()
        request.check(answer.status, body)
        return body

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


@cache
def _client() -> Client:
    return Client(enforce_csrf_checks=True)


def in_process(request: Request) -> bytes:
    """Send a request through Django's test client, with the check of the CSRF token that a browser meets."""
    client = _client()
    client.cookies.clear()  # the request brings its own
    kind = request.headers.get("Content-Type", "application/octet-stream")
    answer = client.generic(
        request.method, request.path, request.body, content_type=kind, headers=request.headers
    )
    request.check(answer.status_code, answer.content)
    return bytes(answer.content)
