"""Reads of dossiers, for their own pages and for the stages that follow."""

from ocop.dossiers.queries.council import (
    CouncilDossier,
    CouncilEvidence,
    dossier_for_council,
    evidence_file,
    evidence_for_submission,
    issued_report,
)
from ocop.dossiers.queries.lists import (
    DossierSummary,
    QueueCounts,
    awaiting_intake,
    queue_counts,
    ready_for_council,
    samples_counted,
    summary_of,
)
from ocop.dossiers.queries.waiting import step_starts

__all__ = [
    "CouncilDossier",
    "CouncilEvidence",
    "DossierSummary",
    "QueueCounts",
    "awaiting_intake",
    "dossier_for_council",
    "evidence_file",
    "evidence_for_submission",
    "issued_report",
    "queue_counts",
    "ready_for_council",
    "samples_counted",
    "step_starts",
    "summary_of",
]
