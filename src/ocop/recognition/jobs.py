"""Background work of recognition: each job loads one record and calls one action; it may run again without
harm.
"""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from ocop.platform.access import Actor, system_actor
from ocop.recognition import actions
from ocop.recognition.models import Certificate, Decision


def _printer() -> Actor:
    return system_actor("Hệ thống lập văn bản", ["recognition.make_document"])


@task()
def make_certificate_document(certificate_id: int) -> None:
    """Make one certificate's print."""
    actions.make_certificate_document(
        Certificate.objects.get(pk=certificate_id), actor=_printer(), at=timezone.now()
    )


@task()
def make_decision_document(decision_id: int) -> None:
    """Make an issued decision's print."""
    actions.make_decision_document(Decision.objects.get(pk=decision_id), actor=_printer(), at=timezone.now())


def ask_for_documents(decision: Decision) -> None:
    """Put every document of an issued decision that is not made yet into the queue; call it after the
    commit.
    """
    for pk in Certificate.objects.filter(line__decision=decision, pdf__isnull=True).values_list(
        "pk", flat=True
    ):
        make_certificate_document.enqueue(pk)
    if decision.pdf_id is None:
        make_decision_document.enqueue(decision.pk)
