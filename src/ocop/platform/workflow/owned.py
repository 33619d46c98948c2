"""Tables that only actions write: a save outside an act is a bug, and says so."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class WrittenOutsideAct(RuntimeError):
    """A table owned by actions was written outside an act."""


def _insist(model: type[models.Model]) -> None:
    # Imported late: acts record into the audit, whose tables must be able to load before any act runs.
    from ocop.platform.workflow.acts import current_act  # noqa: PLC0415  cycle with the acts that guard these tables

    if current_act() is None:
        raise WrittenOutsideAct(f"{model.__name__} is written by actions only (platform.workflow.act)")


class OwnedQuerySet(models.QuerySet[Any]):
    """A queryset whose bulk writes need an act, too."""

    def update(self, **values: Any) -> int:
        _insist(self.model)
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        _insist(self.model)
        return super().delete()

    def bulk_create(self, *args: Any, **options: Any) -> list[Any]:
        _insist(self.model)
        return super().bulk_create(*args, **options)


class OwnedByActions(models.Model):
    """Base of every table that is written by actions only."""

    objects: models.Manager[Self] = models.Manager.from_queryset(OwnedQuerySet)()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **options: Any) -> None:
        _insist(type(self))
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        _insist(type(self))
        return super().delete(*args, **options)

    def law_of(self, verb: str) -> str:
        """Return the article that asks for a step of this record's life, "" where none is known; asked by `perform`."""
        return ""
