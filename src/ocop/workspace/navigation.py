"""The main navigation of a signed-in person: what their mandates open, in the order of the programme."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ocop.dossiers.queries.route import seats
from ocop.platform.access import Actor
from ocop.platform.access.declarations import Declared
from ocop.platform.ui.shapes import NavItem


def items_for(request: Any) -> list[NavItem]:
    """Return the navigation entries that this reader's mandates open; none for someone who has not signed in."""
    actor: Actor = request.actor
    if not actor.is_signed_in:
        return []
    entries = (
        (_("Việc của tôi"), reverse("workspace:home"), "house", ()),
        (pgettext("list", "Sản phẩm"), reverse("dossiers:index"), "box-seam", ("dossiers.submit",)),
        (_("Hồ sơ ở xã"), reverse("dossiers:commune"), "inbox", ("dossiers.propose",)),
        (_("Tiếp nhận"), reverse(f"dossiers:{_desk(actor)}"), "inbox", ("dossiers.accept",)),
        (_("Hội đồng"), reverse("evaluation:sessions"), "people", ("evaluation.view",)),
        (
            pgettext("list", "Quyết định"),
            reverse("recognition:decisions"),
            "file-earmark-text",
            ("recognition.draft_decision", "recognition.issue_decision"),
        ),
        (
            pgettext("list", "Giấy chứng nhận"),
            reverse("recognition:certificates"),
            "award",
            ("recognition.draft_decision", "recognition.issue_decision", "audit.view"),
        ),
        (_("Nhiệm vụ"), reverse("directory:mandates"), "person", ("directory.grant_mandate",)),
        (
            _("Quy định"),
            reverse("library:index"),
            "info-circle",
            ("evaluation.view", "directory.grant_mandate"),
        ),
        (_("Quy chế"), reverse("programme:regulations"), "gear", ("programme.edit_regulation",)),
        (_("Nhật ký"), reverse("workspace:log"), "clock", ("audit.view",)),
    )
    current = _current([url for _label, url, _icon, _needed in entries], request.path)
    return [
        NavItem(label, url, icon, url == current)
        for label, url, icon, needed in entries
        if (not needed or actor.can_somewhere(*needed)) and _opens(url, actor)
    ]


def _desk(actor: Actor) -> str:
    """Return the level at whose desk the reader takes dossiers in: the highest of theirs."""
    return "province" if seats(actor, "dossiers.accept", "province") else "district"


def _opens(url: str, actor: Actor) -> bool:
    """Return whether the page behind an address lets the reader in, so that no entry leads to a refusal."""
    capabilities = _asked_at(url)
    return not capabilities or actor.can_somewhere(*capabilities)


@cache
def _asked_at(url: str) -> tuple[str, ...]:
    declared: Declared = resolve(url).func.ocop_access  # type: ignore[attr-defined]
    return tuple(declared.capabilities)


def _current(addresses: list[str], path: str) -> str:
    """Return the entry that the page lies under: the longest address that begins the path."""
    return max((url for url in addresses if path.startswith(url)), key=len, default="")
