"""Pages of dossiers, by who works on them."""

from ocop.dossiers.views import commune, evidence, producer, province, writing

__all__ = ["commune", "evidence", "producer", "province", "writing"]
