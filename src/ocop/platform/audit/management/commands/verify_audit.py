"""`ocop verify-audit`: walk the audit chain, in the database or in an exported file, and say whether it holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocop.platform.audit.chain import verify
from ocop.platform.audit.reading import exported


class Command(BaseCommand):
    help = "Kiểm tra chuỗi nhật ký không bị sửa, xoá / verify that the audit chain is intact"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--file", type=Path, help="tệp do export-audit ghi ra / a file written by export-audit"
        )
        parser.add_argument(
            "--expect", metavar="NUMBER:DIGEST", help="mốc đã ghi lại trước đây / a head noted earlier"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        entries = _lines(options["file"]) if options["file"] else exported()
        found = verify(entries, expected_head=_noted(options["expect"]))
        if options["json"]:
            answer = {
                "intact": found.intact,
                "entries": found.entries,
                "head": found.head,
                "fault": found.fault,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        elif found.intact:
            self.stdout.write(f"Nhật ký nguyên vẹn: {found.entries} dòng, mốc {found.entries}:{found.head}")
        else:
            self.stdout.write(f"NHẬT KÝ BỊ CAN THIỆP sau dòng {found.entries}: {found.fault}")
        if not found.intact:
            sys.exit(1)


def _noted(text: str | None) -> tuple[int, str] | None:
    if not text:
        return None
    number, _colon, digest = text.partition(":")
    if not number.isdigit() or len(digest) != 64:
        raise CommandError("--expect: NUMBER:DIGEST")
    return int(number), digest


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from None
