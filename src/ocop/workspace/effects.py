"""What a province's new value or a corrected calendar does to the work under way: told by the stages it touches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.dossiers import actions as dossier_actions
from ocop.dossiers import queries as dossiers
from ocop.evaluation import queries as evaluation
from ocop.platform.access import Actor
from ocop.programme.catalogue import COUNCIL, SAMPLES, STEPS, entry_of
from ocop.programme.queries import (
    Change,
    Correction,
    Effect,
    InnerDue,
    Recount,
    counted_by,
    inner_limits,
    regulation,
)
from ocop.recognition import queries as recognition

_WAITING_FOR = {
    "days_to_accept": gettext_lazy("hồ sơ chờ tiếp nhận"),
    "days_to_schedule": gettext_lazy("hồ sơ chờ đưa vào phiên họp"),
    "days_to_evaluate": gettext_lazy("hồ sơ chờ kết quả của Hội đồng"),
    "days_to_submit": gettext_lazy("kết quả chờ trình"),
    "days_to_notify": gettext_lazy("kết quả chờ thông báo"),
}
HELD = ("open", "scoring_ended", "closed")


def of_regulation(change: Change, actor: Actor, on: date) -> list[Effect]:
    """Return what a change of a regulation would touch as seen on a day, and what stays as it is; what changes comes
    first.
    """
    if change.key in COUNCIL:
        found = _on_sessions(change, actor) + _on_councils(change, on)
    elif change.key in SAMPLES:
        found = _on_dossiers(change, on)
    else:
        found = _on_steps(change, on) if change.key in STEPS else []
    return sorted(found, key=lambda effect: not effect.changes)


def uses_of_regulation(value: Change) -> list[str]:
    """Return what keeps a value that was entered: councils and sessions that froze it, dossiers counted by it.

    Inner limits are counted anew whenever they are shown, so nothing keeps them.
    """
    if value.key in COUNCIL:
        return evaluation.keeping(value)
    if value.key in SAMPLES:
        counted = dossiers.samples_counted(value.place_path, counted_by(value))
        return [_("%(count)s hồ sơ đã tính số sản phẩm mẫu") % {"count": counted}] if counted else []
    return []


def recount_clocks(correction: Correction, *, actor: Actor, at: datetime) -> Recount:
    """Let every stage with running limits count them again after a change of the calendar; return what that moved."""
    return dossier_actions.recount_limits(correction, actor=actor, at=at)


def clocks_after(correction: Correction, *, at: datetime) -> Recount:
    """Return what `recount_clocks` would move, without moving it."""
    return dossier_actions.preview_recount(correction, at=at)


def _on_sessions(change: Change, actor: Actor) -> list[Effect]:
    new = _shown(change)
    found = []
    for row in evaluation.sessions_under(change, states=("planned", *HELD)):
        held = getattr(row.rules, change.key)
        planned = row.state == "planned"
        changes = planned and change.replaces(held, row.held_on) and held.value != change.value
        if changes:
            then = _("từ %(now)s thành %(new)s") % {"now": held.shown, "new": new}
        elif planned:
            then = _unchanged(held.shown)
        else:
            then = _("giữ nguyên %(now)s vì phiên đã khai mạc") % {"now": held.shown}
        found.append(
            Effect(
                what=_("Phiên “%(title)s” ngày %(on)s, %(council)s")
                % {"title": row.title, "on": f"{row.held_on:%d/%m/%Y}", "council": row.council_name},
                then=then,
                changes=changes,
                url=reverse("evaluation:session", args=[row.session_id])
                if actor.can_somewhere("evaluation.view")
                else "",
            )
        )
    return found


def _on_councils(change: Change, on: date) -> list[Effect]:
    """Return the councils that any later session binds to the value; for their size, whether they fit.

    Only days to come count: no session is opened on a day that has passed, nor by a council whose unit is no more.
    """
    to_come = _still_to_come(change, on)
    if to_come is None:
        return []
    now = regulation(change.place_path, change.key, to_come.valid_from)
    changes = change.replaces(now, to_come.valid_from) and now.value != change.value
    found = []
    for name, voting in evaluation.councils_under(to_come):
        fits = change.key == "council_members" and change.value in ("0", str(voting))
        if not changes:
            then = _unchanged(now.shown)
        elif change.key != "council_members":
            then = _("phiên họp khai mạc trong thời gian này theo giá trị mới")
        elif fits:
            then = _("có %(voting)s thành viên chấm điểm: phù hợp") % {"voting": voting}
        else:
            then = _("có %(voting)s thành viên chấm điểm: biên bản các phiên sau ghi chưa đúng số") % {
                "voting": voting
            }
        found.append(Effect(what=name, then=then, changes=changes and not fits))
    return found


def _on_dossiers(change: Change, on: date) -> list[Effect]:
    to_come = _still_to_come(change, on)
    waiting = dossiers.awaiting_intake(change.place_path) if to_come else 0
    if to_come is None or not waiting:
        return []
    now = regulation(change.place_path, change.key, to_come.valid_from)
    changes = change.replaces(now, to_come.valid_from) and now.value != change.value
    new = _("từ %(now)s thành %(new)s nếu được tiếp nhận trong thời gian này") % {
        "now": now.shown, "new": _shown(change),
    }  # fmt: skip
    return [
        Effect(
            what=_("%(count)s hồ sơ chưa được cấp tỉnh tiếp nhận") % {"count": waiting},
            then=new if changes else _unchanged(now.shown),
            changes=changes,
            count=waiting,
        ),
        Effect(what=_("Hồ sơ đã tiếp nhận"), then=_("giữ số sản phẩm mẫu ghi khi tiếp nhận"), changes=False),
    ]


def _on_steps(change: Change, on: date) -> list[Effect]:
    """Return what waits in a step, by what the value does to its inner limit; how much is past the limit that day.

    What began on the days of the value takes it, what began before keeps its own.
    """
    what, starts = _WAITING_FOR[change.key], _starts(change)
    limits = inner_limits(change.key)
    under = limits.under(change)
    pairs = [(limits.due(change.key, *start), under.due(change.key, *start)) for start in starts]
    moved = [(old, new) for old, new in pairs if _day(old) != _day(new)]
    found = []
    if moved:
        then = _("hạn nội bộ tính theo giá trị mới: %(value)s") % {"value": _shown(change)}
        late = [old for old, new in moved if new is not None and new.due_on < on]
        newly = sum(old is None or old.due_on >= on for old in late)
        if newly:
            then = _("%(then)s; %(late)s việc quá hạn nội bộ ngay hôm nay") % {"then": then, "late": newly}
        found.append(Effect(what=f"{len(moved)} {what}", then=then, count=len(moved)))
    if len(pairs) > len(moved):
        then = _("giữ hạn nội bộ như hiện nay")
        found.append(Effect(what=f"{len(pairs) - len(moved)} {what}", then=then, changes=False))
    return found


def _starts(change: Change) -> list[tuple[str, date]]:
    """Return where each thing that waits in the setting's step is dealt with, and from which day its days count."""
    if change.key == "days_to_submit":
        results = recognition.awaiting_results(change.place_path)
        return [(change.place_path, row.result.closed_on) for row in results]
    if change.key == "days_to_notify":
        return recognition.untold_starts(change.place_path)
    return dossiers.step_starts(change.key, change.place_path)


def _still_to_come(change: Change, on: date) -> Change | None:
    """Return a change for its days from today on, None where all have passed."""
    if change.valid_to is not None and change.valid_to < on:
        return None
    return replace(change, valid_from=max(change.valid_from, on))


def _shown(change: Change) -> str:
    return entry_of(change.key).shown(change.value)


def _unchanged(value: str) -> str:
    return _("không đổi: %(value)s") % {"value": value}


def _day(due: InnerDue | None) -> date | None:
    return due.due_on if due is not None else None
