"""Forms of the directory, and the place field that other stages use."""

from ocop.directory.forms.mandates import AgencyForm, EndMandateForm, MandateForm, RenameAgencyForm, WayInForm
from ocop.directory.forms.place_acts import PlaceActForm, UnitsForm
from ocop.directory.forms.places import PlaceField, PlaceInput

__all__ = [
    "AgencyForm",
    "EndMandateForm",
    "MandateForm",
    "PlaceActForm",
    "PlaceField",
    "PlaceInput",
    "RenameAgencyForm",
    "UnitsForm",
    "WayInForm",
]
