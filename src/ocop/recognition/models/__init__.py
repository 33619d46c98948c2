"""Tables of recognition: decisions and what they settle, certificates, revocations, notices of results."""

from ocop.recognition.models.certificates import PRODUCT_CODE, Certificate, ProductSerial, Revocation
from ocop.recognition.models.decisions import Decision, DecisionLine
from ocop.recognition.models.notices import ResultNotice, ResultNoticeLine

__all__ = [
    "PRODUCT_CODE",
    "Certificate",
    "Decision",
    "DecisionLine",
    "ProductSerial",
    "ResultNotice",
    "ResultNoticeLine",
    "Revocation",
]
