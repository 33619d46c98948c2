"""What the producer writes before handing in: the report, the self-score, the evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from ocop.dossiers.models import Dossier, Evidence
from ocop.dossiers.queries import route
from ocop.dossiers.queries.report import MAX_LONG, Question, Section, section_by_code
from ocop.dossiers.queries.self_score import sheet_of
from ocop.platform.access import Actor, require
from ocop.platform.files.storing import clean_name, store
from ocop.platform.folding import fold
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.workflow import act, create, lock, note
from ocop.registration.models import Registration
from ocop_rules import rulebooks
from ocop_rules.sheets import Criterion, UnknownCriterion

MAX_FILES = 200
MAX_NOTE = 4000


def open_dossier(registration: Registration, *, actor: Actor, at: datetime) -> Dossier:
    """Begin the dossier of a slip, on the rulebook and sheet that the slip fixed.

    Raises NotAllowed, or WrongState when the slip was taken back or has its dossier.
    """
    with act():
        locked = lock(registration)
        product = locked.product
        dossier = Dossier(
            registration=locked,
            rulebook_id=locked.rulebook_id,
            sheet_number=locked.sheet_number,
            kind=locked.kind,
            product_name=product.name,
            producer_name=product.producer.name,
            place_id=locked.place_id,
            place_path=locked.place_path,
            level=route.first_level(rulebooks.get(locked.rulebook_id)).code,
            opened_at=at,
            opened_by=actor.name,
            search_text=f" {fold(f'{product.name} {product.producer.name} {locked.number_text}')} ",
        )
        require("dossiers.edit", actor, dossier)
        if locked.state == Registration.State.WITHDRAWN:
            raise WrongState(_("Phiếu đăng ký này đã rút nên không lập hồ sơ được."))
        if Dossier.objects.filter(registration=locked).exists():
            raise WrongState(_("Phiếu đăng ký này đã có hồ sơ; hãy mở hồ sơ đó."))
        facts = {"what": "opened", "number": locked.number_text, "product": product.name}
        return create(dossier, "dossiers.edit", actor=actor, at=at, facts=facts)


def save_report_section(
    dossier: Dossier, *, section: str, answers: dict[str, Any], actor: Actor, at: datetime
) -> Dossier:
    """Keep the answers to one section of Mẫu số 02; questions that are not in `answers` stay as they were.

    Raises NotAllowed, or Invalid for an unknown section or question, or an answer of the wrong shape.
    """
    with act():
        locked = _editable(dossier, actor)
        found = section_by_code(section, kind=locked.kind)
        if found is None:
            raise Invalid(_("Mẫu số 02 không có phần này."))
        cleaned = _clean_answers(found, answers, year=at.year)
        changed = sorted(code for code, value in cleaned.items() if locked.report.get(code) != value)
        if changed:
            locked.report = {**locked.report, **{code: cleaned[code] for code in changed}}
            locked.version += 1
            locked.save(update_fields=["report", "version"])
            _note_edit(locked, actor, at, {"what": "report", "section": section, "changed": changed})
    return locked


def save_self_mark(
    dossier: Dossier, *, code: str, pick: int | None, text: str | None = None, actor: Actor, at: datetime
) -> Dossier:
    """Keep the level that the producer picks for one criterion (its place in the list from 0; None takes it
    back).

    `text` is the explanation; None leaves it. Raises NotAllowed, or Invalid for an unknown criterion or
    level.
    """
    return save_self_marks(
        dossier, picks={code: pick}, texts={} if text is None else {code: text}, actor=actor, at=at
    )


def save_self_marks(
    dossier: Dossier, *, picks: dict[str, int | None], texts: dict[str, str], actor: Actor, at: datetime
) -> Dossier:
    """Keep picks and explanations of several criteria at once: a whole page of the sheet.

    Raises NotAllowed, or Invalid for an unknown criterion or level; then nothing is kept.
    """
    with act():
        locked = _editable(dossier, actor)
        sheet = sheet_of(locked)
        marks, chosen = dict(locked.self_marks), dict(locked.self_picks)
        notes = dict(locked.self_notes)
        for code, pick in picks.items():
            criterion = _criterion(sheet.criterion, code)
            if pick is None:
                marks.pop(code, None)
                chosen.pop(code, None)
            elif not 0 <= pick < len(criterion.choices):
                raise Invalid(
                    _("Tiêu chí %(code)s không có mức đã chọn; hãy chọn lại.") % {"code": code}, field=code
                )
            else:
                marks[code], chosen[code] = criterion.choices[pick].points, pick
        for code, text in texts.items():
            _criterion(sheet.criterion, code)
            text = text.strip()
            if len(text) > MAX_NOTE:
                raise Invalid(
                    _("Thuyết minh tiêu chí %(code)s dài quá %(limit)s ký tự; hãy viết gọn lại.")
                    % {"code": code, "limit": MAX_NOTE},
                    field=code,
                )
            notes.pop(code, None)
            if text:
                notes[code] = text
        moved = {
            code: [locked.self_marks.get(code), marks.get(code)]
            for code in picks
            if locked.self_picks.get(code) != chosen.get(code)
        }
        if moved or notes != locked.self_notes:
            retold = sorted(code for code in texts if locked.self_notes.get(code) != notes.get(code))
            locked.self_marks, locked.self_picks, locked.self_notes = marks, chosen, notes
            locked.version += 1
            locked.save(update_fields=["self_marks", "self_picks", "self_notes", "version"])
            _note_edit(locked, actor, at, {"what": "self_marks", "marks": moved, "notes": retold})
    return locked


def attach_evidence(
    dossier: Dossier,
    *,
    file: IO[bytes],
    name: str,
    kind: str = "",
    criteria: Iterable[str] = (),
    actor: Actor,
    at: datetime,
) -> Evidence:
    """Take in a file as evidence for one or more criteria; `kind` is the row of the evidence guide, if any.

    A file that the dossier has already is not kept twice: the criteria are added to the one that is there.
    Raises NotAllowed, or Invalid for a file that is refused, an unknown kind or criterion, or too many files.
    """
    dossier = Dossier.objects.get(pk=dossier.pk)
    require("dossiers.edit", actor, dossier)  # before the file is read: strangers' bytes are not even stored
    kind, codes = _checked_use(dossier, kind, criteria)
    stored = store(file, at=at)
    with act():
        locked = _editable(dossier, actor)
        kept = Evidence.objects.filter(dossier=locked, removed_at__isnull=True)
        same = kept.filter(file=stored).first()
        if same is not None:
            return _use(same, locked, kind or same.kind, {*same.criteria, *codes}, actor, at)
        if kept.count() >= MAX_FILES:
            raise Invalid(
                _("Hồ sơ đã có %(count)s tệp, là mức nhiều nhất. Hãy ghép các trang vào một tệp PDF.")
                % {"count": MAX_FILES},
                field="file",
            )
        evidence = Evidence(
            dossier=locked,
            file=stored,
            name=clean_name(name, media_type=stored.media_type),
            kind=kind,
            criteria=codes,
            added_at=at,
            added_by=actor.name,
        )
        evidence.save()
        facts = {
            "what": "evidence_added",
            "name": evidence.name,
            "sha256": stored.sha256,
            "size": stored.size_bytes,
        }
        _note_edit(locked, actor, at, facts | {"criteria": codes, "kind": kind})
    return evidence


def assign_evidence(
    evidence: Evidence, *, kind: str, criteria: Iterable[str], actor: Actor, at: datetime
) -> Evidence:
    """Say anew which criteria a file supports. Raises NotAllowed, or Invalid for an unknown kind or
    criterion.
    """
    with act():
        locked = _editable(evidence.dossier, actor)
        current = _present(evidence, locked)
        kind, codes = _checked_use(locked, kind, criteria)
        return _use(current, locked, kind, set(codes), actor, at)


def remove_evidence(evidence: Evidence, *, actor: Actor, at: datetime) -> Evidence:
    """Take a file out of the dossier; versions that were handed in with it keep it. Raises NotAllowed,
    WrongState.
    """
    with act():
        locked = _editable(evidence.dossier, actor)
        current = _present(evidence, locked)
        current.removed_at, current.removed_by = at, actor.name
        current.save(update_fields=["removed_at", "removed_by"])
        facts = {"what": "evidence_removed", "name": current.name, "sha256": current.file.sha256}
        _note_edit(locked, actor, at, facts)
    return current


def _use(
    evidence: Evidence, dossier: Dossier, kind: str, criteria: set[str], actor: Actor, at: datetime
) -> Evidence:
    ordered = [criterion.code for criterion in sheet_of(dossier).criteria if criterion.code in criteria]
    if (evidence.kind, evidence.criteria) != (kind, ordered):
        evidence.kind, evidence.criteria = kind, ordered
        evidence.save(update_fields=["kind", "criteria"])
        facts = {"what": "evidence_assigned", "name": evidence.name, "kind": kind, "criteria": ordered}
        _note_edit(dossier, actor, at, facts)
    return evidence


def _editable(dossier: Dossier, actor: Actor) -> Dossier:
    """Return the dossier locked, if the actor may write in it now."""
    locked = lock(dossier)
    require("dossiers.edit", actor, locked)
    if locked.registration.state == Registration.State.WITHDRAWN:
        raise WrongState(_("Phiếu đăng ký đã rút nên hồ sơ này đã đóng."))
    return locked


def _present(evidence: Evidence, dossier: Dossier) -> Evidence:
    current = Evidence.objects.select_related("file").get(pk=evidence.pk)
    if current.dossier_id != dossier.pk or current.removed_at is not None:
        raise WrongState(_("Minh chứng này đã được bỏ khỏi hồ sơ. Hãy tải lại trang."))
    return current


def _checked_use(dossier: Dossier, kind: str, criteria: Iterable[str]) -> tuple[str, list[str]]:
    sheet = sheet_of(dossier)
    wanted = {_criterion(sheet.criterion, code).code for code in criteria}
    if kind and kind not in {row.code for row in rulebooks.get(dossier.rulebook_id).evidence_kinds}:
        raise Invalid(_("Hãy chọn loại minh chứng trong danh sách."), field="kind")
    return kind, [criterion.code for criterion in sheet.criteria if criterion.code in wanted]


def _criterion(find: Any, code: str) -> Criterion:
    try:
        found: Criterion = find(code)
    except UnknownCriterion as error:
        raise Invalid(str(error), field="criteria") from None
    return found


def _clean_answers(section: Section, answers: dict[str, Any], *, year: int) -> dict[str, Any]:
    known = {question.code: question for question in section.questions}
    unknown = sorted(set(answers) - set(known))
    if unknown:
        raise Invalid(_("Phần này không có câu hỏi “%(code)s”.") % {"code": unknown[0][:40]})
    return {code: _clean_answer(known[code], value, year=year) for code, value in answers.items()}


def _clean_answer(question: Question, value: Any, *, year: int) -> Any:
    if value in (None, ""):
        return [] if question.kind == "ticks" else ""
    if question.kind == "ticks":
        known = [choice.code for choice in question.choices]
        if not isinstance(value, list | tuple) or not set(value) <= set(known):
            raise Invalid(_("Hãy chọn trong danh sách."), field=question.code)
        return [code for code in known if code in value]
    if question.kind in ("money", "year"):
        if type(value) is not int or value < 0 or value > 10**15:
            raise Invalid(_("Hãy ghi một số nguyên không âm."), field=question.code)
        if question.kind == "year" and not 2000 <= value <= year:
            raise Invalid(_("Năm phải từ 2000 đến %(year)s.") % {"year": year}, field=question.code)
        return value
    text = str(value).strip()
    limit = 300 if question.kind == "text" else MAX_LONG
    if len(text) > limit:
        raise Invalid(
            _("Nội dung dài quá %(limit)s ký tự; hãy viết gọn lại.") % {"limit": limit}, field=question.code
        )
    return text


def _note_edit(dossier: Dossier, actor: Actor, at: datetime, facts: dict[str, Any]) -> None:
    note("dossiers.edit", dossier, actor=actor, at=at, facts=facts)
