"""What a province decides where the law changed under a dossier: its old rule ran out, its level is no more."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.dossiers.models.dossier import Dossier
from ocop.platform.workflow import OwnedByActions


class RuleDecision(OwnedByActions):
    """The province's word on a dossier that was not finished in the time its old rule had left.

    `passed_on` is the day that had passed, `clause` where it stands; `continue_until` the day that the permitting
    document sets, if it sets one.
    """

    class Choice(models.TextChoices):
        """What becomes of the dossier."""

        CONTINUE = "continue", _("Tiếp tục theo quy định cũ")
        CLOSE = "close", _("Đóng để nộp lại theo quy định mới")

    dossier = models.ForeignKey(
        Dossier, models.PROTECT, related_name="rule_decisions", verbose_name=_("hồ sơ")
    )
    choice = models.CharField(_("quyết định"), max_length=8, choices=Choice)
    passed_on = models.DateField(_("thời hạn đã qua"))
    clause = models.CharField(_("căn cứ của thời hạn"), max_length=300)
    document = models.CharField(_("văn bản"), max_length=300)
    document_on = models.DateField(_("ngày văn bản"))
    continue_until = models.DateField(_("tiếp tục đến hết ngày"), null=True, blank=True)
    reason = models.CharField(_("lý do"), max_length=500)
    decided_at = models.DateTimeField(_("quyết định lúc"))
    decided_by = models.CharField(_("người ghi quyết định"), max_length=200)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("quyết định với hồ sơ theo quy định cũ")
        verbose_name_plural = _("quyết định với hồ sơ theo quy định cũ")
        constraints = [
            models.CheckConstraint(
                condition=~Q(document="") & ~Q(reason="") & ~Q(decided_by=""),
                name="dossiers_rule_decision_complete",
            ),
            models.CheckConstraint(
                condition=Q(choice="continue") | Q(choice="close", continue_until__isnull=True),
                name="dossiers_rule_decision_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.get_choice_display()}"


class TakeOver(OwnedByActions):
    """A level took a dossier over from one that is on the map no more; what that one had done stays linked."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="take_overs", verbose_name=_("hồ sơ"))
    from_level = models.CharField(_("cấp không còn"), max_length=10)
    from_state = models.CharField(_("tình trạng khi ấy"), max_length=16)
    to_level = models.CharField(_("cấp nhận thay"), max_length=10)
    document = models.CharField(_("văn bản"), max_length=300)
    document_on = models.DateField(_("ngày văn bản"))
    reason = models.CharField(_("lý do"), max_length=500)
    taken_at = models.DateTimeField(_("nhận thay lúc"))
    taken_by = models.CharField(_("người nhận thay"), max_length=200)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("nhận thay hồ sơ của cấp không còn")
        verbose_name_plural = _("nhận thay hồ sơ của cấp không còn")
        constraints = [
            models.UniqueConstraint(fields=["dossier", "from_level"], name="dossiers_take_over_once"),
            models.CheckConstraint(
                condition=~Q(document="") & ~Q(reason="") & ~Q(taken_by=""),
                name="dossiers_take_over_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} – {self.from_level}"
