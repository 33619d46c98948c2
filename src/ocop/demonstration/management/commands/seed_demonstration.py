"""`ocop seed-demonstration`: play the demonstration province once; a database that has it is left alone."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ocop.demonstration.story import play
from ocop.platform.accounts.models import User


class Command(BaseCommand):
    help = "Dựng tỉnh trình diễn, một lần / play the demonstration province once"

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Không dựng dữ liệu trình diễn ở chế độ production.")
        if User.objects.filter(is_demonstration=True).exists():
            return
        started = time.monotonic()

        def tell(line: str) -> None:
            self.stdout.write(f"… trình diễn: {line} ({time.monotonic() - started:.0f} giây)")
            self.stdout.flush()

        # One transaction: an interrupted seed leaves nothing behind and starts again next time.
        with transaction.atomic():
            play(settings.OCOP_PROVINCE_CODE, tell=tell)
