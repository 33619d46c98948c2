"""The value of each setting that holds at a place on a day, and the document that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from ocop.platform.access.scopes import within
from ocop.programme.catalogue import (
    BY_RULEBOOK,
    CATALOGUE,
    COUNCIL,
    EXACT,
    NONE,
    SAMPLES,
    Entry,
    entry_of,
)
from ocop.programme.catalogue.cutting import cut_sentence, cuts_criteria
from ocop.programme.models import Regulation
from ocop_rules.councils import Regulation as GradingRules
from ocop_rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Setting:
    """A value as it holds somewhere on a day, and the document that says so. `since` is None for a default; `said` is a
    sentence in place of the catalogue's own.
    """

    key: str
    value: str
    document: str
    is_default: bool
    since: date | None = None
    place_path: str = ""
    said: str = ""

    @property
    def entry(self) -> Entry:
        """Return the catalogue's row of this setting."""
        return entry_of(self.key)

    @property
    def share(self) -> Fraction:
        """Return the value of a share, such as 3/4."""
        return Fraction(self.value)

    @property
    def at_least(self) -> str:
        """Return a share that is asked for, as it stands after "yêu cầu": "ít nhất 3/4", or all of them."""
        return self.shown if self.share == 1 else _("ít nhất %(share)s") % {"share": self.shown}

    @property
    def points(self) -> int:
        """Return the value of a number of points."""
        return int(self.value)

    @property
    def number(self) -> int | None:
        """Return the value of a whole number; None where the setting sets none."""
        return None if self.value == NONE else int(self.value)

    @property
    def is_yes(self) -> bool:
        """Return the value of a yes-or-no setting."""
        return self.value == "yes"

    @property
    def shown(self) -> str:
        """Return the value in words, short."""
        return self.entry.shown(self.value)

    @property
    def sentence(self) -> str:
        """Return what the value means, as a sentence."""
        return self.said or self.entry.sentence_of(self.value)

    @property
    def basis(self) -> str:
        """Return where the value comes from, as minutes say it."""
        return _("mặc định: %(document)s") % {"document": self.document} if self.is_default else self.document


@dataclass(frozen=True, slots=True)
class CouncilRules:
    """All working rules of a council as they hold somewhere on a day; each keeps its document.

    Fields bear the codes of the catalogue. `kept()` and `from_kept` carry them through a JSON column, so that a
    council and a session keep what held for them.
    """

    council_members: Setting
    quorum_share: Setting
    quorum_needs_chair: Setting
    max_gap_points: Setting
    written_opinion: Setting
    extra_rounds: Setting
    averaging: Setting
    decimals: Setting
    on_missed_minimum: Setting
    upgrade_goes_up: Setting

    @property
    def settings(self) -> tuple[Setting, ...]:
        """Return every rule, in the catalogue's order."""
        return tuple(getattr(self, found.name) for found in fields(self))

    @property
    def quorum(self) -> Fraction:
        """Return the share of voting members that makes a quorum."""
        return self.quorum_share.share

    @property
    def needs_chair(self) -> bool:
        """Return whether the chair must be there."""
        return self.quorum_needs_chair.is_yes

    @property
    def max_gap(self) -> int | None:
        """Return the widest gap between two members that needs no discussion; None when none is set."""
        return self.max_gap_points.number

    @property
    def grading(self) -> GradingRules:
        """Return what the rules core asks of them to grade a product."""
        return GradingRules(
            average=self.averaging.value,
            decimals=None if self.decimals.value == EXACT else int(self.decimals.value),
            on_missed_minimum=self.on_missed_minimum.value,
            max_gap=None if self.max_gap is None else Fraction(self.max_gap),
            quorum=self.quorum,
        )

    @property
    def by_basis(self) -> list[tuple[str, list[Setting]]]:
        """Return the rules with where they come from, each basis once: how minutes list them."""
        grouped: dict[str, list[Setting]] = {}
        for setting in self.settings:
            grouped.setdefault(setting.basis, []).append(self._as_said(setting))
        return list(grouped.items())

    def _as_said(self, setting: Setting) -> Setting:
        """Return a rule with its sentence as the others make it: decimals of criterion means are cut one by one."""
        if setting.key == "decimals" and cuts_criteria(self.averaging.value, setting.value):
            return replace(setting, said=cut_sentence(setting.value))
        return setting

    def kept(self) -> dict[str, dict[str, Any]]:
        """Return the rules as JSON."""
        return {
            setting.key: {
                "value": setting.value,
                "document": setting.document,
                "is_default": setting.is_default,
                "since": setting.since.isoformat() if setting.since else None,
                "place_path": setting.place_path,
            }
            for setting in self.settings
        }

    @classmethod
    def from_kept(cls, kept: Mapping[str, Mapping[str, Any]]) -> CouncilRules:
        """Return the rules that `kept` wrote; a rule that was not kept then has its default."""
        return cls(**{code: _from_kept(code, kept.get(code)) for code in COUNCIL})


def regulation(place_path: str, key: str, on: date) -> Setting:
    """Return the setting that holds at a place on a day: the nearest place's own, else the default.

    Raises KeyError for a key that no setting has.
    """
    return _settings(place_path, (key,), on)[key]


def regulation_without(row: Regulation, on: date) -> Setting:
    """Return the setting that would hold at the place of a value on a day if that value were withdrawn."""
    return _settings(row.place_path, (row.key,), on, but=row.pk)[row.key]


def council_rules(place_path: str, on: date) -> CouncilRules:
    """Return the working rules of a council of a place on a day, in one query."""
    return CouncilRules(**_settings(place_path, COUNCIL, on))


def regulations_today(place_path: str, on: date) -> list[Setting]:
    """Return every setting of the catalogue as it holds at a place on a day, in one query."""
    return list(_settings(place_path, tuple(CATALOGUE), on).values())


@dataclass(frozen=True, slots=True)
class SamplesDue:
    """How many samples a dossier must bring, and the document or the article that says so."""

    count: int
    source: str


def samples_due(rulebook: Rulebook, sheet_number: int, *, place_path: str, on: date) -> SamplesDue:
    """Return how many samples a dossier must bring: the province's number and exemptions, else the rulebook's.

    Law: QĐ 26/2026/QĐ-TTg, Điều 6. Raises UnknownSheet.
    """
    own = _settings(place_path, SAMPLES, on)
    count, exempt = own["sample_count"], own["sample_exempt"]
    national = rulebook.samples
    codes = national.exempt_industries if exempt.value == BY_RULEBOOK else tuple(exempt.value.split(","))
    is_exempt = rulebook.sheet(sheet_number).industry_code in codes
    says = exempt if is_exempt else count
    source = str(national.source) if says.value == BY_RULEBOOK else says.document
    if is_exempt:
        return SamplesDue(0, source)
    return SamplesDue(national.count if count.value == BY_RULEBOOK else int(count.value), source)


def versions_of(key: str, paths: Iterable[str]) -> list[Regulation]:
    """Return every version of a setting within places, the newest first."""
    return list(Regulation.objects.filter(within(paths), key=key).order_by("-valid_from", "place_path", "pk"))


def _settings(
    place_path: str, keys: tuple[str, ...], on: date, *, but: int | None = None
) -> dict[str, Setting]:
    found = {key: _default(key) for key in keys}
    steps = place_path.split("/") if place_path else []
    above = ["/".join(steps[:count]) for count in range(len(steps) + 1)]
    rows = Regulation.objects.in_force_on(on).filter(key__in=keys, place_path__in=above).exclude(pk=but)
    for row in sorted(rows, key=lambda row: row.rank):
        found[row.key] = Setting(
            key=row.key,
            value=row.value,
            document=row.document,
            is_default=False,
            since=row.valid_from,
            place_path=row.place_path,
        )
    return found


def _default(key: str) -> Setting:
    entry = entry_of(key)
    return Setting(key=key, value=entry.default, document=entry.document, is_default=True)


def _from_kept(key: str, kept: Mapping[str, Any] | None) -> Setting:
    if kept is None:
        return _default(key)
    return Setting(
        key=key,
        value=kept["value"],
        document=kept["document"],
        is_default=kept["is_default"],
        since=date.fromisoformat(kept["since"]) if kept.get("since") else None,
        place_path=kept.get("place_path", ""),
    )
