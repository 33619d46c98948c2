"""`ocop apply_map`: carry a province's open work over to the units of a day, by the links loaded from the place files."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ocop.directory.actions import apply_map, preview_map
from ocop.directory.jobs import map_keeper
from ocop.platform.refusal import Refusal


class Command(BaseCommand):
    help = (
        "Chuyển việc đang mở của một tỉnh sang đơn vị mới theo danh mục; không có --apply thì chỉ xem trước / "
        "apply_map 14 --on 2025-07-01 [--apply --document 202/2025/QH15 --document-on 2025-06-12]"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("province", help="code of the province as it is on the day")
        parser.add_argument(
            "--on", type=date.fromisoformat, default=date(2025, 7, 1), help="first day of the new map"
        )
        parser.add_argument(
            "--apply", action="store_true", help="write it; without, only say what would change"
        )
        parser.add_argument("--document", default="", help="number of the document, needed with --apply")
        parser.add_argument("--document-on", type=date.fromisoformat, help="its day, needed with --apply")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            if not options["apply"]:
                seen = preview_map(options["province"], on=options["on"], at=at)
                shown: dict[str, Any] = {
                    "before": len(seen.before),
                    "after": len(seen.after),
                    "open_work": {kind: count for kind, _title, count in seen.work},
                }
            else:
                if not options["document"] or options["document_on"] is None:
                    raise CommandError("--apply needs --document and --document-on")
                applied = apply_map(
                    options["province"], on=options["on"], document_number=options["document"],
                    document_on=options["document_on"], actor=map_keeper(), at=at,
                )  # fmt: skip
                shown = {
                    row["kind"]: {key: row[key] for key in ("before", "after", "ended")}
                    for row in applied.totals
                }
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps(shown, ensure_ascii=False))
