"""Pages of dossiers, by who works on them."""

from ocop.dossiers.views import commune, evidence, intake, producer, transmittal, writing

__all__ = ["commune", "evidence", "intake", "producer", "transmittal", "writing"]
