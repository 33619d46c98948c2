"""Small values that pages hand to components; any object with the same attributes does as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the main navigation; `count` is shown when it is not 0."""

    label: Text
    url: str
    icon: str = ""
    is_current: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the breadcrumbs; the last one, the page itself, has no url."""

    label: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of `<c-tabs>`."""

    label: Text
    url: str
    is_current: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of `<c-steps>`; state is done, current, todo or stopped."""

    label: Text
    state: str
    note: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One entry of `<c-timeline>`, newest first; tone is "", success, waiting or error."""

    what: Text
    who: Text
    at: datetime | date | None
    note: Text = ""
    tone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of `<c-definition-list>`."""

    term: Text
    value: object


@dataclass(frozen=True, slots=True)
class LinkedError:
    """One line of `<c-error-summary>`: a sentence and the id of the field it is about."""

    message: Text
    field_id: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a criterion; `min_for_star` is the lowest star that needs at least this level."""

    points: int | Decimal
    label: Text
    value: str
    min_for_star: int | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A star and the total from which it is reached, as the rulebook says."""

    star: int
    from_points: int | Decimal


@dataclass(frozen=True, slots=True)
class Member:
    """One council member's total in `<c-member-strip>`."""

    label: Text
    total: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score sheet in `<c-radar>`."""

    label: Text
    points: Decimal
    max_points: int | Decimal


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file in `<c-file-row>`; `size` in bytes."""

    name: str
    size: int
    sha256: str = ""
    url: str = ""
    note: Text = ""
    problem: Text = ""
