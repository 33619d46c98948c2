"""Sending an evaluated dossier up to the next level with its transmittal, and returning a transmittal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.dossiers.actions.requests import (
    checked_wording,
    record_request,
    resolve_requests,
    submission_id_of,
)
from ocop.dossiers.models import Dossier, Transmittal, TransmittalPaper
from ocop.dossiers.queries import route
from ocop.dossiers.queries.transmittal import (
    goes_up,
    lacking,
    open_transmittal,
    papers_of,
    result_of,
)
from ocop.platform.access import Actor, require
from ocop.platform.files.storing import clean_name, store
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.workflow import act, lock, note, perform
from ocop_rules import rulebooks
from ocop_rules.lifecycle import DOSSIER

MAX_SAMPLES = 1000
MAX_FILES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TransmittalText:
    """What the officer writes into a transmittal: the letter, and how many samples go with it."""

    letter_number: str = ""
    letter_on: date | None = None
    signed_by_name: str = ""
    signed_by_post: str = ""
    samples_sent: int | None = None


def save_transmittal(dossier: Dossier, text: TransmittalText, *, actor: Actor, at: datetime) -> Transmittal:
    """Keep the transmittal as it stands; it may be half done.

    Raises NotAllowed, WrongState when the dossier is not this level's to send up, Invalid for what is too
    long or no number of samples.
    """
    after: dict[str, Any] = {
        "letter_number": text.letter_number.strip(),
        "letter_on": text.letter_on,
        "signed_by_name": text.signed_by_name.strip(),
        "signed_by_post": text.signed_by_post.strip(),
        "samples_sent": text.samples_sent,
    }
    _check(after)
    with act():
        locked, transmittal = _being_made(dossier, actor, at)
        changed = sorted(name for name, value in after.items() if getattr(transmittal, name) != value)
        if changed:
            for name in changed:
                setattr(transmittal, name, after[name])
            transmittal.saved_at, transmittal.saved_by = at, actor.name
            transmittal.save(update_fields=[*changed, "saved_at", "saved_by"])
            facts = {"what": "saved", "changed": changed}
            note("dossiers.send_up", locked, actor=actor, at=at, facts=facts)
    return transmittal


def attach_paper(
    dossier: Dossier, *, code: str, file: IO[bytes], name: str, actor: Actor, at: datetime
) -> TransmittalPaper:
    """Put a file into the transmittal for one of the rulebook's papers; the same file is kept once.

    Raises NotAllowed, WrongState, Invalid for a paper the rulebook does not list or a file that is refused.
    """
    dossier = Dossier.objects.get(pk=dossier.pk)
    require("dossiers.send_up", actor, dossier)  # before the file is read: strangers' bytes are not stored
    known = rulebooks.get(dossier.rulebook_id).dossier_for(kind=dossier.kind, sender=dossier.level)
    if code not in {item.code for item in known}:
        raise Invalid(_("Hồ sơ chuyển cấp không có thành phần này; hãy tải lại trang."), field="file")
    stored = store(file, at=at)
    with act():
        locked, transmittal = _being_made(dossier, actor, at)
        same = transmittal.files.filter(code=code, file=stored).first()
        if same is not None:
            return same
        if transmittal.files.count() >= MAX_FILES:
            raise Invalid(
                _("Hồ sơ chuyển cấp đã có %(count)s tệp, là mức nhiều nhất. Hãy ghép các trang vào một tệp.")
                % {"count": MAX_FILES},
                field="file",
            )
        paper = TransmittalPaper(
            transmittal=transmittal,
            code=code,
            file=stored,
            name=clean_name(name, media_type=stored.media_type),
            added_at=at,
            added_by=actor.name,
        )
        paper.save(force_insert=True)
        facts = {"what": "paper_added", "paper": code, "name": paper.name, "sha256": stored.sha256}
        note("dossiers.send_up", locked, actor=actor, at=at, facts=facts)
    return paper


def remove_paper(paper: TransmittalPaper, *, actor: Actor, at: datetime) -> None:
    """Take a file out of a transmittal that was not sent yet. Raises NotAllowed, WrongState."""
    with act():
        locked, transmittal = _being_made(paper.transmittal.dossier, actor, at)
        current = transmittal.files.select_related("file").filter(pk=paper.pk).first()
        if current is None:
            raise WrongState(_("Tệp này không còn trong hồ sơ chuyển cấp. Hãy tải lại trang."))
        facts = {
            "what": "paper_removed",
            "paper": current.code,
            "name": current.name,
            "sha256": current.file.sha256,
        }
        current.delete()
        note("dossiers.send_up", locked, actor=actor, at=at, facts=facts)


def send_up(dossier: Dossier, *, actor: Actor, at: datetime) -> Dossier:
    """Send an evaluated dossier to the next level of its route, with the papers the rulebook lists.

    Raises NotAllowed, WrongState when the result does not go up or is gone already, Invalid naming the first
    paper that is missing. Law (148-2023): Phụ lục II khoản 1; the papers are those of the Lai Châu letter.
    """

    def send(locked: Dossier) -> tuple[str, ...]:
        _insist_on_turn(locked, actor)
        below, above, transmittal = locked.level, route.next_level(locked), open_transmittal(locked)
        papers = papers_of(locked, transmittal, below, on=timezone.localdate(at))
        missing = lacking(papers)
        if transmittal is None or above is None or missing:
            raise Invalid(missing[0] if missing else _("Chưa lập hồ sơ chuyển cấp."), field="papers")
        if transmittal.letter_on is not None and transmittal.letter_on > timezone.localdate(at):
            raise Invalid(_("Ngày công văn không thể ở sau hôm nay."), field="letter_on")
        transmittal.papers = [
            {"code": paper.item.code, "name": paper.item.name, "how": paper.how, "said": paper.said}
            for paper in papers
            if paper.is_there
        ]
        transmittal.sent_at, transmittal.sent_by = at, actor.name
        transmittal.save(update_fields=["papers", "sent_at", "sent_by"])
        resolve_requests(locked, level=above.code, actor=actor, at=at)
        locked.level = above.code
        locked.proposed_at, locked.proposed_by = at, actor.name
        locked.accepted_at, locked.accepted_by, locked.intake_number_text = None, "", ""
        return ("level", "proposed_at", "proposed_by", "accepted_at", "accepted_by", "intake_number_text")

    def facts(locked: Dossier) -> dict[str, Any]:
        sent = locked.transmittals.order_by("-pk").first()
        assert sent is not None and sent.letter_on is not None
        return {
            "what": "sent",
            "from_level": sent.from_level,
            "to_level": sent.to_level,
            "letter_number": sent.letter_number,
            "letter_on": sent.letter_on.isoformat(),
            "papers": sent.papers,
        }

    return perform(DOSSIER, dossier, "send_up", actor=actor, at=at, apply=send, facts=facts)


def return_transmittal(
    dossier: Dossier, *, reason: str, items: list[str] | None = None, actor: Actor, at: datetime
) -> Dossier:
    """Return a dossier that came with a transmittal to the level that sent it, with a reason.

    The result of that level stands; it makes the transmittal anew from a copy of the one it sent. Raises
    NotAllowed, WrongState, Invalid when nothing is said.
    """
    said, listed = checked_wording(reason, items or [])

    def give_back(locked: Dossier) -> tuple[str, ...]:
        below = route.level_below(locked)
        sent = locked.transmittals.filter(to_level=locked.level).order_by("-pk").first()
        if below is None or sent is None or not below.has_council:
            raise WrongState(_("Hồ sơ này không có hồ sơ chuyển cấp; hãy dùng “Trả lại xã”."))
        record_request(locked, level=locked.level, reason=said, items=listed, actor=actor, at=at)
        _carry_on(sent, at=at)
        taken_in = locked.intakes.filter(level=below.code).first()
        locked.level = below.code
        locked.proposed_at, locked.proposed_by = None, ""
        if taken_in is not None:
            locked.accepted_at, locked.accepted_by = taken_in.received_at, taken_in.received_by
            locked.intake_number_text = taken_in.number_text
        return ("level", "proposed_at", "proposed_by", "accepted_at", "accepted_by", "intake_number_text")

    facts = {"reason": said, "items": listed}
    return perform(DOSSIER, dossier, "return_transmittal", actor=actor, at=at, apply=give_back, facts=facts)


def _being_made(dossier: Dossier, actor: Actor, at: datetime) -> tuple[Dossier, Transmittal]:
    """Return the dossier locked and its open transmittal, a new one where there is none."""
    locked = lock(dossier)
    require("dossiers.send_up", actor, locked)
    _insist_on_turn(locked, actor)
    transmittal = open_transmittal(locked)
    if transmittal is None:
        above = route.next_level(locked)
        assert above is not None
        transmittal = Transmittal(
            dossier=locked,
            submission_id=submission_id_of(locked),
            from_level=locked.level,
            to_level=above.code,
            saved_at=at,
            saved_by=actor.name,
        )
        transmittal.save(force_insert=True)
    return locked, transmittal


def _insist_on_turn(dossier: Dossier, actor: Actor) -> None:
    """Refuse unless the actor's level has the dossier and its own result goes up."""
    path = route.acting_path(dossier)
    if (
        dossier.state != Dossier.State.EVALUATED
        or path is None
        or actor.grant_held_at("dossiers.send_up", path) is None
    ):
        raise WrongState(_("Hồ sơ không còn ở bước chuyển cấp của đơn vị bạn; hãy tải lại trang."))
    result = result_of(dossier, dossier.level)
    if not goes_up(dossier, result) or _was_handed_back(dossier):
        raise WrongState(
            _("Kết quả này không thuộc diện chuyển lên cấp trên; %(level)s xử lý theo thẩm quyền.")
            % {"level": route.word_of(dossier.level)}
        )


def _was_handed_back(dossier: Dossier) -> bool:
    return dossier.level_results.filter(handed_back_at__isnull=False).exists()


def _carry_on(sent: Transmittal, *, at: datetime) -> None:
    """Open a new transmittal with the files of the one sent; that one stays as it was sent."""
    anew = Transmittal(
        dossier_id=sent.dossier_id,
        submission_id=sent.submission_id,
        from_level=sent.from_level,
        to_level=sent.to_level,
        signed_by_name=sent.signed_by_name,
        signed_by_post=sent.signed_by_post,
        samples_sent=sent.samples_sent,
        saved_at=at,
        saved_by=sent.saved_by,
    )
    anew.save(force_insert=True)
    TransmittalPaper.objects.bulk_create(
        TransmittalPaper(
            transmittal=anew,
            code=paper.code,
            file_id=paper.file_id,
            name=paper.name,
            added_at=paper.added_at,
            added_by=paper.added_by,
        )
        for paper in sent.files.order_by("pk")
    )


def _check(columns: dict[str, Any]) -> None:
    for name in ("letter_number", "signed_by_name", "signed_by_post"):
        limit = getattr(Transmittal._meta.get_field(name), "max_length", None) or 0
        if len(columns[name]) > limit:
            raise Invalid(
                _("Nội dung dài quá %(limit)s ký tự; hãy viết gọn lại.") % {"limit": limit}, field=name
            )
    samples = columns["samples_sent"]
    if samples is not None and not 0 <= samples <= MAX_SAMPLES:
        raise Invalid(_("Số mẫu phải từ 0 đến %(most)s.") % {"most": MAX_SAMPLES}, field="samples_sent")
