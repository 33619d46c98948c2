"""Everything that writes the directory: places from the files, agencies, mandates; and helping people back in."""

from ocop.directory.actions.mandates import create_agency, end_mandate, grant_mandate, rename_agency
from ocop.directory.actions.places import PlacesLoaded, load_places
from ocop.directory.actions.sign_in import give_way_in

__all__ = [
    "PlacesLoaded",
    "create_agency",
    "end_mandate",
    "give_way_in",
    "grant_mandate",
    "load_places",
    "rename_agency",
]
