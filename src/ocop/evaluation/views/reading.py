"""A frozen dossier as lines to read: the report's answers under their questions, the commune's assessment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ocop.dossiers.queries import CouncilDossier
from ocop.dossiers.queries.report import Question, sections_for
from ocop.evaluation.models import SessionItem
from ocop_rules import rulebooks


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and what was answered."""

    question: str | Promise
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the dossier with its answers."""

    title: str | Promise
    answers: tuple[Answer, ...]


def report_lines(item: SessionItem, dossier: CouncilDossier) -> list[Chapter]:
    """Return the chapters of a frozen dossier that hold something: Mẫu số 02 in its order, then Mẫu số 03."""
    report = dossier.content["report"]
    chapters = [
        Chapter(section.title, _answers(section.questions, report))
        for section in sections_for(item.dossier.kind)
    ]
    contents = rulebooks.get(item.rulebook_id).commune_contents
    commune = tuple(
        Answer(content.name, text) for content in contents if (text := _assessed(dossier, content.code))
    )
    chapters.append(Chapter(_("Nhận xét của UBND cấp xã (Mẫu số 03)"), commune))
    return [chapter for chapter in chapters if chapter.answers]


def _answers(questions: tuple[Question, ...], report: dict[str, Any]) -> tuple[Answer, ...]:
    return tuple(
        Answer(question.label, text)
        for question in questions
        if (text := _written(question, report.get(question.code)))
    )


def _written(question: Question, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if question.kind == "ticks":
        labels = {choice.code: str(choice.label) for choice in question.choices}
        return "; ".join(labels.get(code, code) for code in value)
    if question.kind == "money":
        return _("%(amount)s đồng") % {"amount": f"{int(value):,}".replace(",", ".")}
    return str(value)


def _assessed(dossier: CouncilDossier, code: str) -> str:
    parts = (dossier.commune_assessments.get(code, ""), dossier.commune_conclusions.get(code, ""))
    return "\n".join(part for part in parts if part)
