"""Small values that pages hand to the components; each component also takes any object with the same attributes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise

Text = str | Promise


class NavItem(NamedTuple):
    """One entry of the main navigation; `count` is shown when it is not 0."""

    label: Text
    url: str
    icon: str = ""
    is_current: bool = False
    count: int = 0


class Crumb(NamedTuple):
    """One step of the breadcrumbs; the last one, the page itself, has no url."""

    label: Text
    url: str = ""


class Tab(NamedTuple):
    """One tab of `<c-tabs>`."""

    label: Text
    url: str
    is_current: bool = False
    count: int = 0


class Step(NamedTuple):
    """One step of `<c-steps>`; state is done, current, todo or stopped."""

    label: Text
    state: str
    note: Text = ""
    url: str = ""


class TimelineEntry(NamedTuple):
    """One entry of `<c-timeline>`, newest first; tone is "", success, waiting or error."""

    what: Text
    who: Text
    at: datetime | date | None
    note: Text = ""
    tone: str = ""
    url: str = ""


class Fact(NamedTuple):
    """One row of `<c-definition-list>`."""

    term: Text
    value: object


class LinkedError(NamedTuple):
    """One line of `<c-error-summary>`: a sentence and the id of the field it is about."""

    message: Text
    field_id: str = ""


class Level(NamedTuple):
    """One level of a criterion in `<c-criterion>`; `min_for_star` is the lowest star that needs at least this level."""

    points: int | Decimal
    label: Text
    value: str
    min_for_star: int | None = None


class Band(NamedTuple):
    """A star and the total from which it is reached, as the rulebook says."""

    star: int
    from_points: int | Decimal


class Member(NamedTuple):
    """One council member's total in `<c-member-strip>`."""

    label: Text
    total: Decimal


class Part(NamedTuple):
    """One part of the score sheet in `<c-radar>`."""

    label: Text
    points: Decimal
    max_points: int | Decimal


class StoredFile(NamedTuple):
    """One file in `<c-file-row>`; `size` in bytes."""

    name: str
    size: int
    sha256: str = ""
    url: str = ""
    note: Text = ""
    problem: Text = ""
