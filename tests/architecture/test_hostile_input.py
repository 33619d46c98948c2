"""Every form and every address with a query, as every persona: hostile values are refused or stored, never an error page.

What a page offers is found by following its links and reading its forms, so a new form is covered the day it is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client

from ocop.dossiers.models import Dossier
from ocop.platform.accounts.models import User
from tests.closing import let_go

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HOSTILE = {
    "a superscript digit": "²",
    "more digits than any number has": "9" * 5000,
    "a NUL": "a\0b",
    "a day that does not exist": "31/02/2026",
}
A_KIND = 2  # pages of one kind that are opened for each persona
NEVER = re.compile(r"^/(static|tai-khoan|giao-dien|ngon-ngu)/")


class Page(HTMLParser):
    """The links of a page, and its forms: method, address, names of fields with the values they hold."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, str, dict[str, str]]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self.forms.append((given.get("method", "get").lower(), given.get("action", ""), {}))
        elif given.get("name") and self.forms and tag in ("input", "select", "textarea", "button"):
            self.forms[-1][2][given["name"]] = given.get("value", "")


def kind_of(address: str) -> str:
    return re.sub(r"\d+", "#", urlsplit(address).path)


def offered(client: Client) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield each kind of form that a person meets on the way through the pages that link to one another."""
    waiting, opened, met = ["/viec-cua-toi/", "/"], {}, set()
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if NEVER.match(address) or opened.get(kind, 0) >= A_KIND:
            continue
        opened[kind] = opened.get(kind, 0) + 1
        answer = client.get(address)
        if answer.streaming:
            let_go(answer)
            continue
        if "html" not in answer.headers.get("Content-Type", ""):
            continue
        page = Page(answer.content.decode())
        waiting += [urljoin(address, link) for link in page.links if not urlsplit(link).netloc]
        for method, action, fields in page.forms:
            target = urljoin(address, action or address)
            if (method, kind_of(target)) not in met and not NEVER.match(target):
                met.add((method, kind_of(target)))
                yield method, target, fields


def status_of(client: Client, method: str, target: str, fields: dict[str, str]) -> int:
    """Return the status of sending a form; what it does is undone."""
    with transaction.atomic():
        sent = client.post(target, fields) if method == "post" else client.get(target, fields)
        if sent.streaming:
            let_go(sent)
        transaction.set_rollback(True)
    return sent.status_code


def people() -> dict[str, User]:
    """Return one person for each role, and the producer of a dossier that is still being written."""
    found = {
        role: User.objects.filter(mandates__role=role).order_by("pk").first()
        for role in (
            "commune_officer", "province_officer", "council_secretary", "council_member", "council_chair",
            "province_leader", "administrator", "auditor",
        )
    }  # fmt: skip
    open_dossier = Dossier.objects.filter(state__in=("draft", "returned")).order_by("pk").first()
    assert open_dossier is not None
    found["producer"] = open_dossier.registration.product.producer.members.get().user
    return {role: user for role, user in found.items() if user is not None}


def test_no_form_breaks_on_a_hostile_value(story):
    broken, tried = [], set()
    for role, user in people().items():
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for method, target, fields in list(offered(client)):
            if (method, kind_of(target)) in tried:
                continue
            tried.add((method, kind_of(target)))
            for name in fields:
                if name == "csrfmiddlewaretoken":
                    continue
                for what, value in HOSTILE.items():
                    if status_of(client, method, target, fields | {name: value}) >= 500:
                        broken.append(f"{role}: {method} {target} {name}: {what}")
            if status_of(client, method, target, {}) >= 500:
                broken.append(f"{role}: {method} {target}: an empty form")
    assert broken == []
    assert len(tried) >= 40, sorted(tried)
