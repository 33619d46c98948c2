"""`ocop apply_place_acts`: apply the changes of units whose day has come, as the worker does on its own each day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ocop.directory.actions import apply_due_acts
from ocop.directory.jobs import map_keeper


class Command(BaseCommand):
    help = "Áp dụng các thay đổi địa giới đã đến ngày / apply the changes of units whose day has come"

    def handle(self, *args: Any, **options: Any) -> None:
        done, refused = apply_due_acts(actor=map_keeper(), at=timezone.now())
        for applied in done:
            self.stdout.write(f"đã áp dụng / applied: {applied}")
        if refused:
            raise CommandError("\n".join(refused))
