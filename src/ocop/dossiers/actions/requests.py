"""Requests to supplement, and what both desks share about them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from ocop.dossiers.models import Dossier, SupplementRequest
from ocop.platform.access import Actor
from ocop.platform.refusal import Invalid

MAX_REASON = 20_000
MAX_ITEM = 1000
MAX_ITEMS = 50


def checked_wording(reason: str, items: list[str]) -> tuple[str, list[str]]:
    """Return the letter and its list without blanks; raise Invalid when nothing is said or far too much."""
    reason = reason.strip()
    items = [item.strip() for item in items if item.strip()]
    if not reason and not items:
        raise Invalid(_("Hãy ghi rõ còn thiếu gì và cần làm gì."), field="reason")
    if len(reason) > MAX_REASON or len(items) > MAX_ITEMS or any(len(item) > MAX_ITEM for item in items):
        raise Invalid(_("Nội dung quá dài; hãy viết gọn lại."), field="reason")
    return reason, items


def record_request(
    dossier: Dossier, *, level: str, reason: str, items: list[str], actor: Actor, at: datetime
) -> SupplementRequest:
    """Write a request down against the version that was looked at. Part of an act."""
    request = SupplementRequest(
        dossier=dossier,
        submission_id=submission_id_of(dossier),
        from_level=level,
        reason=reason,
        items=items,
        requested_at=at,
        requested_by=actor.name,
    )
    request.save()
    return request


def resolve_requests(dossier: Dossier, *, level: str, actor: Actor, at: datetime) -> list[SupplementRequest]:
    """Close the open requests of a level and return them. Part of an act."""
    open_ones = list(
        SupplementRequest.objects.filter(dossier=dossier, from_level=level, resolved_at__isnull=True)
    )
    for request in open_ones:
        request.resolved_at, request.resolved_by = at, actor.name
        request.save(update_fields=["resolved_at", "resolved_by"])
    return open_ones


def submission_id_of(dossier: Dossier) -> int:
    """Return the version that the desks are looking at."""
    assert dossier.current_submission_id is not None  # a CHECK of the table: what was handed in has a version
    return dossier.current_submission_id
