"""Background work of the directory: a shell that calls one action and may run again without harm."""

from __future__ import annotations

import logging

from django.utils import timezone
from django_tasks import task

from ocop.directory import actions
from ocop.platform.access import Actor, system_actor

log = logging.getLogger(__name__)


def map_keeper() -> Actor:
    """Return the name under which the system applies documents on their day."""
    return system_actor(
        "Hệ thống, áp dụng thay đổi địa giới đúng ngày",
        [
            "directory.change_places",
            "directory.grant_mandate",
            "directory.revoke_mandate",
            "programme.edit_regulation",
        ],
    )


@task()
def apply_due_place_acts() -> None:
    """Apply the changes of units whose day has come."""
    _done, refused = actions.apply_due_acts(actor=map_keeper(), at=timezone.now())
    for sentence in refused:
        log.warning("a change of units was not applied: %s", sentence)
