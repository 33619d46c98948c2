"""What anyone may read: published facts of certificates, as plain values. The portal imports this and
nothing deeper.

Everything comes from the certificate's own copies, so no page here can reach a dossier, a score or a
person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from ocop.platform.access.scopes import within
from ocop.platform.files.models import StoredFile
from ocop.platform.folding import fold
from ocop.recognition.models import PRODUCT_CODE, Certificate
from ocop.recognition.queries.register import standing_on, with_words

PER_PAGE = 24
TOKEN = re.compile(r"[A-Za-z0-9_-]{22,43}")


@dataclass(frozen=True, slots=True)
class PublicCheck:
    """The answer of the check page; `status` is valid, held, expired, revoked, not_yet or unknown, as of the day asked.

    "held" is past its own last day and still valid while its re-evaluation is decided, to `holds_until` at most.
    """

    status: str
    star: int = 0
    product_name: str = ""
    producer_name: str = ""
    place_name: str = ""
    product_code: str = ""
    industry_code: str = ""
    group_name: str = ""
    authority_name: str = ""
    decision_number_text: str = ""
    decided_on: date | None = None
    valid_from: date | None = None
    expires_on: date | None = None
    story: str = ""
    holds_until: date | None = None
    holds_source: str = ""
    holds_doubt: str = ""
    current_place_name: str = ""
    photo_sha256: str | None = None
    revoked_on: date | None = None
    revocation_number_text: str | None = None
    newer_code: str | None = None
    newer_star: int | None = None

    @property
    def moved_to(self) -> str:
        """Return the commune that the place on the certificate is part of today; "" when it is the same."""
        return self.current_place_name if self.current_place_name != self.place_name else ""

    @property
    def last_day(self) -> date | None:
        """Return the last day on which the certificate holds or held."""
        return self.holds_until or self.expires_on


UNKNOWN = PublicCheck(status="unknown")
_OWN = (
    "star", "product_name", "producer_name", "place_name", "product_code", "industry_code", "group_name",
    "authority_name", "decision_number_text", "decided_on", "valid_from", "expires_on", "story",
    "holds_until", "holds_source", "holds_doubt", "current_place_name",
)  # fmt: skip
_OF_OTHERS = (
    "revocation__revoked_on", "revocation__number_text", "successor__product_code", "successor__star",
)  # fmt: skip
_ANY = "?"
_DAYS = ("decided_on", "valid_from", "expires_on", "holds_until")


def check(token: str, *, on: date) -> PublicCheck:
    """Return what the certificate with this token is worth on a day; none for what cannot be a token.

    One query on one table, and a second for a certificate that was revoked or followed by another. The photo
    is left out: a check is read in text.
    """
    if not TOKEN.fullmatch(token):
        return UNKNOWN
    with connection.cursor() as cursor:
        cursor.execute(_check_sql(), [token])
        row = cursor.fetchone()
    if row is None:
        return UNKNOWN
    pk, state, successor_id, *own = row
    facts = dict(zip(_OWN, own, strict=True))
    for name in _DAYS:
        facts[name] = _day(facts[name])
    status = _status(
        state,
        valid_from=facts["valid_from"],
        expires_on=facts["expires_on"],
        holds_until=facts["holds_until"],
        on=on,
    )
    if status != "revoked" and successor_id is None:
        return PublicCheck(status, **facts)
    revoked_on, number_text, newer_code, newer_star = Certificate.objects.values_list(*_OF_OTHERS).get(pk=pk)
    return PublicCheck(
        status, **facts, revoked_on=revoked_on, revocation_number_text=number_text, newer_code=newer_code,
        newer_star=newer_star,
    )  # fmt: skip


@cache
def _check_sql() -> str:
    """Return the statement behind `check`, built once: building it costs four times what running it does,
    and a QR code on a package sold everywhere is asked for all day.
    """
    columns = ("pk", "state", "successor_id", *_OWN)
    sql, params = Certificate.objects.filter(token=_ANY).values_list(*columns).query.sql_with_params()
    assert params == (_ANY,)
    return str(sql)


def _day(value: date | str | None) -> date | None:
    """Return a day as the database handed it out: SQLite keeps days as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _status(state: str, *, valid_from: Any, expires_on: Any, holds_until: Any, on: date) -> str:
    """Return the public standing; a revocation outweighs the dates, and the last day still counts."""
    if state == Certificate.State.REVOKED:
        return "revoked"
    if on > expires_on:
        return "held" if holds_until is not None and on <= holds_until else "expired"
    return "valid" if on >= valid_from else "not_yet"


def token_for(typed: str) -> str | None:
    """Return the token that a typed product code or token leads to, the newest certificate's; None when
    there is none.
    """
    wanted = "".join(typed.split())
    if PRODUCT_CODE.fullmatch(wanted):
        found = Certificate.objects.filter(product_code=wanted).order_by("-is_latest", "-valid_from", "-pk")
    elif TOKEN.fullmatch(wanted):
        found = Certificate.objects.filter(token=wanted)
    else:
        return None
    return found.values_list("token", flat=True).first()


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """A product as the catalogue lists it."""

    product_code: str
    product_name: str
    producer_name: str
    place_name: str
    star: int
    industry_code: str
    photo_sha256: str | None
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """One page of a search."""

    items: tuple[CatalogueItem, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What the catalogue can be narrowed by: (value, label, how many products)."""

    industries: tuple[tuple[str, str, int], ...]
    stars: tuple[tuple[int, int], ...]
    places: tuple[tuple[str, str, int], ...]

    @property
    def total(self) -> int:
        """Return how many products are published."""
        return sum(count for _star, count in self.stars)


def published(on: date) -> QuerySet[Certificate]:
    """Return the certificates that stand on this day, the newest of each product only."""
    return Certificate.objects.filter(standing_on(on), state="valid", is_latest=True, valid_from__lte=on)


def search_catalogue(
    text: str,
    *,
    on: date,
    industry: str = "",
    star: int | None = None,
    place_path: str = "",
    page: int = 1,
    per_page: int = PER_PAGE,
) -> CataloguePage:
    """Return one page of the products that stand on this day and match every typed word, in two queries.

    Words match the beginnings of words, without marks. Order: names that begin with the words typed, names
    that begin with what is typed so far, those that hold it as typed, then the rest; within each the more
    stars first. Without text the newest come first.
    """
    rows = published(on).filter(with_words(text))
    if industry:
        rows = rows.filter(industry_code=industry)
    if star is not None:
        rows = rows.filter(star=star)
    if place_path:
        rows = rows.filter(within([place_path], column="current_place_path"))
    total = rows.count()
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    folded = fold(text)
    if folded:
        rows = rows.annotate(rank=_rank(folded)).order_by("rank", "-star", "search_text", "pk")
    else:
        rows = rows.order_by("-valid_from", "-star", "search_text", "pk")
    first = (page - 1) * per_page
    values = rows.values_list(
        "product_code",
        "product_name",
        "producer_name",
        "current_place_name",
        "star",
        "industry_code",
        "photo__sha256",
        "expires_on",
    )[first : first + per_page]
    return CataloguePage(
        items=tuple(CatalogueItem(*value[:-1], is_held=value[-1] < on) for value in values),
        total=total,
        page=page,
        pages=pages,
    )


def _rank(folded: str) -> Case:
    return Case(
        When(search_text__startswith=f" {folded} ", then=Value(0)),
        When(search_text__startswith=f" {folded}", then=Value(1)),
        When(search_text__contains=f" {folded}", then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def facets(*, on: date) -> Facets:
    """Return what today's catalogue can be narrowed by, in three queries."""
    rows = published(on).order_by()
    industries = (
        rows.values_list("industry_code", "industry_name").annotate(n=Count("pk")).order_by("industry_code")
    )
    stars = rows.values_list("star").annotate(n=Count("pk")).order_by("-star")
    places = rows.values_list("current_place_path", "current_place_name").annotate(n=Count("pk"))
    by_path: dict[str, tuple[str, int]] = {}
    for path, name, count in places:
        before = by_path.get(path, (name, 0))
        by_path[path] = (before[0], before[1] + count)
    return Facets(
        industries=tuple(industries),
        stars=tuple(stars),
        places=tuple(
            sorted(
                ((path, name, count) for path, (name, count) in by_path.items()), key=lambda row: fold(row[1])
            )
        ),
    )


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One certificate in a product's history."""

    product_code: str
    star: int
    status: str
    decision_number_text: str
    valid_from: date | None
    expires_on: date | None
    revoked_on: date | None
    holds_until: date | None = None


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A product's public page: its newest certificate and every one before it."""

    current: PublicCheck
    token: str
    history: tuple[HistoryRow, ...]


def product_page(product_code: str, *, on: date) -> ProductPage | None:
    """Return the page of the product that bears or bore this code, newest certificate first; None for an
    unknown code.
    """
    if not PRODUCT_CODE.fullmatch(product_code):
        return None
    owner = Certificate.objects.filter(product_code=product_code).order_by("-is_latest", "-valid_from", "-pk")
    found = owner.values_list("pk", "product_id").first()
    if found is None:
        return None
    pk, product_id = found
    same = Q(pk=pk) if product_id is None else Q(product_id=product_id)
    rows = list(
        Certificate.objects.filter(same)
        .order_by("-is_latest", "-valid_from", "-pk")
        .values_list("token", "state", *_OWN, "photo__sha256", *_OF_OTHERS)
    )
    checks = [
        PublicCheck(
            _status(row[1], valid_from=row[12], expires_on=row[13], holds_until=row[15], on=on), *row[2:]
        )
        for row in rows
    ]
    return ProductPage(
        current=checks[0],
        token=rows[0][0],
        history=tuple(
            HistoryRow(
                product_code=one.product_code, star=one.star, status=one.status,
                decision_number_text=one.decision_number_text, valid_from=one.valid_from,
                expires_on=one.expires_on, revoked_on=one.revoked_on, holds_until=one.holds_until,
            )
            for one in checks
        ),
    )  # fmt: skip


def public_photo(product_code: str, sha_prefix: str) -> StoredFile | None:
    """Return the published photo of a product, None when it is not that product's or not published."""
    return StoredFile.objects.filter(
        pk__in=Certificate.objects.filter(product_code=product_code).values("photo_id"),
        sha256__startswith=sha_prefix,
    ).first()
