"""A running application for the journeys: its own folder and database, the demonstration province, web and worker."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, sync_playwright

from tests.journeys.people import DESKTOP, PROJECT, Application, Person

PATIENCE_MS = 15_000
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Set the application up as ./run does, serve it, and end it afterwards.

    With OCOP_JOURNEY_ADDRESS an application that already runs is walked through instead; its OCOP_DATA_DIR is then
    expected in the environment. Made for the writing of journeys: their traces stay in that application.
    """
    running = os.environ.get("OCOP_JOURNEY_ADDRESS")
    if running:
        yield Application(running, {**os.environ, "DJANGO_SETTINGS_MODULE": "ocop.settings"})
        return
    port = _free_port()
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("OCOP_", "DATABASE_"))}
    environment = {
        **kept,
        "DJANGO_SETTINGS_MODULE": "ocop.settings",
        "OCOP_DATA_DIR": str(tmp_path_factory.mktemp("application")),
        "OCOP_PORT": str(port),
        "PYTHONPATH": str(PROJECT / "src"),
    }
    address = f"http://localhost:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "ocop.cli", "start"], env=environment, start_new_session=True
    )
    try:
        _wait_for(address, server)
        yield Application(address, environment)
    finally:
        server.terminate()
        server.wait(timeout=15)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with chromium() as started:
        yield started


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a real Chromium; there may be one at a time, since Playwright keeps an event loop in this thread."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=CHROMIUM_OPTIONS)
        yield started
        started.close()


@pytest.fixture
def person(application: Application, browser: Browser) -> Iterator[Callable[..., Person]]:
    """Return a function that seats a new person at a screen of some size; options are those of a browser context."""
    seated: list[BrowserContext] = []

    def seat(size: tuple[int, int] = DESKTOP, **options: Any) -> Person:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="vi-VN", accept_downloads=True, **options
        )
        seated.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        complaints: list[str] = []

        def hear(message: ConsoleMessage) -> None:
            # What axe does when it is injected has no address; what the page does has that of the page.
            if message.type == "error" and message.location["url"]:
                complaints.append(f"{message.location['url']}: {message.text}")

        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return Person(
            application, context, page, complaints, scripts=options.get("java_script_enabled", True)
        )

    yield seat
    for context in seated:
        context.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the application ended with {server.returncode} before it answered")
        try:
            urllib.request.urlopen(f"{address}/tai-khoan/login/", timeout=2).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
        else:
            return
    raise RuntimeError("the application did not answer within three minutes")
