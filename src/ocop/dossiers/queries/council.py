"""What the council reads of a dossier: the frozen submission without personal facts, and its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ocop.dossiers.models import CommuneReport, Dossier, Evidence, Submission
from ocop.dossiers.queries.content import code_order, without_personal

CONCLUSION_WORDS = {
    "agrees": _("Đúng thực tế"),
    "partly": _("Đúng một phần"),
    "differs": _("Không đúng thực tế"),
}


@dataclass(frozen=True, slots=True)
class CouncilEvidence:
    """A file of a frozen submission; `evidence_id` fetches it through `evidence_file`."""

    evidence_id: int
    name: str
    sha256: str
    size_bytes: int
    media_type: str
    kind: str
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CouncilDossier:
    """A frozen submission as the council reads it: without the representative's personal facts."""

    dossier_id: int
    submission_id: int
    submission_number: int
    digest: str
    content: dict[str, Any]
    evidence: tuple[CouncilEvidence, ...]
    commune_assessments: dict[str, str]
    commune_conclusions: dict[str, str]
    commune_letter: str

    def evidence_of(self, code: str) -> tuple[CouncilEvidence, ...]:
        """Return the files given for one criterion."""
        return tuple(item for item in self.evidence if code in item.criteria)


def dossier_for_council(dossier: Dossier, submission: Submission | None = None) -> CouncilDossier:
    """Return what the council reads: the given submission, or the current one."""
    frozen = submission or Submission.objects.get(dossier=dossier, pk=dossier.current_submission_id or 0)
    report = issued_report(dossier)
    return CouncilDossier(
        dossier_id=dossier.pk,
        submission_id=frozen.pk,
        submission_number=frozen.number,
        digest=frozen.digest,
        content=without_personal(frozen.content),
        evidence=tuple(evidence_for_submission(frozen)),
        commune_assessments=dict(report.assessments) if report else {},
        commune_conclusions={
            code: str(CONCLUSION_WORDS.get(said, said))
            for code, said in (report.conclusions if report else {}).items()
        },
        commune_letter=report.letter_number if report else "",
    )


def evidence_for_submission(submission: Submission) -> list[CouncilEvidence]:
    """Return the files frozen with a submission, in the order of the first criterion that each supports."""
    listed = [
        CouncilEvidence(
            evidence_id=item["id"],
            name=item["name"],
            sha256=item["sha256"],
            size_bytes=item["size"],
            media_type=item["media_type"],
            kind=item["kind"],
            criteria=tuple(item["criteria"]),
        )
        for item in submission.content["evidence"]
    ]
    return sorted(listed, key=lambda item: [code_order(code) for code in item.criteria] or [(9999,)])


def evidence_file(submission: Submission, evidence_id: int) -> Evidence | None:
    """Return a frozen file's row with its stored file, or None when the submission does not name it.

    Serving it is up to the caller, whose own policy decides who may read the submission.
    """
    if all(item["id"] != evidence_id for item in submission.content["evidence"]):
        return None
    return (
        Evidence.objects.filter(dossier_id=submission.dossier_id, pk=evidence_id)
        .select_related("file")
        .first()
    )


def issued_report(dossier: Dossier) -> CommuneReport | None:
    """Return the Mẫu số 03 sent last, or None."""
    return CommuneReport.objects.filter(dossier=dossier, issued_at__isnull=False).order_by("-pk").first()
