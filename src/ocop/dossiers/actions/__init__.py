"""Everything that may be done to a dossier, by who does it: producer, commune, a level with a council, later stages."""

from ocop.dossiers.actions.commune import (
    ReportText,
    propose,
    return_for_supplement,
    save_commune_report,
)
from ocop.dossiers.actions.handing_in import submit
from ocop.dossiers.actions.intake import accept, return_to_commune
from ocop.dossiers.actions.outcomes import (
    CouncilSitting,
    approve_result,
    close_unrecognised,
    conclude,
    forward,
    hand_back,
    recognise,
    schedule,
    unschedule,
)
from ocop.dossiers.actions.recounting import preview_recount, recount_limits
from ocop.dossiers.actions.transition import Grounds, close_for_refiling, keep_old_rule, take_over
from ocop.dossiers.actions.transmittal import (
    TransmittalText,
    attach_paper,
    remove_paper,
    return_transmittal,
    save_transmittal,
    send_up,
)
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
    "CouncilSitting",
    "Grounds",
    "ReportText",
    "TransmittalText",
    "accept",
    "approve_result",
    "assign_evidence",
    "attach_evidence",
    "attach_paper",
    "close_for_refiling",
    "close_unrecognised",
    "conclude",
    "forward",
    "hand_back",
    "keep_old_rule",
    "open_dossier",
    "preview_recount",
    "propose",
    "recognise",
    "recount_limits",
    "remove_evidence",
    "remove_paper",
    "return_for_supplement",
    "return_to_commune",
    "return_transmittal",
    "save_commune_report",
    "save_report_section",
    "save_self_mark",
    "save_self_marks",
    "save_transmittal",
    "schedule",
    "send_up",
    "submit",
    "take_over",
    "unschedule",
]
