"""Notices of results: communes and producers are told in writing what was settled; a wrong notice is withdrawn."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ocop.directory.models import Place
from ocop.directory.queries import tier_of
from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.typed import reason_given
from ocop.platform.workflow import act, create, lock, note
from ocop.recognition.models import ResultNotice, ResultNoticeLine
from ocop_rules import rulebooks
from ocop_rules.law import Source
from ocop_rules.lifecycle import NOTICE
from ocop_rules.outcomes import source_of_step

ISSUE, WITHDRAW = "recognition.issue_notice", "recognition.withdraw_notice"
NUMBER = re.compile(r"[0-9]{1,6} ?/ ?\S.*")


def issue_notice(
    place: Place,
    *,
    line_ids: Collection[int],
    number_text: str,
    issued_on: date,
    agency_name: str,
    authority_name: str,
    signed_by_name: str,
    signed_by_post: str,
    actor: Actor,
    at: datetime,
) -> ResultNotice:
    """Record the letter by which a level's advisory agency tells communes and producers of results settled there.

    Raises Invalid when no result is chosen or one does not wait (any more), for a number used that year, a day to come
    or before the last of the results was settled, and without number, agency or signer.
    Law: QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm g; the earlier rulebooks, as far as seen, say nothing of a notice.
    """
    notice = ResultNotice(
        place_path=place.path,
        place_name=place.name,
        authority_name=authority_name,
        agency_name=agency_name.strip(),
        number_text=" ".join(number_text.split()),
        year=issued_on.year,
        issued_on=issued_on,
        signed_by_name=signed_by_name.strip(),
        signed_by_post=signed_by_post.strip(),
        issued_at=at,
        issued_by=actor.name,
    )
    with act():
        require(ISSUE, actor, notice)
        lines = _chosen(place.path, line_ids)
        _check_words(notice)
        _check_day(notice, lines, at=at)
        source = "; ".join(map(str, sources_of(lines)))
        create(notice, ISSUE, actor=actor, at=at, facts=_facts(lines), source=source)
        _take(notice, lines)
        facts = {"letter_number": notice.number_text, "letter_on": issued_on.isoformat(), "notice": notice.pk}
        for line in lines:
            note(ISSUE, line.dossier, actor=actor, at=at, facts=facts)
    return notice


def withdraw_notice(notice: ResultNotice, *, reason: str, actor: Actor, at: datetime) -> ResultNotice:
    """Withdraw a notice that was entered wrongly: it stays with its lines, its results wait to be told again.

    Raises NotAllowed, WrongState when it is withdrawn already, Invalid without a reason.
    """
    reason = reason_given(reason, ask=_("Hãy ghi vì sao rút thông báo này."))
    with act():
        locked = lock(notice)
        require(WITHDRAW, actor, locked)
        if locked.withdrawn_at is not None:
            raise WrongState(_("Thông báo này đã được rút."))
        locked.withdrawn_at, locked.withdrawn_by, locked.withdraw_reason = at, actor.name, reason
        locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
        lines = list(locked.lines.select_related("dossier").order_by("pk"))
        locked.lines.update(holds_result=False)
        for line in lines:
            facts = {"letter_number": locked.number_text, "reason": reason, "notice": locked.pk}
            note(WITHDRAW, line.dossier, actor=actor, at=at, facts=facts)
            line.pk, line.notice = None, None
            line._state.adding = True
        ResultNoticeLine.objects.bulk_create(lines)
        note(WITHDRAW, locked, actor=actor, at=at, facts={"reason": reason})
    return locked


def _chosen(level_path: str, line_ids: Collection[int]) -> list[ResultNoticeLine]:
    wanted = set(line_ids)
    if not wanted:
        raise Invalid(_("Hãy chọn ít nhất một kết quả để thông báo."), field="lines")
    waiting = ResultNoticeLine.objects.filter(notice=None, level_path=level_path, pk__in=wanted)
    lines = list(waiting.select_related("dossier").order_by("pk"))
    if len(lines) != len(wanted):
        raise Invalid(
            _(
                "Có %(count)s kết quả không còn chờ thông báo (đã thông báo trong một văn bản khác). "
                "Hãy tải lại trang rồi chọn lại."
            )
            % {"count": len(wanted) - len(lines)},
            field="lines",
        )
    return lines


def _check_words(notice: ResultNotice) -> None:
    if not NUMBER.fullmatch(notice.number_text):
        raise Invalid(_("Hãy ghi số và ký hiệu như trên văn bản, ví dụ 128/TB-SNNMT."), field="number_text")
    used = ResultNotice.objects.filter(
        place_path=notice.place_path, year=notice.year, number_text=notice.number_text, withdrawn_at=None
    )
    if used.exists():
        raise Invalid(
            _("Số %(number)s đã dùng cho một thông báo khác trong năm %(year)s.")
            % {"number": notice.number_text, "year": notice.year},
            field="number_text",
        )
    for field, ask in (
        ("agency_name", _("Hãy nhập tên cơ quan thông báo.")),
        ("signed_by_name", _("Hãy nhập họ tên người ký.")),
        ("signed_by_post", _("Hãy nhập chức vụ người ký.")),
    ):
        if not getattr(notice, field):
            raise Invalid(ask, field=field)


def _check_day(notice: ResultNotice, lines: Sequence[ResultNoticeLine], *, at: datetime) -> None:
    if notice.issued_on > timezone.localdate(at):
        raise Invalid(_("Ngày thông báo không được sau ngày hôm nay."), field="issued_on")
    settled = max(line.settled_on for line in lines)
    if notice.issued_on < settled:
        raise Invalid(
            _("Ngày thông báo không được trước ngày quyết định hoặc kết thúc hồ sơ (%(day)s).")
            % {"day": date_format(settled, "SHORT_DATE_FORMAT")},
            field="issued_on",
        )


def _take(notice: ResultNotice, lines: Sequence[ResultNoticeLine]) -> None:
    """Put the lines into the notice, unless one of two offices that chose the same at once was faster."""
    waiting = ResultNoticeLine.objects.filter(pk__in=[line.pk for line in lines], notice=None)
    if waiting.update(notice=notice) != len(lines):
        raise WrongState(
            _("Một kết quả vừa được thông báo trong văn bản khác. Hãy tải lại trang rồi chọn lại.")
        )


def sources_of(lines: Sequence[ResultNoticeLine]) -> list[Source]:
    """Return where the rulebooks of the results say that they are told in writing; nothing for those that do not."""
    found = (
        source_of_step(rulebooks.get(rulebook_id), tier_of(level_path), NOTICE)
        for rulebook_id, level_path in sorted({(line.rulebook_id, line.level_path) for line in lines})
    )
    return [source for source in dict.fromkeys(found) if source is not None]


def _facts(lines: Sequence[ResultNoticeLine]) -> dict[str, Any]:
    return {
        "lines": [
            {"product": line.product_name, "outcome": line.outcome, "star": line.star} for line in lines
        ]
    }
