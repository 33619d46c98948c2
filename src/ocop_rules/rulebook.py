"""A rulebook: everything one decision settles for the programme, as values with their articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from .law import Doubt, NotInRulebook, Source
from .sheets import Sheet

KINDS = ("new", "upgrade", "reevaluation")  # what a dossier may be for


class UnknownSheet(NotInRulebook):
    """The rulebook has no scoring sheet of that number."""


class UnknownLimit(NotInRulebook):
    """The rulebook has no time limit of that code."""


@dataclass(frozen=True, slots=True)
class Band:
    """A star and the totals that reach it: at_least ≤ total < below (None in the top band)."""

    star: int
    name: str
    at_least: int
    below: int | None
    certified: bool
    meaning: str
    source: Source


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit. `unit`: working_days, days, months, days_before, days_ahead or rounds_per_year.

    `counts_from`: "next_day" or, for working_days and days only, "same_day". It does not bear on units that
    are not counted forward.
    `day_off` says what happens when the last day is a day off: "moves" to the next working day, or "keeps".
    `until_amount` is the second bound of a window (days_before): the window opens `amount` days before the
    reference day and closes `until_amount` days before it. days_ahead: `amount` days before the reference
    day at the latest.
    """

    code: str
    name: str
    amount: int
    unit: str
    counts_from: str
    day_off: str
    source: Source
    until_amount: int | None = None
    finish_by: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MissingSheet:
    """A sheet the decision has and this rulebook has not, with the reason: it cannot be graded or shown."""

    number: int
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Round:
    """A statutory round: proposals made before one date are decided before another (both dates exclusive)."""

    level: str
    number: int
    proposed_by: str
    proposed_before: tuple[int, int]
    result_before: tuple[int, int]
    source: Source


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One numbered step at a level: who does what, what comes out. `acts` are the verbs of `lifecycle` that do it."""

    who: str
    does: str
    output: str
    source: Source
    acts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RouteLevel:
    """One level of the route, who does what there, and what it hands on.

    `recognises_stars` are decided and certified here; totals from `forwards_from_points` up go to
    `forwards_to`. `returns_to` is the level that may recognise on the result of this one where the product
    does not reach what this one recognises. `written_opinion` holds the kinds of application on which the
    council decides by written opinion, `extra_rounds_need` what must be there for a round beyond the statutory
    ones ("regulation": the council's own provides for it; "plan": a plan was issued); empty: the text says nothing.
    """

    code: str
    name: str
    receives: str
    checks: str
    evaluates: str
    recognises: str | None
    recognises_stars: tuple[int, ...]
    forwards_to: str | None
    forwards_from_points: int | None
    reevaluation: str
    source: Source
    returns_to: str | None = None
    council_chair: str | None = None
    council_members: tuple[str, ...] = ()
    steps: tuple[RouteStep, ...] = ()
    written_opinion: tuple[str, ...] = ()
    written_opinion_source: Source | None = None
    extra_rounds_need: tuple[str, ...] = ()
    extra_rounds_source: Source | None = None

    @property
    def has_council(self) -> bool:
        """Return whether products are scored here: a level that recognises stars or sends up by points has
        a council, one that only checks and proposes has none.
        """
        return bool(self.recognises_stars) or self.forwards_from_points is not None


@dataclass(frozen=True, slots=True)
class Subgroup:
    """A leaf of the classification where the group is split; the sheet that scores it.

    `covers` says what the sheet is for in words that all rulebooks share; empty where the file does not say.
    """

    code: str
    name: str
    sheet: int
    ministries: tuple[str, ...]
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A group of an industry; it has either subgroups or a sheet of its own, and then `covers` as a subgroup has."""

    code: str
    name: str
    subgroups: tuple[Subgroup, ...]
    sheet: int | None
    ministries: tuple[str, ...]
    covers: tuple[str, ...] = ()

    @property
    def sheets(self) -> tuple[int, ...]:
        """Return the numbers of the sheets below this group, in order."""
        return (self.sheet,) if self.sheet is not None else tuple(s.sheet for s in self.subgroups)


@dataclass(frozen=True, slots=True)
class Industry:
    """One of the industries (branches) of the classification."""

    code: str
    name: str
    groups: tuple[Group, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class DossierItem:
    """A paper that a sender puts in, for some kinds of application (new, upgrade, reevaluation)."""

    code: str
    name: str
    sender: str
    kinds: tuple[str, ...]
    form: str | None
    required: bool
    note: str
    source: Source


@dataclass(frozen=True, slots=True)
class ElectronicDossier:
    """What the decision says of a dossier handed in on software, as a sentence without its full stop."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A row of the evidence guide in Mẫu 02. `topics` are the criteria it feeds: our mapping, not printed."""

    code: str
    number: int
    name: str
    requirement: str
    condition: str
    topics: tuple[str, ...]
    source: Source

    def criteria_fed(self, sheet: Sheet) -> tuple[str, ...]:
        """Return the codes of the sheet's criteria that this evidence supports, in the sheet's order."""
        return tuple(c.code for c in sheet.criteria if c.topic in self.topics)


@dataclass(frozen=True, slots=True)
class CommuneContent:
    """One of the contents the commune assesses and writes into Mẫu 03."""

    code: str
    name: str
    guidance: str
    topics: tuple[str, ...]
    source: Source

    def criteria_fed(self, sheet: Sheet) -> tuple[str, ...]:
        """Return the codes of the sheet's criteria that this content bears on, in the sheet's order."""
        return tuple(c.code for c in sheet.criteria if c.topic in self.topics)


@dataclass(frozen=True, slots=True)
class RevocationGround:
    """A ground for withdrawing a certificate."""

    code: str
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class ApplicantKind:
    """Who may apply. `industries` is empty when every industry is open to it."""

    code: str
    name: str
    needs_registration: bool
    industries: tuple[str, ...]
    source: Source

    def may_enter(self, sheet: Sheet) -> bool:
        """Return whether this kind of applicant may have a product of this sheet assessed."""
        return not self.industries or sheet.industry_code in self.industries


@dataclass(frozen=True, slots=True)
class Samples:
    """How many samples go with a dossier, and the industries that are exempt."""

    count: int
    exempt_industries: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class CodeFormats:
    """The formats of the product code and of the registration slip's number.

    `registration_number` is None where no text that was seen gives one. `district_digits` is there only
    where the product code names the district.
    """

    product_code: str
    registration_number: str | None
    product_code_source: Source
    registration_number_source: Source | None
    province_digits: int
    commune_digits: int
    district_digits: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TransitionClause:
    """What a transition clause settles, in one sentence, and the code of its time limit when it has one.

    A clause with `filed_before` leaves a dossier filed before that day, and not evaluated yet, to the rule of
    its filing until the limit ends; `rulebooks` names those whose dossiers it means. One that `extends_certificate` lets
    a certificate hold beyond its last day, for as long as the limit says; where it is read as made for the changeover
    only, `windows_opened_before` is the day before which the certificate's window for filing must have opened. `doubt`
    is what the text leaves open.
    """

    code: str
    text: str
    kinds: tuple[str, ...]
    limit: str | None
    source: Source
    filed_before: date | None = None
    rulebooks: tuple[str, ...] = ()
    extends_certificate: bool = False
    windows_opened_before: date | None = None
    doubt: str = ""

    def leaves(self, rulebook_id: str, kind: str, filed_on: date) -> bool:
        """Return whether it leaves a dossier of a kind, filed on a day under a rulebook, to that rulebook."""
        meant = rulebook_id in self.rulebooks and kind in self.kinds
        return meant and self.filed_before is not None and filed_on < self.filed_before


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """One rulebook, complete and checked. `digest` (SHA-256 of its files) is what frozen results name.

    It is in force from `in_force_from` to `in_force_to` (both count; None: no end is stated).
    `superseded_on` is the day from which another one decides new dossiers although this one has not ended:
    what is left of it until `in_force_to` is a matter of transition. `sheets_of` is the rulebook whose
    sheets it takes over.
    """

    id: str
    instrument: str
    title: str
    issued_on: date
    in_force_from: date
    in_force_to: date | None
    superseded_on: date | None
    sheets_of: str | None
    digest: str
    sheets: tuple[Sheet, ...]
    bands: tuple[Band, ...]
    route: tuple[RouteLevel, ...]
    limits: Mapping[str, Limit]
    transition_limits: Mapping[str, Limit]
    transition: tuple[TransitionClause, ...]
    rounds: tuple[Round, ...]
    classification: tuple[Industry, ...]
    dossier: tuple[DossierItem, ...]
    copies: tuple[str, ...]
    electronic: ElectronicDossier | None
    evidence_kinds: tuple[EvidenceKind, ...]
    commune_contents: tuple[CommuneContent, ...]
    samples: Samples
    revocation_grounds: tuple[RevocationGround, ...]
    applicant_kinds: tuple[ApplicantKind, ...]
    codes: CodeFormats
    doubts: tuple[Doubt, ...]
    source: Source
    missing_sheets: tuple[MissingSheet, ...] = ()
    _by_number: Mapping[int, Sheet] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_number", MappingProxyType({s.number: s for s in self.sheets}))

    def sheet(self, number: int) -> Sheet:
        """Return the scoring sheet with this number. Raises UnknownSheet, with the reason of a missing one."""
        try:
            return self._by_number[number]
        except (KeyError, TypeError):
            for missing in self.missing_sheets:
                if missing.number == number:
                    raise UnknownSheet(
                        f"Bộ tiêu chí số {number} “{missing.title}” của {self.instrument} không dùng được: "
                        f"{missing.why.rstrip('.')}."
                    ) from None
            raise UnknownSheet(f"{self.instrument} không có bộ tiêu chí số {number}.") from None

    @property
    def decides_new_until(self) -> date | None:
        """Return the last day on which a new dossier falls under this rulebook; None when it has no end."""
        if self.superseded_on is not None:
            return self.superseded_on - timedelta(days=1)
        return self.in_force_to

    def limit(self, code: str) -> Limit:
        """Return a time limit, also one of the transition. Raises UnknownLimit."""
        found = self.limits.get(code) or self.transition_limits.get(code)
        if found is None:
            known = ", ".join([*self.limits, *self.transition_limits])
            raise UnknownLimit(f"{self.instrument} không có thời hạn “{code}”; có: {known}.")
        return found

    def samples_for(self, sheet_number: int) -> int:
        """Return how many samples a dossier on this sheet needs; 0 where the decision asks for none.

        Law (26-2026): Điều 6 khoản 2 điểm d and khoản 3; elsewhere `samples.source`.
        """
        exempt = self.sheet(sheet_number).industry_code in self.samples.exempt_industries
        return 0 if exempt else self.samples.count

    def dossier_for(self, *, kind: str, sender: str) -> tuple[DossierItem, ...]:
        """Return the papers one sender (producer, commune, district, province) puts in for one kind."""
        return tuple(item for item in self.dossier if item.sender == sender and kind in item.kinds)

    def evidence_for(self, sheet: Sheet, code: str) -> tuple[EvidenceKind, ...]:
        """Return the rows of the evidence guide that support one criterion of a sheet."""
        topic = sheet.criterion(code).topic
        return tuple(kind for kind in self.evidence_kinds if topic in kind.topics)
