"""Expected refusals: exceptions that carry a sentence fit for the user. Anything else that is raised is a bug."""

from __future__ import annotations

from django.utils.functional import Promise


class Refusal(Exception):
    """An act was refused for a reason the person can read and mend.

    `field` names the form field the reason belongs to, when there is one.
    """

    status = 409

    def __init__(self, reason: str | Promise, *, field: str | None = None) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.field = field

    def __str__(self) -> str:
        return str(self.reason)


class NotAllowed(Refusal):
    """The policy says no."""

    status = 403

    def __init__(self, reason: str | Promise, *, capability: str = "") -> None:
        super().__init__(reason)
        self.capability = capability


class WrongState(Refusal):
    """The record is no longer (or not yet) in a state in which this can be done."""


class Invalid(Refusal):
    """Something that was given cannot be accepted."""

    status = 422
