"""Everything that writes the directory: places from the files, agencies, mandates."""

from ocop.directory.actions.mandates import create_agency, end_mandate, grant_mandate, rename_agency
from ocop.directory.actions.places import PlacesLoaded, load_places

__all__ = ["PlacesLoaded", "create_agency", "end_mandate", "grant_mandate", "load_places", "rename_agency"]
