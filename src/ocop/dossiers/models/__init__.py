"""Tables of dossiers: what the producer writes, what was handed in, what each level of the route did with
it.
"""

from ocop.dossiers.models.commune import CommuneReport, SupplementRequest
from ocop.dossiers.models.dossier import Dossier, Evidence, Submission
from ocop.dossiers.models.levels import Intake, LevelResult, Transmittal, TransmittalPaper
from ocop.dossiers.models.transition import RuleDecision, TakeOver

__all__ = [
    "CommuneReport",
    "Dossier",
    "Evidence",
    "Intake",
    "LevelResult",
    "RuleDecision",
    "Submission",
    "SupplementRequest",
    "TakeOver",
    "Transmittal",
    "TransmittalPaper",
]
