"""`ocop export-audit FILE`: write the whole chain as one JSON object a line, for a verifier that needs no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ocop.platform.audit.reading import exported


class Command(BaseCommand):
    help = "Ghi toàn bộ nhật ký ra tệp JSON theo dòng / export the audit chain as JSON lines"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        with options["file"].open("w", encoding="utf-8") as file:
            for entry in exported():
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
                count += 1
        self.stdout.write(f"{count} dòng → {options['file']}")
