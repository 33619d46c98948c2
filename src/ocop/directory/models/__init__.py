"""Tables of the directory: places over time and what became of them, agencies, mandates."""

from ocop.directory.models.mandates import Agency, Mandate
from ocop.directory.models.place_acts import PlaceAct, PlaceActUnit
from ocop.directory.models.places import Place, PlaceEdition, PlaceQuerySet, Succession, full_name_of

__all__ = [
    "Agency",
    "Mandate",
    "Place",
    "PlaceAct",
    "PlaceActUnit",
    "PlaceEdition",
    "PlaceQuerySet",
    "Succession",
    "full_name_of",
]
