"""The people of the journeys: each sits at a screen of their own, presses what is on the page, and has axe look at it."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

PROJECT = Path(__file__).resolve().parents[2]
AXE = next((PROJECT / "tests/vendor").glob("axe-core-*/axe.min.js")).read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, TABLET, DESKTOP = (390, 844), (820, 1180), (1366, 768)
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
RUN_AXE = """tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, preload: false}).then(found =>
    found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.target.join(' ')).slice(0, 3).join(' | ')))"""


@dataclass(frozen=True, slots=True)
class Application:
    """Where the application under test listens, and the environment its commands run in."""

    address: str
    environment: dict[str, str]

    def command(self, *arguments: str, program: str = "ocop.cli") -> str:
        """Run an `ocop` command on the application's records and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", program, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return done.stdout


@dataclass(slots=True)
class Person:
    """Someone at a screen: a browser of their own, and eyes that axe lends them."""

    application: Application
    context: BrowserContext
    page: Page
    complaints: list[str]
    scripts: bool = True

    @property
    def main(self) -> Locator:
        """Return the page without its frame."""
        return self.page.locator("main")

    def open(self, address: str) -> None:
        """Go to an address (a path of the application, or a whole one) and check the page."""
        self.page.goto(address if "://" in address else self.application.address + address)
        self.look()

    def sign_in(self, name: str) -> None:
        """Sign in as a demonstration account, as the sign-in page offers it (or would, for those it leaves out)."""
        self.page.goto(self.application.address + "/tai-khoan/login/")
        button = self.page.locator(f"button[name=username][value='{name}']")
        if not button.count():
            button = self.page.locator("button[name=username]").first
            button.evaluate("(button, name) => { button.value = name }", name)
        button.click()
        self.page.wait_for_url("**/viec-cua-toi/**")
        self.look()

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """Press the button of that name and check the page it leads to."""
        self._leave_by((within or self.main).get_by_role("button", name=name, exact=True).first)

    def press_here(self, name: str, *, within: Locator | None = None) -> None:
        """Press the button of that name, which changes the page without leaving it."""
        (within or self.main).get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Follow the link of that name and check the page it leads to."""
        exact = isinstance(name, str)
        self._leave_by((within or self.main).get_by_role("link", name=name, exact=exact).first)

    def confirm(self, name: str) -> None:
        """Press the button that asks once more, then the same in the question, and check the page it leads to."""
        self.ask(name)
        self._leave_by(self.page.get_by_role("dialog").get_by_role("button", name=name, exact=True))

    def ask(self, name: str) -> None:
        """Press a button that asks once more, and leave the question standing."""
        self.main.locator("summary").filter(has_text=re.compile(f"^{re.escape(name)}$")).click()
        expect(self.page.get_by_role("dialog")).to_be_visible()

    def write(self, label: str, text: str, *, within: Locator | None = None) -> None:
        """Type into the field of that label, in place of what stands there."""
        name = re.compile(f"^{re.escape(label)}( \\(không bắt buộc\\))?$")
        (within or self.main).get_by_role("textbox", name=name).fill(text)

    def unfold(self, name: str, *, within: Locator | None = None) -> None:
        """Open what is folded under that line."""
        (within or self.main).locator("summary").filter(has_text=name).first.click()

    def sees(self, *texts: str) -> None:
        """Wait until each text is on the page."""
        for text in texts:
            expect(self.main).to_contain_text(text)

    def excuse(self, complaint: str) -> None:
        """Let the browser's complaints pass that say this; there must be one, and no other."""
        assert self.complaints and all(complaint in one for one in self.complaints), self.complaints
        self.complaints.clear()

    def look(self) -> None:
        """Have axe look at the page; see that it fits the screen and that nothing broke the content policy."""
        self.page.wait_for_load_state()
        assert not self.complaints, f"{self.page.url}: {self.complaints}"
        assert not self.page.evaluate(WIDER_THAN_SCREEN), f"{self.page.url} is wider than the screen"
        if not self.scripts:  # axe is a script; the same pages are looked at by those who run them
            return
        self.page.evaluate(AXE)
        faults = self.page.evaluate(RUN_AXE, AXE_TAGS)
        assert faults == [], f"axe on {self.page.url}: {faults}"

    def _leave_by(self, control: Locator) -> None:
        with self.page.expect_navigation():
            control.click()
        self.look()
