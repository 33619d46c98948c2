"""Handing in: what was written is frozen as a version, receipted, and the clock of the level that receives it
starts or goes on, where its rulebook sets one.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ocop.dossiers.actions.requests import resolve_requests
from ocop.dossiers.models import Dossier, Evidence, Submission
from ocop.dossiers.queries import clock, route
from ocop.dossiers.queries.completeness import blockers
from ocop.dossiers.queries.content import content_of, digest_of, receipt_of
from ocop.platform.access import Actor
from ocop.platform.refusal import Invalid
from ocop.platform.workflow import act, in_record_language, lock, perform
from ocop.programme.queries import working_calendar
from ocop.registration import actions as registration_actions
from ocop_rules import rulebooks
from ocop_rules.lifecycle import DOSSIER


@in_record_language
def pledge() -> str:
    """Return what the producer vouches for when handing in (Mẫu số 01); in Vietnamese, as it is kept."""
    return _(
        "Chúng tôi cam đoan nội dung phiếu đăng ký và hồ sơ là đúng sự thật, thực hiện đúng quy định về "
        "đánh giá, phân hạng sản phẩm OCOP và chịu trách nhiệm trước Hội đồng, trước pháp luật về hồ sơ này."
    )


def submit(dossier: Dossier, *, pledged: bool, actor: Actor, at: datetime) -> Submission:
    """Hand the dossier in to the first level of its route: freeze version n with its digest and receipt, and
    start or resume the clock.

    A first one is received at once, since the electronic dossier has the legal value of paper (Điều 7 khoản
    1). A supplemented one resolves the request and gives back the working days that were left.
    Raises NotAllowed, WrongState for a second click, Invalid without the pledge, while something is missing,
    or where the map has no unit of the level that receives.
    """
    if not pledged:
        raise Invalid(_("Hãy đánh dấu vào lời cam đoan trước khi nộp."), field="pledged")
    frozen: list[Submission] = []

    def freeze(locked: Dossier) -> tuple[str, ...]:
        _refuse_without_receiver(locked)
        evidence = list(
            Evidence.objects.filter(dossier=locked, removed_at__isnull=True)
            .select_related("file")
            .order_by("added_at", "pk")
        )
        missing = blockers(locked, evidence)
        if missing:
            raise Invalid(
                _("Hồ sơ còn thiếu %(count)s mục nên chưa nộp được. Mục đầu tiên: %(first)s")
                % {"count": len(missing), "first": missing[0].sentence}
            )
        number = locked.submissions.count() + 1
        content = content_of(locked, evidence, number=number, submitted_by=actor.name, at=at, pledge=pledge())
        digest = digest_of(content)
        submission = Submission(
            dossier=locked,
            number=number,
            submitted_at=at,
            submitted_by=actor.name,
            content=content,
            digest=digest,
            receipt_text=receipt_of(content, digest=digest),
        )
        submission.save()
        frozen.append(submission)
        locked.current_submission = submission
        _run_clock(locked, actor=actor, at=at)
        return ("current_submission", "received_on", "due_on")

    def facts(locked: Dossier) -> dict[str, object]:
        return {
            "number": frozen[0].number,
            "digest": frozen[0].digest,
            "files": len(frozen[0].content["evidence"]),
            "due_on": locked.due_on.isoformat() if locked.due_on else None,
        }

    with act():
        perform(DOSSIER, dossier, "submit", actor=actor, at=at, apply=freeze, facts=facts)
        if frozen[0].number == 1:
            registration_actions.file(lock(dossier.registration), actor=actor, at=at)
            import_string(settings.OCOP_DOSSIER_FILED)(frozen[0].dossier, actor=actor, at=at)
    return frozen[0]


def _run_clock(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    on = timezone.localdate(at)
    calendar = working_calendar()
    for request in resolve_requests(dossier, level=dossier.level, actor=actor, at=at):
        if dossier.due_on is not None:
            stopped_on = timezone.localdate(request.requested_at)
            dossier.due_on = clock.resumed(
                dossier.due_on, stopped_on=stopped_on, resumed_on=on, calendar=calendar
            )
    if dossier.received_on is None:
        dossier.received_on = on
        first = clock.first_due(rulebooks.get(dossier.rulebook_id), received_on=on, calendar=calendar)
        dossier.due_on = first.due_on if first else None


@in_record_language
def _refuse_without_receiver(dossier: Dossier) -> None:
    if route.acting_place(dossier) is None:
        rulebook = rulebooks.get(dossier.rulebook_id)
        raise Invalid(
            _(
                "Theo %(rule)s, hồ sơ do %(level)s tiếp nhận, nhưng %(place)s không còn thuộc đơn vị cấp ấy. "
                "Hãy hỏi cơ quan tham mưu OCOP cấp tỉnh trước khi nộp."
            )
            % {
                "rule": rulebook.instrument,
                "level": route.word_of(dossier.level),
                "place": dossier.place.full_name,
            }
        )
