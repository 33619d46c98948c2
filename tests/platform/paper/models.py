"""A small table with a lifecycle, on which the workflow is tried without any stage's rules in the way."""

from __future__ import annotations

from django.db import models

from ocop.platform.workflow import OwnedByActions, state_constraint
from ocop_rules.lifecycle import Lifecycle, Step

PAPER = Lifecycle(
    stage="paper",
    name="paper",
    initial="draft",
    steps=(
        Step("send", ("draft",), "sent", by_law=True),
        Step("stamp", ("sent",), "sent"),
        Step("shred", ("sent",), "gone"),
    ),
)


class Paper(OwnedByActions):
    title = models.CharField(max_length=50)
    state = models.CharField(
        max_length=10,
        default="draft",
        choices=(("draft", "bản nháp"), ("sent", "đã gửi"), ("gone", "đã huỷ")),
    )
    pages = models.IntegerField(default=0)
    place_path = ""

    class Meta:
        app_label = "paper"
        constraints = (state_constraint(PAPER, name="paper_state"),)

    def __str__(self) -> str:
        return self.title

    def law_of(self, verb: str) -> str:
        return f"Điều 1, {verb} khi {self.state}"
