"""Products whose names are close to one being entered."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Q

from ocop.platform.folding import fold
from ocop.registration.models import Product, Registration

ALIKE = 0.88  # share of letters in common from which two folded names are called alike
CANDIDATES = 400


@dataclass(frozen=True, slots=True)
class SimilarProduct:
    """A product whose name is close to the one being entered."""

    name: str
    producer_name: str
    is_same: bool
    is_own: bool


def similar_products(
    name: str, *, place_path: str, own_producer_id: int | None = None, limit: int = 5
) -> list[SimilarProduct]:
    """Return registered products of the same province with the same or nearly the same name, the nearest
    first.

    Slips that were taken back do not count.
    """
    folded = fold(name)
    words = [word for word in folded.split() if len(word) > 1]
    if not words:
        return []
    any_word = Q()
    for word in words[:8]:
        any_word |= Q(search_text__contains=f" {word} ")
    rows = (
        Product.objects.filter(any_word, place_path__startswith=place_path.partition("/")[0])
        .filter(registrations__in=Registration.objects.exclude(state="withdrawn"))
        .distinct()
        .values_list("name", "search_text", "producer_id", "producer__name")
    )
    scored = []
    for found_name, text, producer_id, producer_name in rows[:CANDIDATES]:
        nearness = _nearness(folded, text.strip())
        if nearness >= ALIKE:
            same = text.strip() == folded
            scored.append(
                (nearness, SimilarProduct(found_name, producer_name, same, producer_id == own_producer_id))
            )
    scored.sort(key=lambda pair: (-pair[0], pair[1].name))
    return [product for _nearness_, product in scored[:limit]]


def _nearness(one: str, other: str) -> float:
    """Return how alike two folded names are, 0 to 1; a name wholly inside the other counts as alike."""
    if one == other:
        return 1.0
    if f" {one} " in f" {other} " or f" {other} " in f" {one} ":
        return 0.9
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
