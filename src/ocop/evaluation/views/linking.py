"""The results of other levels as a page of one product shows them."""

from __future__ import annotations

from ocop.evaluation import policy
from ocop.evaluation.models import Session
from ocop.evaluation.queries.linked import LinkedResult, linked_results
from ocop.platform.access import Actor


def linked_of(dossier_id: int, session: Session, actor: Actor) -> list[LinkedResult]:
    """Return what other levels than this session's came to on a dossier, with links the reader may follow."""
    readable = policy.visible_sessions(actor)
    found = linked_results([dossier_id], but=session.council.level, readable=readable)
    return found.get(dossier_id, [])
