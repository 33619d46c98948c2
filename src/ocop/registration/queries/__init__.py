"""Reads of registration for its own pages and for later stages."""

from ocop.registration.queries.classification import (
    ICONS,
    Leaf,
    applicant_kind_name,
    find_leaves,
    leaf_of,
    leaves,
)
from ocop.registration.queries.silence import (
    applicant_kind,
    applicant_kinds,
    number_doubt,
    slip_number,
)
from ocop.registration.queries.similar import SimilarProduct, similar_products

__all__ = [
    "ICONS",
    "Leaf",
    "SimilarProduct",
    "applicant_kind",
    "applicant_kind_name",
    "applicant_kinds",
    "find_leaves",
    "leaf_of",
    "leaves",
    "number_doubt",
    "similar_products",
    "slip_number",
]
