"""The verbs of recognition, in the order of a product's way."""

from ocop.recognition.actions.certificates import enter_earlier_certificate, no_grounds, revoke
from ocop.recognition.actions.closing import close_results, hand_back_results
from ocop.recognition.actions.coding import write_codes
from ocop.recognition.actions.documents import (
    make_certificate_document,
    make_decision_document,
)
from ocop.recognition.actions.drafting import change_draft, discard_decision, draft_decision
from ocop.recognition.actions.holding import hold_certificate
from ocop.recognition.actions.issuing import issue_decision
from ocop.recognition.actions.letters import notice_pdf
from ocop.recognition.actions.notifying import issue_notice, withdraw_notice

__all__ = [
    "change_draft",
    "close_results",
    "discard_decision",
    "draft_decision",
    "enter_earlier_certificate",
    "hand_back_results",
    "hold_certificate",
    "issue_decision",
    "issue_notice",
    "make_certificate_document",
    "make_decision_document",
    "no_grounds",
    "notice_pdf",
    "revoke",
    "withdraw_notice",
    "write_codes",
]
