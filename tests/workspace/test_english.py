"""The interface in English: every role's pages speak it, what is left in Vietnamese is names, law and what people wrote,
and what is recorded, printed or signed stays Vietnamese whoever reads in English.
"""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import resolve
from django.utils import translation

from ocop.dossiers.models import CommuneReport, Submission
from ocop.evaluation.models import Session
from ocop.platform.accounts.models import User
from tests.closing import let_go
from tests.world import chosen

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "en/LC_MESSAGES/django.mo"
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
SPOKEN = ("placeholder", "alt", "title", "aria-label", "data-failed", "data-refused", "data-done")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
AT_MOST = 40

# Sentences of the interface that are also what a rulebook, a producer, the audit or the demonstration says.
ALSO_SAID_BY_DATA = frozenset(
    {
        "Chủ tịch Hội đồng",
        "Chủ thể OCOP",
        "Câu chuyện sản phẩm",
        "Gia tăng giá trị",
        "Giấy đăng ký kinh doanh",
        "Hợp tác xã",
        "Lần đầu",
        "Mật ong 07",
        "Phát triển sản phẩm",
        "Quản trị hệ thống",
        "Tổ chức sản xuất",
        "Về việc công nhận kết quả đánh giá, phân hạng và cấp giấy chứng nhận sản phẩm OCOP",
        "Xã Yên Châu",
    }
)


class Words(HTMLParser):
    """What a page says: in its own language, and in the parts that are marked as Vietnamese."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.said_in_vietnamese: list[str] = []
        self.links: list[str] = []
        self.language = ""
        self._open: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "a":
            self.links.append(given.get("href", ""))
        part = self._open[-1][1] if self._open else ""
        if tag in ("script", "style", "textarea"):
            part = "unspoken"
        elif tag != "html" and given.get("lang"):
            part = given["lang"]
        if tag not in VOID:
            self._open.append((tag, part))
        for name in SPOKEN:
            self._hear(given.get(name, ""), part)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        self._hear(text, self._open[-1][1] if self._open else "")

    def _hear(self, text: str, part: str) -> None:
        words = " ".join(text.split())
        if words and part == "":
            self.said.append(words)
        elif words and part == "vi":
            self.said_in_vietnamese.append(words)


def reader(user: User | None, language: str = "en") -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    if user:
        client.force_login(user)
    return client


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
        assert answer.status_code in (200, 403), (address, answer.status_code)
        if not answer["Content-Type"].startswith("text/html"):
            let_go(answer)
            continue
        words = Words(answer.content.decode())
        yield address, words
        for link in words.links:
            target = urlsplit(urldefrag(urljoin(address, link)).url)
            if target.scheme in ("", "http") and target.netloc in ("", "testserver"):
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))


def translations() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        catalogue: dict[Any, str] = gettext.GNUTranslations(file)._catalog
    return {
        said if isinstance(said, str) else said[0]: english for said, english in catalogue.items() if said
    }


def test_every_role_reads_its_pages_in_english(story):
    interface = {said for said, english in translations().items() if said != english and " " in said}
    assert {"Nộp hồ sơ", "Việc của tôi", "Chốt phiên họp", "Đăng nhập"} < interface
    kinds, left = set(), []
    for user in [None, *User.objects.exclude(demonstration_title="").order_by("demonstration_rank")]:
        for address, words in walk(reader(user), "/viec-cua-toi/" if user else "/"):
            kinds.add(resolve(urlsplit(address).path).view_name)
            assert words.language == "en", address
            assert words.said, address
            left += [
                (address, sentence) for sentence in words.said if sentence in interface - ALSO_SAID_BY_DATA
            ]
    assert left == []
    assert len(kinds) > 50, sorted(kinds)


def test_the_home_of_every_role_has_english_headings(story):
    for user in User.objects.exclude(demonstration_title=""):
        english = Words(reader(user).get("/viec-cua-toi/").content.decode())
        vietnamese = Words(reader(user, "vi").get("/viec-cua-toi/").content.decode())
        assert ("My work" in english.said, "My work" in vietnamese.said) == (True, False), user
        assert ("Việc của tôi" in english.said, "Việc của tôi" in vietnamese.said) == (False, True), user


def test_papers_are_the_same_for_every_reader(story):
    report = CommuneReport.objects.filter(issued_at__isnull=False).first()
    submission = Submission.objects.filter(number=1).first()
    session = Session.objects.filter(state="closed").first()
    papers = {
        f"/ho-so/{report.dossier_id}/mau-03/": "province_officer",
        f"/ho-so/{submission.dossier_id}/giay-tiep-nhan/1/": "province_officer",
        f"/hoi-dong/phien/{session.pk}/bien-ban/": "council_secretary",
    }
    for address, role in papers.items():
        read = [
            Words(reader(story.people[role], language).get(address).content.decode()).said_in_vietnamese
            for language in ("vi", "en")
        ]
        assert read[0] == read[1], address
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in read[1], address


def test_what_is_recorded_is_vietnamese_though_everybody_reads_in_english(places):
    from ocop.demonstration.story import play  # noqa: PLC0415  after Django's set-up

    with translation.override("en"):
        play("14", products=chosen())
    english = {
        piece.strip()
        for said, sentence in translations().items()
        if said != sentence
        for piece in PLACEHOLDER.split(sentence)
        if len(piece.split()) > 1 and len(piece) > 10
    }
    kept = sorted(set(_stored()))
    assert any("GIẤY TIẾP NHẬN HỒ SƠ ĐIỆN TỬ" in text for text in kept)
    assert any("Chủ tịch Ủy ban nhân dân cấp tỉnh" in text for text in kept)
    assert [(text[:80], piece) for text in kept for piece in english if piece in text] == []


def _stored() -> Iterator[str]:
    """Every text of every table that people's acts write."""
    for model in apps.get_models():
        if model._meta.app_label in ("sessions", "contenttypes") or model.__name__ in ("Place", "Succession"):
            continue
        for row in model._base_manager.values():
            for value in row.values():
                if isinstance(value, str | dict | list):
                    yield value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
