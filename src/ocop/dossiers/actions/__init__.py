"""Everything that may be done to a dossier, by who does it: producer, commune, province, later stages."""

from ocop.dossiers.actions.commune import (
    ReportText,
    propose,
    return_for_supplement,
    save_commune_report,
)
from ocop.dossiers.actions.handing_in import submit
from ocop.dossiers.actions.outcomes import (
    close_unrecognised,
    conclude,
    forward,
    recognise,
    schedule,
    unschedule,
)
from ocop.dossiers.actions.province import accept, return_to_commune
from ocop.dossiers.actions.recounting import recount_limits
from ocop.dossiers.actions.writing import (
    assign_evidence,
    attach_evidence,
    open_dossier,
    remove_evidence,
    save_report_section,
    save_self_mark,
    save_self_marks,
)

__all__ = [
    "ReportText",
    "accept",
    "assign_evidence",
    "attach_evidence",
    "close_unrecognised",
    "conclude",
    "forward",
    "open_dossier",
    "propose",
    "recognise",
    "recount_limits",
    "remove_evidence",
    "return_for_supplement",
    "return_to_commune",
    "save_commune_report",
    "save_report_section",
    "save_self_mark",
    "save_self_marks",
    "schedule",
    "submit",
    "unschedule",
]
