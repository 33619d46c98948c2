"""What a province's new value or a corrected calendar does to the work under way: told by the stages it touches."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.dossiers import actions as dossier_actions
from ocop.dossiers import queries as dossiers
from ocop.evaluation import queries as evaluation
from ocop.platform.access import Actor
from ocop.programme.catalogue import COUNCIL, SAMPLES, STEPS, entry_of
from ocop.programme.queries import Change, Effect
from ocop.recognition import queries as recognition

_WAITING_FOR = {
    "days_to_accept": gettext_lazy("hồ sơ chờ tiếp nhận"),
    "days_to_schedule": gettext_lazy("hồ sơ chờ đưa vào phiên họp"),
    "days_to_evaluate": gettext_lazy("hồ sơ chờ kết quả của Hội đồng"),
}
HELD = ("open", "scoring_ended", "closed")


def of_regulation(change: Change, actor: Actor) -> list[Effect]:
    """Return what a change of a regulation would touch, sessions and councils first, and what stays as it is."""
    if change.key in COUNCIL:
        return _on_sessions(change, actor) + _on_councils(change)
    if change.key in SAMPLES:
        return _on_dossiers(change)
    return _on_steps(change) if change.key in STEPS else []


def uses_of_regulation(value: Change) -> list[str]:
    """Return what keeps a value that was entered: councils and sessions that froze it, dossiers counted by it.

    Inner limits are counted anew whenever they are shown, so nothing keeps them.
    """
    if value.key in COUNCIL:
        return evaluation.keeping(value)
    if value.key in SAMPLES:
        counted = dossiers.samples_counted(value.place_path, value.covers)
        return [_("%(count)s hồ sơ đã tính số sản phẩm mẫu") % {"count": counted}] if counted else []
    return []


def recount_clocks(actor: Actor, at: datetime) -> tuple[int, int]:
    """Let every stage with running limits count them again; return how many moved and how many kept their day."""
    return dossier_actions.recount_limits(actor=actor, at=at)


def _on_sessions(change: Change, actor: Actor) -> list[Effect]:
    entry = entry_of(change.key)
    new = entry.shown(change.value)
    found = []
    for row in evaluation.sessions_under(change, states=("planned", *HELD)):
        now = getattr(row.rules, change.key).shown
        planned = row.state == "planned"
        if planned and now == new:
            then = _("không đổi: %(value)s") % {"value": now}
        elif planned:
            then = _("từ %(now)s thành %(new)s") % {"now": now, "new": new}
        else:
            then = _("giữ nguyên %(now)s vì phiên đã khai mạc") % {"now": now}
        found.append(
            Effect(
                what=_("Phiên “%(title)s” ngày %(on)s, %(council)s")
                % {"title": row.title, "on": f"{row.held_on:%d/%m/%Y}", "council": row.council_name},
                then=then,
                changes=planned and now != new,
                url=reverse("evaluation:session", args=[row.session_id])
                if actor.can_somewhere("evaluation.view")
                else "",
            )
        )
    return sorted(found, key=lambda effect: not effect.changes)


def _on_councils(change: Change) -> list[Effect]:
    """Return the councils that any later session binds to the value; for their size, those that do not fit."""
    councils = evaluation.councils_under(change)
    if change.key != "council_members":
        return [
            Effect(what=name, then=_("mọi phiên họp khai mạc trong thời gian này theo giá trị mới"))
            for name, _voting in councils
        ]
    wanted = change.value
    return [
        Effect(
            what=name,
            then=_("có %(voting)s thành viên chấm điểm: biên bản các phiên sau ghi chưa đúng số")
            % {"voting": voting}
            if wanted not in ("0", str(voting))
            else _("có %(voting)s thành viên chấm điểm: phù hợp") % {"voting": voting},
            changes=wanted not in ("0", str(voting)),
        )
        for name, voting in councils
    ]


def _on_dossiers(change: Change) -> list[Effect]:
    waiting = dossiers.awaiting_intake(change.place_path)
    if not waiting:
        return []
    return [
        Effect(
            what=_("%(count)s hồ sơ chưa được cấp tỉnh tiếp nhận") % {"count": waiting},
            then=_("tính số sản phẩm mẫu theo giá trị mới nếu được tiếp nhận trong thời gian này"),
        ),
        Effect(what=_("Hồ sơ đã tiếp nhận"), then=_("giữ số sản phẩm mẫu ghi khi tiếp nhận"), changes=False),
    ]


def _on_steps(change: Change) -> list[Effect]:
    """Return what waits in a step: what began on the days of the value takes it, what began before keeps its own."""
    if change.key == "days_to_submit":
        what = _("kết quả chờ trình")
        starts = [row.result.closed_on for row in recognition.awaiting_results(change.place_path)]
    else:
        what = str(_WAITING_FOR[change.key])
        starts = dossiers.step_starts(change.key, change.place_path)
    touched = sum(change.covers(start) for start in starts)
    found = []
    if touched:
        found.append(
            Effect(
                what=f"{touched} {what}",
                then=_("hạn nội bộ tính theo giá trị mới: %(value)s")
                % {"value": entry_of(change.key).shown(change.value)},
            )
        )
    if len(starts) > touched:
        then = _("giữ hạn nội bộ của ngày bắt đầu")
        found.append(Effect(what=f"{len(starts) - touched} {what}", then=then, changes=False))
    return found
