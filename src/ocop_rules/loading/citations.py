"""Which text a fact of a rules file stands in: the decision itself unless the table names another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..law import Source
from .fields import Table


@dataclass(frozen=True, slots=True)
class Citations:
    """The instrument a rulebook's files speak for, and the other texts that its tables may name by a key.

    A table gives its `article`; `source = "key"` where it stands in another instrument, `seen_in = "key"`
    where its text is known through another text only. Keys are declared once under [sources].
    """

    instrument: str
    declared: Mapping[str, str]

    def of(self, table: Table) -> Source:
        """Return the place a table names. Raises RulebookFault without an article or on an undeclared key."""
        return self.at(table, table.text("article"))

    def at(self, table: Table, article: str) -> Source:
        """Return the place of an article given in words of its own."""
        return Source(
            self._named(table, "source") or self.instrument, article, self._named(table, "seen_in") or ""
        )

    def _named(self, table: Table, key: str) -> str | None:
        code = table.text_or_none(key)
        if code is None:
            return None
        if code not in self.declared:
            known = ", ".join(self.declared) or "chưa có"
            raise table.fault(
                f"nguồn “{code}” chưa khai báo trong [sources]; đã khai báo: {known}", f'"{code}"'
            )
        return self.declared[code]


def read_citations(top: Table) -> Citations:
    """Read the instrument and the [sources] of a rulebook file."""
    sources = top.table("sources")
    return Citations(top.text("instrument"), {key: sources.text(key) for key in sources.names()})
