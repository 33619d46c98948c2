"""`ocop load_places`: load the administrative units, once for every change of the files."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.directory.actions import load_places
from ocop.platform.access import system_actor
from ocop.platform.refusal import Refusal


class Command(BaseCommand):
    """Bring the tables of places in line with the files shipped with the application."""

    help = (
        "Load the administrative units (three states of the map); does nothing when they are loaded already."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        quiet = options["json"] or options["verbosity"] == 0
        try:
            done = load_places(
                actor=system_actor("ocop load_places", {"directory.load_places"}),
                at=timezone.now(),
                progress=lambda sentence: None if quiet else self.stdout.write(sentence),
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(asdict(done) | {"seconds": round(time.monotonic() - begun, 3)}))
        elif not quiet:
            self.stdout.write(
                _("Đã nạp %(places)s đơn vị hành chính, %(links)s thay đổi địa giới.")
                % {"places": done.places, "links": done.successions}
                if done.changed
                else _("Danh mục hành chính đã được nạp, không có gì thay đổi.")
            )
