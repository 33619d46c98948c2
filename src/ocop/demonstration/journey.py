"""One product's way, a step at a time, as its people would walk it. Each function is one person's day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from ocop.demonstration import papers
from ocop.demonstration.cast import Cast
from ocop.demonstration.catalogue import Row
from ocop.demonstration.marks import aimed
from ocop.directory.models import Place
from ocop.directory.queries import place_on
from ocop.dossiers import actions as dossiers
from ocop.dossiers.models import Dossier
from ocop.registration import actions as registration
from ocop.registration.actions import PriorAward
from ocop.registration.models import Producer
from ocop_rules import rulebooks

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def moment(month: int, day: int, hour: int = 9, minute: int = 0, *, year: int = 2026) -> datetime:
    """Return a moment in Vietnam, of 2026 unless another year is named."""
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


@dataclass(slots=True)
class Way:
    """The products that have set out, with what is known of each on the way."""

    cast: Cast
    producers: dict[str, Producer] = field(default_factory=dict)
    dossiers: dict[int, Dossier] = field(default_factory=dict)
    letters: int = 0

    def open_producers(self, rows: Iterable[Row], at: datetime) -> None:
        """Let the producers of some products open their profiles, each once."""
        for row in rows:
            if row.producer not in self.producers:
                facts = papers.producer_facts(row, self.place_of(row, timezone.localdate(at)))
                actor = self.cast.person_of(row.producer, at)
                self.producers[row.producer] = registration.open_producer(facts, actor=actor, at=at)

    def register(self, row: Row, at: datetime, *, kind: str = "new", prior: PriorAward | None = None) -> None:
        """Let the producer register the product, for the first time or again, and begin the dossier."""
        producer = Producer.objects.select_related("place").get(pk=self.producers[row.producer].pk)
        actor = self.cast.person_of(row.producer, at)
        registered = registration.register_product(
            producer,
            name=row.product,
            kind=kind,
            sheet_number=row.sheet_number,
            prior=prior,
            actor=actor,
            at=at,
        )
        registration.change_product(
            registered.product,
            **papers.product_texts(row, producer.place),
            actor=actor,
            at=at + timedelta(minutes=4),
        )
        self.dossiers[row.number] = dossiers.open_dossier(
            registered, actor=actor, at=at + timedelta(minutes=5)
        )

    def write(self, row: Row, at: datetime, *, share: float = 1.0) -> None:
        """Let the producer fill in Mẫu 02 and the self-score; `share` below 1 leaves the rest for later."""
        dossier, actor = self.dossiers[row.number], self.cast.person_of(row.producer, at)
        for section, answers in papers.report_answers(row, dossier, year=at.year - 1).items():
            dossiers.save_report_section(dossier, section=section, answers=answers, actor=actor, at=at)
            if share < 0.5:
                return
        sheet = rulebooks.get(dossier.rulebook_id).sheet(row.sheet_number)
        picks = aimed(sheet, min(row.aim_star + (row.number % 3 == 0), 5), seed=row.number)
        kept = list(picks)[: int(len(picks) * share)]
        texts = dict.fromkeys(kept[::5], "Xem minh chứng kèm theo.")
        dossiers.save_self_marks(
            dossier, picks={code: picks[code] for code in kept}, texts=texts, actor=actor, at=at
        )
        for kind, content, criteria in papers.evidence(dossier)[: None if share == 1.0 else 2]:
            dossiers.attach_evidence(
                dossier,
                file=content,
                name=f"{papers.EVIDENCE_TITLES[kind or 'business_registration']}.pdf",
                kind=kind,
                criteria=criteria,
                actor=actor,
                at=at,
            )

    def submit(self, row: Row, at: datetime) -> None:
        """Let the producer hand the dossier in."""
        actor = self.cast.person_of(row.producer, at)
        dossiers.submit(self.now(row), pledged=True, actor=actor, at=at)

    def propose(self, row: Row, at: datetime) -> None:
        """Let the commune write Mẫu 03 and propose."""
        dossier = self.now(row)
        officer = self.cast.officer_of(dossier.place, at)
        self.letters += 1
        text = papers.commune_text(dossier, number=self.letters, on=timezone.localdate(at))
        dossiers.save_commune_report(dossier, text, actor=officer, at=at - timedelta(hours=2))
        dossiers.propose(dossier, actor=officer, at=at)

    def ask_more(self, row: Row, at: datetime, *, reason: str, items: list[str]) -> None:
        """Let the commune return the dossier for a supplement."""
        dossier = self.now(row)
        officer = self.cast.officer_of(dossier.place, at)
        dossiers.return_for_supplement(dossier, reason=reason, items=items, actor=officer, at=at)

    def accept(self, row: Row, at: datetime) -> None:
        """Let the provincial office take the dossier in, with the samples that the rulebook asks for."""
        dossier = self.now(row)
        samples = rulebooks.get(dossier.rulebook_id).samples_for(dossier.sheet_number)
        actor = self.cast.acting("province_officer", at)
        dossiers.accept(dossier, samples_received=samples, actor=actor, at=at)

    def reach_province(self, row: Row, *, began: datetime) -> None:
        """Walk a product from its registration to the provincial intake, in a little over a month."""
        self.register(row, began)
        self.write(row, began + timedelta(days=2))
        self.submit(row, began + timedelta(days=3))
        self.propose(row, began + timedelta(days=17))
        self.accept(row, began + timedelta(days=21))

    def now(self, row: Row) -> Dossier:
        """Return the dossier as it stands."""
        return Dossier.objects.select_related("place__parent__parent", "registration").get(
            pk=self.dossiers[row.number].pk
        )

    def place_of(self, row: Row, on: date) -> Place:
        """Return the commune of a product on a day."""
        place = place_on(row.place_code, on)
        if place is None:
            raise LookupError(f"products.csv, row {row.number}: no place {row.place_code} on {on}")
        return place
