"""Everything that writes the directory: places from the files, agencies, mandates; and helping people back in."""

from ocop.directory.actions.mandates import create_agency, end_mandate, grant_mandate, rename_agency
from ocop.directory.actions.place_acts import (
    apply_due_acts,
    confirm_place_act,
    draft_place_act,
    name_units,
    units_of,
    withdraw_place_act,
)
from ocop.directory.actions.place_changes import TotalsDiffer, apply_place_act
from ocop.directory.actions.place_checks import UnitAfter
from ocop.directory.actions.place_map import MapPreview, apply_map, preview_map
from ocop.directory.actions.places import PlacesLoaded, load_places
from ocop.directory.actions.sign_in import give_way_in

__all__ = [
    "MapPreview",
    "PlacesLoaded",
    "TotalsDiffer",
    "UnitAfter",
    "apply_due_acts",
    "apply_map",
    "apply_place_act",
    "confirm_place_act",
    "create_agency",
    "draft_place_act",
    "end_mandate",
    "give_way_in",
    "grant_mandate",
    "load_places",
    "name_units",
    "preview_map",
    "rename_agency",
    "units_of",
    "withdraw_place_act",
]
