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
    intake_starts,
    queue_counts,
    ready_for_council,
    samples_counted,
    summary_of,
)

__all__ = [
    "CouncilDossier",
    "CouncilEvidence",
    "DossierSummary",
    "QueueCounts",
    "awaiting_intake",
    "dossier_for_council",
    "evidence_file",
    "evidence_for_submission",
    "intake_starts",
    "issued_report",
    "queue_counts",
    "ready_for_council",
    "samples_counted",
    "summary_of",
]
