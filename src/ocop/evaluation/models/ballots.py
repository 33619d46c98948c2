"""Ballots: one row holds a member's whole score sheet for one product, and its total."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.models.councils import CouncilMember
from ocop.evaluation.models.sessions import SessionItem
from ocop.platform.workflow import OwnedByActions, paired


def new_seal_key() -> str:
    """Return a fresh secret for the seals of one ballot's marks."""
    return secrets.token_hex(16)


class Ballot(OwnedByActions):
    """A member's score sheet for one product, whole in one row.

    `marks` are points by criterion code, `picks` the chosen level's index (two levels may carry the same
    points), `notes` what the member wrote. `total_points` and `marks_made` are written together with the
    marks by the rules core. Names, place and sheet are copies of what never changes once the session is
    open, so that saving a mark reads this row alone.
    `accepts_marks` is the one switch that scoring obeys: every write of a mark names the version it was made
    on and needs the switch on, in the same UPDATE, so that the end of scoring and a mark cannot pass each
    other.
    """

    item = models.ForeignKey(SessionItem, models.PROTECT, related_name="ballots", verbose_name=_("sản phẩm"))
    member = models.ForeignKey(
        CouncilMember, models.PROTECT, related_name="ballots", verbose_name=_("thành viên")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("tài khoản")
    )
    member_name = models.CharField(_("họ và tên"), max_length=150)
    product_name = models.CharField(_("sản phẩm"), max_length=200)
    place_path = models.CharField(_("địa bàn"), max_length=20)
    rulebook_id = models.CharField(_("quy định áp dụng"), max_length=20)
    sheet_number = models.PositiveSmallIntegerField(_("bộ tiêu chí số"))
    marks: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(
        _("điểm"), default=dict, blank=True
    )
    picks: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(
        _("mức đã chọn"), default=dict, blank=True
    )
    notes: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        _("nhận xét"), default=dict, blank=True
    )
    total_points = models.PositiveSmallIntegerField(_("tổng điểm"), default=0)
    marks_made = models.PositiveSmallIntegerField(_("số tiêu chí đã chấm"), default=0)
    marks_wanted = models.PositiveSmallIntegerField(_("số tiêu chí phải chấm"))
    version = models.PositiveIntegerField(_("phiên bản"), default=0)
    accepts_marks = models.BooleanField(_("đang nhận điểm"), default=False)
    declared_at = models.DateTimeField(_("khai báo lợi ích lúc"), null=True, blank=True)
    recused = models.BooleanField(_("không tham gia chấm"), default=False)
    recused_reason = models.CharField(_("lợi ích liên quan"), max_length=500, blank=True)
    completed_at = models.DateTimeField(_("hoàn thành lúc"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("mở lại lúc"), null=True, blank=True)
    reopened_by = models.CharField(_("người mở lại"), max_length=200, blank=True)
    reopen_reason = models.CharField(_("lý do mở lại"), max_length=500, blank=True)
    meeting_asked_at = models.DateTimeField(_("đề nghị họp lúc"), null=True, blank=True)
    meeting_reason = models.CharField(_("lý do đề nghị họp"), max_length=500, blank=True)
    frozen = models.BooleanField(_("đã chốt"), default=False)
    seal_key = models.CharField(max_length=32, default=new_seal_key, editable=False)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("phiếu chấm điểm")
        verbose_name_plural = _("phiếu chấm điểm")
        indexes = [models.Index(fields=["user", "item"], name="evaluation_ballot_user")]
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="evaluation_ballot_once"),
            models.CheckConstraint(
                condition=Q(recused=False)
                | Q(marks_made=0, total_points=0, accepts_marks=False) & ~Q(recused_reason=""),
                name="evaluation_ballot_recused",
                violation_error_message=_("Thành viên có lợi ích liên quan không được chấm điểm sản phẩm."),
            ),
            models.CheckConstraint(
                condition=Q(marks_made=0) | Q(declared_at__isnull=False),
                name="evaluation_ballot_declared_first",
            ),
            models.CheckConstraint(
                condition=Q(frozen=False) | Q(accepts_marks=False), name="evaluation_ballot_frozen_shut"
            ),
            paired("reopened", name="evaluation_ballot_reopened_pair"),
            models.CheckConstraint(
                condition=Q(meeting_asked_at__isnull=True, meeting_reason="")
                | (Q(meeting_asked_at__isnull=False) & ~Q(meeting_reason="")),
                name="evaluation_ballot_meeting_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_name} – {self.member_name}"

    @classmethod
    def of(cls, item: SessionItem, member: CouncilMember, **values: Any) -> Ballot:
        """Return a new ballot, not saved yet, with its copies of what never changes once a session is open."""
        return cls(
            item=item,
            member=member,
            user_id=member.user_id,
            member_name=member.name,
            product_name=item.product_name,
            place_path=item.session.place_path,
            rulebook_id=item.rulebook_id,
            sheet_number=item.sheet_number,
            **values,
        )

    @property
    def state(self) -> str:
        """Return where the ballot stands: recused, done, begun or empty."""
        if self.recused:
            return "recused"
        if self.completed_at is not None:
            return "done"
        return "begun" if self.marks_made or self.declared_at else "empty"

    def seal(self, *, code: str, points: int, version: int) -> str:
        """Return the seal that the log keeps of one mark while the ballot is secret.

        Whoever holds the ballot's key later can tell which points were sealed; a reader of the log cannot.
        """
        text = f"{code}:{points}:{version}".encode()
        return hmac.new(self.seal_key.encode(), text, hashlib.sha256).hexdigest()[:32]
