"""A running application for the journeys: its own folder and database, the demonstration province, web and worker."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
AXE = next((PROJECT / "tests/vendor").glob("axe-core-*/axe.min.js"))
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, TABLET, DESKTOP = (390, 844), (820, 1180), (1366, 768)


@dataclass(frozen=True, slots=True)
class Application:
    """Where the application under test listens, and the environment its commands run in."""

    address: str
    environment: dict[str, str]

    def command(self, *arguments: str) -> str:
        """Run an `ocop` command on the application's data and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "ocop.cli", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return done.stdout


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Set the application up as ./run does, serve it, and end it afterwards."""
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
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"],
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield started
        started.close()


@dataclass(slots=True)
class Person:
    """Someone at a screen: a browser of their own, and eyes that axe lends them."""

    application: Application
    context: BrowserContext
    page: Page
    complaints: list[str]

    def open(self, path: str) -> None:
        """Go to an address of the application and check the page."""
        self.page.goto(self.application.address + path)
        self.look()

    def sign_in(self, name: str) -> None:
        """Sign in as a demonstration account, as the sign-in page offers it (or would, for the ones it does not list)."""
        self.page.goto(self.application.address + "/tai-khoan/login/")
        offered = self.page.locator(f"button[name=username][value='{name}']")
        if offered.count():
            offered.click()
        else:
            button = self.page.locator("button[name=username]").first
            button.evaluate("(button, name) => { button.value = name }", name)
            button.click()
        self.page.wait_for_url("**/viec-cua-toi/**")
        self.look()

    def press(self, name: str, *, exact: bool = True) -> None:
        """Press the button of that name and check the page it leads to."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.look()

    def follow(self, name: str, *, exact: bool = True) -> None:
        """Follow the link of that name and check the page it leads to."""
        self.page.get_by_role("link", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.look()

    def look(self) -> None:
        """Have axe look at the page, and see that nothing broke the content policy."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(r => r.violations.map("
            "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | ')))",
            AXE_TAGS,
        )
        assert found == [], f"axe on {self.page.url}"
        assert self.complaints == [], self.page.url


@pytest.fixture
def person(application: Application, browser: Browser):
    """Return a function that seats a new person at a screen of some size."""
    seated: list[BrowserContext] = []

    def seat(size: tuple[int, int] = DESKTOP) -> Person:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="vi-VN", accept_downloads=True
        )
        # axe is injected by the test itself; the page's own scripts stay bound by the policy that is sent.
        page = context.new_page()
        page.set_default_timeout(15_000)
        complaints: list[str] = []
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        seated.append(context)
        return Person(application, context, page, complaints)

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
