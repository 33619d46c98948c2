"""The papers of a transmittal: what the rulebook lists, how each is there, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _

from ocop.dossiers.models import Dossier, LevelResult, Submission, Transmittal, TransmittalPaper
from ocop.dossiers.queries import route
from ocop.platform.workflow import in_record_language
from ocop.programme.queries import SamplesDue, samples_due
from ocop_rules import outcomes, rulebooks
from ocop_rules.rulebook import DossierItem

How = Literal["letter", "file", "minutes", "decision", "dossier", "samples"]
# How a paper comes about, by its code in the rulebooks; a paper of another code is a file.
HOW: dict[str, How] = {
    "district_letter": "letter",
    "council_minutes": "minutes",
    "district_minutes": "minutes",
    "scores_decision": "decision",
    "product_dossier": "dossier",
    "samples": "samples",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the rulebook's list as it stands: `said` tells what is there, `lacks` what is to be done."""

    item: DossierItem
    how: How
    said: str
    lacks: str
    files: tuple[TransmittalPaper, ...]
    number: int | None = None

    @property
    def is_there(self) -> bool:
        """Return whether there is something for this paper."""
        return bool(self.said)

    @property
    def takes_file(self) -> bool:
        """Return whether a file can be put in: also a signed scan beside what the application makes."""
        return self.how != "samples"


def open_transmittal(dossier: Dossier) -> Transmittal | None:
    """Return the transmittal that is being made, or None."""
    return Transmittal.objects.filter(dossier=dossier, sent_at__isnull=True).first()


def sent_transmittal(dossier: Dossier) -> Transmittal | None:
    """Return the transmittal sent last, or None."""
    return Transmittal.objects.filter(dossier=dossier, sent_at__isnull=False).order_by("-pk").first()


def result_of(dossier: Dossier, level: str) -> LevelResult | None:
    """Return what the council of a level came to on a dossier, or None."""
    return LevelResult.objects.filter(dossier=dossier, level=level).first()


def goes_up(dossier: Dossier, result: LevelResult | None) -> bool:
    """Return whether a level's own result calls for sending the dossier up to a level in this installation."""
    if result is None or not route.is_inside(route.next_level(dossier)):
        return False
    rulebook = rulebooks.get(dossier.rulebook_id)
    total = Fraction(result.total_exact)
    found = outcomes.outcome(
        rulebook, result.level, star=result.star, total=total, above_star=result.above_star
    )
    return found == "forward"


@in_record_language
def papers_of(dossier: Dossier, transmittal: Transmittal | None, level: str, *, on: date) -> list[Paper]:
    """Return the papers that a level sends with a dossier, in the rulebook's order, as they stand on a day."""
    rulebook = rulebooks.get(dossier.rulebook_id)
    result = result_of(dossier, level)
    stored = list(transmittal.files.select_related("file").order_by("pk")) if transmittal else []
    submission = transmittal.submission if transmittal is not None else dossier.current_submission
    samples = samples_due(rulebook, dossier.sheet_number, place_path=dossier.place_path, on=on)
    found = []
    for item in rulebook.dossier_for(kind=dossier.kind, sender=level):
        how = HOW.get(item.code, "file")
        if how == "samples" and not samples.count:
            continue  # the industries that send none
        files = tuple(one for one in stored if one.code == item.code)
        said, number = _said(how, transmittal, result, submission, samples.count)
        if how == "file" and files:
            said = ", ".join(one.name for one in files)
        lacks = "" if said or not item.required else _lacks(how, item, samples)
        found.append(Paper(item, how, said, lacks, files, number))
    return found


def lacking(papers: Iterable[Paper]) -> list[str]:
    """Return what keeps a transmittal with these papers from being sent, as sentences in their order."""
    return [paper.lacks for paper in papers if paper.lacks]


def _said(
    how: How,
    transmittal: Transmittal | None,
    result: LevelResult | None,
    submission: Submission | None,
    due: int,
) -> tuple[str, int | None]:
    if how == "letter" and transmittal and _is_signed(transmittal):
        assert transmittal.letter_on is not None
        said = _("Công văn số %(number)s ngày %(on)s, %(who)s ký") % {
            "number": transmittal.letter_number,
            "on": f"{transmittal.letter_on:%d/%m/%Y}",
            "who": transmittal.signed_by_name,
        }
        return said, None
    if how == "minutes" and result:
        said = _("Biên bản của phiên “%(title)s” ngày %(on)s: %(total)s điểm, hạng %(star)s sao") % {
            "title": result.session_title,
            "on": f"{result.held_on:%d/%m/%Y}",
            "total": result.total_shown.replace(".", ","),
            "star": result.star,
        }
        return said, result.session_number
    if how == "decision" and result and result.decided_on:
        said = _("Quyết định số %(number)s ngày %(on)s") % {
            "number": result.decision_text,
            "on": f"{result.decided_on:%d/%m/%Y}",
        }
        return said, result.decision_number
    if how == "dossier" and submission:
        said = _("Bản nộp lần %(number)s, mã băm %(digest)s…") % {
            "number": submission.number,
            "digest": submission.digest[:16],
        }
        return said, submission.number
    if how == "samples" and transmittal and (transmittal.samples_sent or 0) >= due:
        return _("%(count)s sản phẩm mẫu") % {"count": transmittal.samples_sent}, None
    return "", None


def _is_signed(transmittal: Transmittal) -> bool:
    return bool(transmittal.letter_number and transmittal.letter_on and transmittal.signed_by_name)


def _lacks(how: How, item: DossierItem, samples: SamplesDue) -> str:
    if how == "letter":
        return _("Thiếu “%(paper)s”: hãy ghi số, ngày công văn và người ký.") % {"paper": item.name}
    if how == "decision":
        return _("Thiếu “%(paper)s”: hãy dự thảo và ban hành quyết định trước.") % {"paper": item.name}
    if how == "samples":
        return _("Phải gửi kèm ít nhất %(due)s sản phẩm mẫu (%(source)s).") % {
            "due": samples.count,
            "source": samples.source,
        }
    if how == "minutes":
        return _("Thiếu “%(paper)s”: phiên họp của Hội đồng chưa được chốt.") % {"paper": item.name}
    return _("Thiếu “%(paper)s”: hãy đưa tệp vào.") % {"paper": item.name}
