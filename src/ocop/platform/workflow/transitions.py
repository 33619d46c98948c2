"""Transitions, written once: lock → policy → table → change → audit → on commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from ocop.platform.access import Actor, Verdict, require, verdict
from ocop.platform.refusal import WrongState
from ocop.platform.workflow.acts import act, note
from ocop_rules.lifecycle import Lifecycle, NoSuchStep

RecordT = TypeVar("RecordT", bound=models.Model)


def lock(record: RecordT) -> RecordT:
    """Return the record as it stands now, its row locked until the act ends."""
    manager = type(record)._base_manager
    locked: RecordT = manager.select_for_update(of=("self",) if _can_lock_self() else ()).get(pk=record.pk)
    return locked


def _can_lock_self() -> bool:
    return bool(transaction.get_connection().features.has_select_for_update_of)


def perform(
    lifecycle: Lifecycle,
    record: RecordT,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    apply: Callable[[RecordT], Iterable[str] | None] | None = None,
    facts: Callable[[RecordT], dict[str, Any]] | dict[str, Any] | None = None,
    after_commit: Sequence[Callable[[RecordT], None]] = (),
    source: str | None = None,
) -> RecordT:
    """Take a record through one step of its lifecycle and return it as it now is.

    In one transaction and always in this order: lock the row, ask the policy of "stage.verb", look the step up in the
    table, let `apply` change the record (it returns the names of the fields it set, and may write rows of its own),
    save just those and the state, record the act, schedule what must happen after the commit. What a decision asks for is
    recorded with its article: `source`, or what the record says of the rulebook under which it stands (`law_of`).
    Raises NotAllowed with the policy's reason, WrongState when the step does not start from the record's state (so a
    second click on the same button is refused), and whatever refusal `apply` raises; a refusal leaves no trace.
    """
    capability = lifecycle.capability(verb)
    with act():
        locked = lock(record)
        require(capability, actor, locked)
        before = locked.state  # type: ignore[attr-defined]
        try:
            target = lifecycle.target(before, verb)
        except NoSuchStep:
            raise WrongState(
                _(
                    "Không thực hiện được: “%(record)s” đang ở trạng thái “%(state)s”. "
                    "Có thể việc này vừa được làm xong; hãy tải lại trang để xem tình trạng mới nhất."
                )
                % {"record": locked, "state": locked.get_state_display()}  # type: ignore[attr-defined]
            ) from None
        if source is None:
            source = locked.law_of(verb) if lifecycle.step(verb).by_law else ""  # type: ignore[attr-defined]
        changed = tuple(apply(locked) or ()) if apply else ()
        locked.state = target  # type: ignore[attr-defined]
        locked.save(update_fields=sorted({"state", *changed}))
        note(
            capability,
            locked,
            actor=actor,
            at=at,
            before=before,
            after=target,
            facts=facts(locked) if callable(facts) else facts,
            source=source,
        )
        for follow in after_commit:
            transaction.on_commit(partial(follow, locked))
    return locked


def create(
    record: RecordT,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    facts: dict[str, Any] | None = None,
    source: str = "",
) -> RecordT:
    """Save a new record as one act: ask the policy of `verb` ("registration.register") with the unsaved record, save, record."""
    with act():
        require(verb, actor, record)
        record.save(force_insert=True)
        note(verb, record, actor=actor, at=at, after=getattr(record, "state", ""), facts=facts, source=source)
    return record


def available_verbs(
    lifecycle: Lifecycle, record: Any, *, actor: Actor, only: Iterable[str] | None = None
) -> dict[str, Verdict]:
    """Return each verb that may start from the record's state with the policy's verdict, for the buttons of a page."""
    wanted = None if only is None else set(only)
    return {
        verb: verdict(lifecycle.capability(verb), actor, record)
        for verb in lifecycle.verbs_from(record.state)
        if wanted is None or verb in wanted
    }


def state_constraint(lifecycle: Lifecycle, *, name: str) -> models.CheckConstraint:
    """Return the CHECK that keeps the state column within the lifecycle's states."""
    return models.CheckConstraint(
        condition=models.Q(state__in=lifecycle.states),
        name=name,
        violation_error_message=f"state must be one of {', '.join(lifecycle.states)}",
    )


def paired(stem: str, *, name: str) -> models.CheckConstraint:
    """Return the CHECK that a moment (`stem_at`) and who acted then (`stem_by`) are set together or not at all."""
    unset = models.Q(**{f"{stem}_at__isnull": True, f"{stem}_by": ""})
    known = models.Q(**{f"{stem}_at__isnull": False}) & ~models.Q(**{f"{stem}_by": ""})
    return models.CheckConstraint(condition=unset | known, name=name)
