"""Who gets to see and do what, address by address and role by role: the table in access_matrix.csv is complete and true.

Read the table when an address or a role is added; write it anew with `pytest tests/architecture/test_access_matrix.py
--write-matrix` and review the difference line by line: it is the specification of what is open to whom.

  open     the page is shown, or the act is taken up (it may still refuse what was sent)
  hidden   404: for this reader the record does not exist
  refused  403: the reader knows it exists and is told why not
  sign-in  the reader is asked to sign in first
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ocop.directory.actions.mandates import grant_mandate
from ocop.directory.models import Mandate
from ocop.directory.queries import place_on
from ocop.dossiers.models import Dossier, Evidence
from ocop.evaluation.models import Ballot, Council, ItemResult, Session, SessionItem
from ocop.platform.access import system_actor
from ocop.platform.accounts.models import User
from ocop.platform.workflow import act
from ocop.programme.actions import confirm_sheet
from ocop.programme.models import Regulation
from ocop.recognition.models import Certificate, Decision, ResultNotice
from tests.closing import let_go

TABLE = Path(__file__).with_name("access_matrix.csv")
OPEN_APPS = {"account", "mfa"}
PERSONAS = [
    "nobody", "newcomer", "producer", "other_producer", "commune_officer", "other_commune_officer", "commune_leader",
    "province_officer", "other_province_officer", "council_member", "council_secretary", "council_chair", "province_leader",
    "administrator", "auditor",
]  # fmt: skip


class World:
    """The demonstration, with a record for every kind of address and a person for every column."""

    def __init__(self, cast, today, noon) -> None:
        self.today, self.noon, self.cast = today, noon, cast
        self.dossier = Dossier.objects.filter(state="submitted").first()
        self.producer = self.dossier.registration.product.producer
        self.evidence = Evidence.objects.filter(dossier=self.dossier).first()
        self.session = Session.objects.get(state="open")
        self.ballot = Ballot.objects.filter(
            item__session=self.session, member__user=cast.members[0], declared_at__isnull=False
        ).first()
        with act():
            self.value = Regulation(
                key="quorum_share", value="2/3", place_path="14", valid_from=date(2099, 1, 1), document="QĐ 643",
                added_at=noon, added_by="t",
            )  # fmt: skip
            self.value.save()
        self.people = self._people()
        self.confirmation = confirm_sheet(
            rulebook_id="148-2025", number=13, place_path="14", document="QĐ 148/QĐ-TTg", document_on=today,
            seen_in="Công báo", compared=True, at=noon,
            actor=system_actor("quản trị", {"programme.confirm_sheet"}),
        )  # fmt: skip

    def _people(self) -> dict[str, User | None]:
        cast, commune = self.cast, self.dossier.place
        cast.offer_commune(commune) if not User.objects.filter(
            username=f"lanh-dao-{commune.code}"
        ).exists() else None
        elsewhere = next(
            user
            for user in User.objects.filter(mandates__role="commune_officer").order_by("pk")
            if not user.mandates.filter(place=commune).exists()
        )
        stranger = User.objects.create(username="moi", full_name="Người mới")
        hanoi = User.objects.create(username="ha-noi", full_name="Cán bộ tỉnh khác")
        from ocop.demonstration.cast import SETTING_UP  # noqa: PLC0415  only here

        grant_mandate(
            hanoi,
            role="province_officer",
            place=place_on("01", self.today),
            starts_on=self.today.replace(day=1),
            actor=SETTING_UP,
            at=self.noon,
        )
        own = self.producer.members.first().user
        return {
            "nobody": None,
            "newcomer": stranger,
            "producer": own,
            "other_producer": User.objects.filter(mandates__role="producer").exclude(pk=own.pk).first(),
            "commune_officer": User.objects.get(username=f"can-bo-{commune.code}"),
            "other_commune_officer": elsewhere,
            "commune_leader": User.objects.get(username=f"lanh-dao-{commune.code}"),
            "province_officer": cast.people["province_officer"],
            "other_province_officer": hanoi,
            "council_member": cast.members[0],
            "council_secretary": cast.people["council_secretary"],
            "council_chair": cast.people["council_chair"],
            "province_leader": cast.people["province_leader"],
            "administrator": cast.people["administrator"],
            "auditor": cast.people["auditor"],
        }

    def values(self, name: str, wanted: list[str]) -> dict[str, object]:
        """Return the parts of an address: the record that its name and its placeholders ask for."""
        stage, _colon, page = name.partition(":")
        registration = self.dossier.registration
        certificate = Certificate.objects.filter(line__isnull=False).order_by("pk").first()
        known: dict[str, object] = {
            "dossier_id": self.dossier.pk,
            "producer_id": self.producer.pk,
            "product_id": registration.product_id,
            "registration_id": registration.pk,
            "evidence_id": self.evidence.pk,
            "evidence_number": self.evidence.pk,
            "paper_id": 1,  # no rulebook of today sends a transmittal
            "ballot_number": self.ballot.pk,
            "slug": "ket-qua",
            "group_code": "1",
            "token": certificate.token,
            "product_code": certificate.product_code,
            "sha_prefix": "0" * 16,
            "code": self.dossier.place.code if stage == "directory" else certificate.product_code,
            "valid_from": "2025-07-01",
            "rulebook_id": "26-2026",
            "earlier_id": "148-2023",
        }
        if stage == "evaluation":
            known["number"] = self._evaluation_number(page)
            known["evidence_number"] = (
                Evidence.objects.filter(dossier=self.ballot.item.dossier).order_by("pk").first().pk
            )
        elif stage == "directory":
            known["number"] = Mandate.objects.order_by("pk").first().pk if page == "end" else 1
        elif stage == "dossiers":
            known["number"] = 1
        elif stage == "library":
            known["number"] = 13
        elif stage == "programme":
            known |= {"key": "quorum_share", "year": 2027, "day_id": 1}
            known |= {"key": "quorum_share", "year": 2027, "day_id": 1}
            known |= {"rulebook_id": "148-2025", "confirmation_id": self.confirmation.pk}
            known["number"] = 13 if "sheet" in page else self.value.pk
        elif stage == "recognition" and "notice" in page:
            known["pk"] = ResultNotice.objects.get().pk
        elif stage == "recognition":
            known["pk"] = (
                certificate.pk if "certificate" in page or page == "revoke" else Decision.objects.first().pk
            )
        return {part: known[part] for part in wanted}

    def _evaluation_number(self, page: str) -> int:
        if page in ("council",):
            return Council.objects.get().pk
        if page == "result":
            return ItemResult.objects.order_by("pk").first().pk
        if page in (
            "item",
            "paper",
            "remove-item",
            "postpone-item",
            "disqualify-item",
            "clear-ground",
            "reopen-ballot",
        ):
            return SessionItem.objects.filter(session=self.session).first().pk
        if page in (
            "ballot",
            "declare",
            "save-marks",
            "complete-ballot",
            "ballot-dossier",
            "ballot-evidence",
        ):
            return self.ballot.pk
        return self.session.pk


def addresses(patterns=None, namespace=""):
    """Yield the name and the placeholders of every address of ours."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(
                pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace
            )
        elif isinstance(pattern, URLPattern) and pattern.name and hasattr(pattern.callback, "ocop_access"):
            yield f"{namespace}{pattern.name}", list(pattern.pattern.regex.groupindex)


def outcome(client: Client, address: str) -> str:
    """Return what a reader meets at an address; what an act changes is undone."""
    with transaction.atomic():
        answer = client.get(address)
        if answer.status_code == 405:
            answer = client.post(address)
        if answer.streaming:
            let_go(answer)
        transaction.set_rollback(True)
    if answer.status_code in (301, 302) and "/tai-khoan/login/" in answer["Location"]:
        return "sign-in"
    return {404: "hidden", 403: "refused"}.get(answer.status_code, "open")


@pytest.mark.slow
def test_every_address_is_open_hidden_or_refused_as_the_table_says(story, today, noon, request):
    world = World(story, today, noon)
    clients = {}
    for name, user in world.people.items():
        clients[name] = Client(raise_request_exception=True)
        if user is not None:
            clients[name].force_login(user)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["address", *PERSONAS])
    for name, wanted in sorted(addresses()):
        address = reverse(name, kwargs=world.values(name, wanted))
        writer.writerow([name, *(outcome(clients[persona], address) for persona in PERSONAS)])
    if request.config.getoption("--write-matrix"):
        TABLE.write_text(out.getvalue(), encoding="utf-8")
    assert out.getvalue() == TABLE.read_text(encoding="utf-8")
