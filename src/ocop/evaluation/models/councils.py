"""Councils and the people who sit on them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ocop.platform.workflow import OwnedByActions
from ocop.programme.queries import CouncilRules


class Council(OwnedByActions):
    """A council set up by a decision, with the working rules (quy chế) that held when it was set up.

    `rules` are those of the day of the decision (`CouncilRules.kept`). A session takes those of its own day when it
    is opened: an amended regulation then reaches a council that exists, and never a session that has begun.
    `ended_on` is its last day, where a document (a new council's decision, say) has ended it.
    """

    class Level(models.TextChoices):
        """The level at which the council sits."""

        DISTRICT = "district", _("cấp huyện")
        PROVINCE = "province", _("cấp tỉnh")

    name = models.CharField(_("tên hội đồng"), max_length=200)
    level = models.CharField(_("cấp"), max_length=8, choices=Level)
    place_path = models.CharField(_("địa bàn"), max_length=20)
    place_name = models.CharField(_("tên địa bàn"), max_length=120)
    decision_number = models.CharField(_("số quyết định thành lập"), max_length=60)
    decided_on = models.DateField(_("ngày quyết định"))
    rules: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        _("quy chế làm việc"), default=dict
    )
    established_at = models.DateTimeField(_("nhập lúc"))
    established_by = models.CharField(_("người nhập"), max_length=200)
    ended_on = models.DateField(_("hoạt động đến hết ngày"), null=True, blank=True)
    end_document = models.CharField(_("văn bản kết thúc hoạt động"), max_length=300, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("hội đồng đánh giá")
        verbose_name_plural = _("hội đồng đánh giá")
        constraints = [
            models.UniqueConstraint(
                fields=["place_path", "decision_number", "decided_on"],
                name="evaluation_council_decision",
                violation_error_message=_("Đã có hội đồng thành lập theo quyết định này."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_document="")
                | (Q(ended_on__gte=F("decided_on")) & ~Q(end_document="")),
                name="evaluation_council_end",
                violation_error_message=_("Hội đồng kết thúc phải có ngày và văn bản."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def working_rules(self) -> CouncilRules:
        """Return the working rules of the day of the decision."""
        return CouncilRules.from_kept(self.rules)


class CouncilMember(OwnedByActions):
    """A person's seat on a council; name and agency as they were when the seat was given."""

    class Post(models.TextChoices):
        """The post a member holds."""

        CHAIR = "chair", _("Chủ tịch Hội đồng")
        DEPUTY = "deputy", _("Phó Chủ tịch Hội đồng")
        MEMBER = "member", _("Ủy viên")
        SECRETARY = "secretary", _("Thư ký")

    council = models.ForeignKey(Council, models.PROTECT, related_name="members", verbose_name=_("hội đồng"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="council_seats", verbose_name=_("tài khoản")
    )
    name = models.CharField(_("họ và tên"), max_length=150)
    agency_name = models.CharField(_("cơ quan"), max_length=200, blank=True)
    post = models.CharField(_("chức danh trong hội đồng"), max_length=9, choices=Post)
    votes = models.BooleanField(_("chấm điểm"))
    position = models.PositiveSmallIntegerField(_("thứ tự"))

    class Meta(OwnedByActions.Meta):
        verbose_name = _("thành viên hội đồng")
        verbose_name_plural = _("thành viên hội đồng")
        constraints = [
            models.UniqueConstraint(fields=["council", "user"], name="evaluation_member_once"),
            models.UniqueConstraint(
                fields=["council"], condition=Q(post="chair"), name="evaluation_member_one_chair"
            ),
            models.CheckConstraint(
                condition=~Q(post="secretary", votes=True), name="evaluation_member_secretary_no_vote"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_post_display()})"
