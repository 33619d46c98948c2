"""`ocop grant_mandate`: give a person a role without a browser, above all the first administrator."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ocop.directory.actions import grant_mandate
from ocop.directory.queries import place_on
from ocop.directory.roles import ROLES
from ocop.platform.access import system_actor
from ocop.platform.refusal import Refusal


class Command(BaseCommand):
    """Give a person a role in a place for a period."""

    help = (
        "Give a person a role: grant_mandate 0912345678 administrator --place 14 [--from 2026-11-21] [--to …]"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the sign-in name")
        parser.add_argument("role", choices=[role.code for role in ROLES])
        parser.add_argument("--place", default="", help="official code of the province or commune")
        parser.add_argument(
            "--from", dest="starts_on", type=date.fromisoformat, help="first day, today if not given"
        )
        parser.add_argument(
            "--to", dest="ends_on", type=date.fromisoformat, help="last day, open if not given"
        )
        parser.add_argument("--json", action="store_true", help="print the result as one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        starts_on = options["starts_on"] or timezone.localdate()
        user = get_user_model()._default_manager.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"no account has the sign-in name {options['username']!r}")
        place = place_on(options["place"], starts_on) if options["place"] else None
        if options["place"] and place is None:
            raise CommandError(f"no place has the code {options['place']!r} on {starts_on}")
        try:
            mandate = grant_mandate(
                user,
                role=options["role"],
                place=place,
                starts_on=starts_on,
                ends_on=options["ends_on"],
                actor=system_actor("ocop grant_mandate", {"directory.grant_mandate"}),
                at=timezone.now(),
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps({"mandate": mandate.pk, "user": user.pk, "role": mandate.role}))
        else:
            self.stdout.write(str(mandate))
