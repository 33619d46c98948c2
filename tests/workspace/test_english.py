"""The interface in English: every persona's pages open, and what is left in Vietnamese is names, law and what people wrote."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from ocop.platform.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "en/LC_MESSAGES/django.mo"
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
SPOKEN = ("placeholder", "alt", "title", "aria-label", "data-failed", "data-refused", "data-done")
AT_MOST = 60


class Words(HTMLParser):
    """What a page says in its own language: text and spoken attributes outside of elements marked as Vietnamese."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: list[str] = []
        self.language = ""
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    @property
    def _aside(self) -> bool:
        return any(aside for _tag, aside in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        aside = given.get("lang") == "vi" or tag in ("script", "style", "textarea", "option")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        if not aside and not self._aside:
            self.said += [given[name] or "" for name in SPOKEN if given.get(name)]
        if tag not in VOID:
            self._open.append((tag, aside))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        if not self._aside and text.strip():
            self.said.append(" ".join(text.split()))


def walk(client: Client, start: str) -> Iterator[tuple[str, Words]]:
    """Follow the links of pages from `start` on: one page for every kind of address."""
    waiting, seen = [start], set()
    while waiting and len(seen) < AT_MOST:
        address = waiting.pop(0)
        kind = resolve(urlsplit(address).path).view_name
        if kind in seen:
            continue
        seen.add(kind)
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        if not answer["Content-Type"].startswith("text/html"):
            continue
        words = Words(answer.content.decode())
        yield address, words
        for link in words.links:
            target = urlsplit(urldefrag(urljoin(address, link)).url)
            if target.scheme in ("", "http") and target.netloc in ("", "testserver"):
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))

def test_explore(story):
    from collections import Counter
    rest = {}
    VI = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I)
    users = list(User.objects.exclude(demonstration_title=""))
    for user in [None, *users]:
        client = Client()
        client.cookies["django_language"] = "en"
        if user: client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        n=0
        for address, words in walk(client, "/viec-cua-toi/" if user else "/"):
            n+=1
            if words.language!="en": print("LANG", address, words.language)
            for s in words.said:
                if VI.search(s): rest.setdefault(s, (user and user.username, address))
        print("PERSONA", user, n)
    Path("/tmp/i18n/rest.txt").write_text("\n".join(f"{a}\t{s}" for s,(u,a) in sorted(rest.items(), key=lambda x: (resolve(urlsplit(x[1][1]).path).view_name or ""))))
