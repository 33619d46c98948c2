"""Someone at a browser without scripts: pages are read and their forms sent as HTTP knows them, nothing else."""

from __future__ import annotations

import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar

from tests.journeys.people import Application


@dataclass(slots=True)
class Form:
    """A form as it stands on a page: where it goes, what it would send, and the words on its buttons."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects the forms and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self._open: Form | None = None
        self._words: list[str] | None = None
        self._href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""))
            self.forms.append(self._open)
        elif tag == "input" and self._open is not None and given.get("name"):
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self._open.fields[given["name"]] = given.get("value", "")
        elif tag in ("button", "a"):
            self._words, self._href = [], given.get("href", "")

    def handle_data(self, text: str) -> None:
        if self._words is not None:
            self._words.append(text)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag in ("button", "a") and self._words is not None:
            said = " ".join("".join(self._words).split())
            if tag == "a":
                self.links.append((said, self._href))
            elif self._open is not None:
                self._open.buttons.append(said)
            self._words = None


class Visitor:
    """A person without scripts, signed in as a demonstration account, looking at one page at a time."""

    def __init__(self, application: Application, name: str) -> None:
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.open(f"{application.address}/tai-khoan/login/")
        offer = next(form for form in self._page.forms if form.action == "/tai-khoan/trinh-dien/")
        self._send(urllib.parse.urljoin(self.address, offer.action), {**offer.fields, "username": name})
        assert self.address.endswith("/viec-cua-toi/"), self.address

    def open(self, address: str) -> None:
        """Go to an address."""
        self._read(urllib.request.Request(address))

    def follow(self, words: str) -> None:
        """Follow the first link that has these words."""
        href = next((href for said, href in self._page.links if words in said), None)
        assert href is not None, f"no link “{words}” on {self.address}"
        self.open(urllib.parse.urljoin(self.address, href))

    def press(self, button: str, **typed: str) -> None:
        """Send the first form that has this button, with what was typed into it."""
        form = next((form for form in self._page.forms if button in form.buttons), None)
        assert form is not None, f"no button “{button}” on {self.address}"
        self._send(urllib.parse.urljoin(self.address, form.action or self.address), {**form.fields, **typed})

    def press_all(self, button: str, typed: dict[str, str]) -> None:
        """Send every form of the page that has this button, one after the other, each with its own part of what was typed."""
        for number in range(sum(button in form.buttons for form in self._page.forms)):
            form = [form for form in self._page.forms if button in form.buttons][number]
            self._send(urllib.parse.urljoin(self.address, form.action), {**form.fields, **typed})

    def _send(self, address: str, fields: dict[str, str]) -> None:
        body = urllib.parse.urlencode(fields).encode()
        self._read(urllib.request.Request(address, data=body, headers={"Referer": self.address}))

    def _read(self, request: urllib.request.Request) -> None:
        with self._browser.open(request, timeout=15) as answer:
            self.address = answer.url
            self.text = answer.read().decode()
        self._page = _Reader()
        self._page.feed(self.text)
