"""How a dossier is shown: state badge, steps, next step, timeline. The one place that turns states into
words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.dossiers import policy
from ocop.dossiers.models import Dossier, Evidence
from ocop.dossiers.queries.clock import days_left_text
from ocop.dossiers.queries.completeness import Missing
from ocop.dossiers.queries.route import first_level, is_gone, levels_here, seats, word_of
from ocop.dossiers.queries.self_score import sheet_of
from ocop.dossiers.queries.standing import is_unfinished
from ocop.dossiers.queries.transmittal import goes_up, result_of
from ocop.platform.audit.reading import Event, history_of
from ocop.platform.ui.shapes import Crumb, Step, TimelineEntry
from ocop_rules import rulebooks
from ocop_rules.calendars import Calendar
from ocop_rules.sheets import SheetGroup

TONES = {
    "draft": "neutral",
    "submitted": "progress",
    "returned": "waiting",
    "proposed": "progress",
    "accepted": "progress",
    "scheduled": "progress",
    "evaluated": "progress",
    "recognised": "success",
    "forwarded": "success",
    "not_recognised": "error",
    "to_refile": "error",
}
VERBS = {
    "dossiers.submit": gettext_lazy("Nộp hồ sơ"),
    "dossiers.return_for_supplement": gettext_lazy("Xã trả lại để bổ sung"),
    "dossiers.assess": gettext_lazy("Xã lưu Mẫu số 03"),
    "dossiers.propose": gettext_lazy("Xã gửi hồ sơ và Mẫu số 03 lên cấp tỉnh"),
    "dossiers.return_to_commune": gettext_lazy("Cấp tỉnh trả lại xã"),
    "dossiers.return_transmittal": gettext_lazy("Cấp tỉnh trả hồ sơ chuyển cấp"),
    "dossiers.accept": gettext_lazy("Cấp tỉnh tiếp nhận"),
    "dossiers.schedule": gettext_lazy("Đưa vào phiên họp Hội đồng"),
    "dossiers.unschedule": gettext_lazy("Đưa ra khỏi phiên họp Hội đồng"),
    "dossiers.conclude": gettext_lazy("Hội đồng đã kết luận"),
    "dossiers.approve_result": gettext_lazy("Phê duyệt kết quả"),
    "dossiers.send_up": gettext_lazy("Gửi hồ sơ chuyển cấp lên cấp trên"),
    "dossiers.hand_back": gettext_lazy("Trả kết quả về cấp dưới"),
    "dossiers.recognise": gettext_lazy("Công nhận"),
    "dossiers.forward": gettext_lazy("Đề nghị Trung ương đánh giá"),
    "dossiers.close_unrecognised": gettext_lazy("Không công nhận"),
    "dossiers.take_over": gettext_lazy("Cấp tỉnh nhận thay hồ sơ của cấp huyện"),
    "dossiers.keep_old_rule": gettext_lazy("Tỉnh quyết định tiếp tục theo quy định cũ"),
    "dossiers.close_for_refiling": gettext_lazy("Tỉnh đóng hồ sơ để nộp lại theo quy định mới"),
    "recognition.issue_notice": gettext_lazy("Thông báo kết quả bằng văn bản"),
    "recognition.withdraw_notice": gettext_lazy("Rút thông báo kết quả"),
    "programme.edit_calendar": gettext_lazy("Hạn của xã tính lại theo lịch nghỉ mới"),
}
# Where another level than the one named above did it; the level is among the facts of the act.
VERBS_AT = {
    ("dossiers.accept", "district"): gettext_lazy("Cấp huyện tiếp nhận"),
    ("dossiers.conclude", "district"): gettext_lazy("Hội đồng cấp huyện đã kết luận"),
}
TIMELINE_TONES = {
    "dossiers.return_transmittal": "waiting",
    "dossiers.hand_back": "waiting",
    "dossiers.return_for_supplement": "waiting",
    "dossiers.return_to_commune": "waiting",
    "dossiers.recognise": "success",
    "dossiers.forward": "success",
    "dossiers.close_unrecognised": "error",
    "dossiers.close_for_refiling": "error",
    "dossiers.keep_old_rule": "waiting",
    "dossiers.take_over": "waiting",
    "recognition.withdraw_notice": "waiting",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A state as a word and a tone."""

    label: str
    tone: str


def badge_of(dossier: Dossier) -> Badge:
    """Return the badge of a dossier's state."""
    if dossier.registration.state == "withdrawn":
        return Badge(_("Đã rút"), "neutral")
    return Badge(str(dossier.get_state_display()), TONES[dossier.state])


def due_badge(dossier: Dossier, on: date, calendar: Calendar) -> Badge | None:
    """Return how long the commune has left, while it has the dossier."""
    if dossier.state != "submitted" or dossier.due_on is None:
        return None
    days = (dossier.due_on - on).days
    return Badge(
        days_left_text(dossier.due_on, on, calendar),
        "error" if days < 0 else "waiting" if days <= 4 else "neutral",
    )


def steps_of(dossier: Dossier) -> list[Step]:
    """Return the way of a dossier along its route with the step on which it stands."""
    way = _way(dossier)
    stands = _stands_on(dossier, [step[0] for step in way])
    left_out = _left_out(dossier)
    stopped = dossier.state in ("not_recognised", "to_refile") or dossier.registration.state == "withdrawn"
    return [
        Step(
            label,
            ("stopped" if key in left_out else "done")
            if place < stands
            else "todo"
            if place > stands
            else "stopped"
            if stopped
            else "current",
            note=_("Không làm: cấp trên nhận thay") if key in left_out else _step_note(dossier, key),
        )
        for place, (key, label) in enumerate(way)
    ]


def _left_out(dossier: Dossier) -> set[tuple[str, str]]:
    """Return the steps that a level which is gone had not done when the dossier was taken over from it."""
    if not first_level(rulebooks.get(dossier.rulebook_id)).has_council:
        return set()  # what may be taken over stood at a first level that scores
    gone = list(dossier.take_overs.values_list("from_level", flat=True))
    if not gone:
        return set()
    done = {("intake", level) for level in dossier.intakes.values_list("level", flat=True)}
    done |= {("council", level) for level in dossier.level_results.values_list("level", flat=True)}
    return {(what, level) for level in gone for what in ("intake", "council")} - done


def _way(dossier: Dossier) -> list[tuple[tuple[str, str], str]]:
    """Return the steps of a dossier's route, each by what is done at which level, with its label."""
    levels = levels_here(rulebooks.get(dossier.rulebook_id))
    several = sum(level.has_council for level in levels) > 1
    way = [(("write", ""), _("Lập hồ sơ"))]
    for level in levels:
        if not level.has_council:
            way.append((("check", level.code), _("Xã kiểm tra")))
            continue
        word = word_of(level.code)
        taken_in = _("%(level)s tiếp nhận") % {"level": f"{word[:1].upper()}{word[1:]}"}
        judged = _("Hội đồng %(level)s đánh giá") % {"level": word} if several else _("Hội đồng đánh giá")
        way += [(("intake", level.code), taken_in), (("council", level.code), judged)]
    return [*way, (("result", ""), _("Kết quả"))]


def _stands_on(dossier: Dossier, keys: list[tuple[str, str]]) -> int:
    """Return the place of the step on which a dossier stands; a finished one stands past the last."""
    state = dossier.state
    if state in ("recognised", "forwarded"):
        return len(keys)
    if state in ("draft", "returned"):
        return 0
    if state in ("not_recognised", "to_refile"):
        return len(keys) - 1
    at = {"submitted": "check", "proposed": "intake", "accepted": "council", "scheduled": "council"}
    key = (at.get(state, "council"), dossier.level)
    if key not in keys:  # a first level that scores takes in what was handed in
        key = ("intake", dossier.level)
    place = keys.index(key)
    if state != "evaluated":
        return place
    # What goes up goes on with the next level; what goes up no further waits for its outcome.
    return place + 1 if goes_up(dossier, result_of(dossier, dossier.level)) else len(keys) - 1


def timeline_of(dossier: Dossier) -> list[TimelineEntry]:
    """Return what happened to a dossier, newest first, without the producer's and the officer's small
    savings.
    """
    entries = [
        _entry(dossier, event)
        for event in history_of(dossier, without=("dossiers.edit", "dossiers.assess"))
        if event.verb != "dossiers.send_up" or event.facts.get("what") == "sent"
    ]
    entries.append(TimelineEntry(_("Bắt đầu lập hồ sơ"), dossier.opened_by, dossier.opened_at))
    return entries


def where_to_mend(dossier: Dossier, missing: Missing) -> str:
    """Return the address at which something missing can be mended."""
    if missing.where == "producer":
        producer = dossier.registration.product.producer_id
        back = reverse("dossiers:show", args=[dossier.pk])
        return f"{reverse('registration:producer', args=[producer])}?tiep={back}#id_{missing.key}"
    if missing.where == "product":
        return f"{reverse('dossiers:product', args=[dossier.pk])}#id_{missing.key}"
    if missing.where == "section":
        return reverse("dossiers:section", args=[dossier.pk, missing.key])
    if missing.where == "criterion":
        return criterion_url(dossier, missing.key)
    return reverse("dossiers:evidence", args=[dossier.pk])


def criterion_url(dossier: Dossier, code: str) -> str:
    """Return the address of one criterion in the self-score."""
    group = group_of(dossier, code)
    return f"{reverse('dossiers:self_score', args=[dossier.pk, group.code])}#tc-{code}"


def group_of(dossier: Dossier, code: str) -> SheetGroup:
    """Return the group of the sheet that holds a criterion."""
    return next(group for group in groups_of(dossier) if any(c.code == code for c in group.criteria))


def groups_of(dossier: Dossier) -> list[SheetGroup]:
    """Return the groups of the dossier's sheet, in order."""
    return [group for part in sheet_of(dossier).parts for group in part.groups]


def file_row(dossier: Dossier, item: Evidence) -> dict[str, Any]:
    """Return a file as a row shows it, with the addresses of what can be done with it."""
    kinds = {row.code: row.name for row in rulebooks.get(dossier.rulebook_id).evidence_kinds}
    used = (
        _("Tiêu chí %(codes)s") % {"codes": ", ".join(item.criteria)}
        if item.criteria
        else _("Chưa gắn tiêu chí")
    )
    return {
        "id": item.pk,
        "file": {
            "name": item.name,
            "size": item.file.size_bytes,
            "sha256": item.file.sha256,
            "url": reverse("dossiers:file", args=[dossier.pk, item.pk]),
            "note": " · ".join(part for part in (kinds.get(item.kind, ""), used) if part),
        },
        "edit_url": reverse("dossiers:evidence_item", args=[dossier.pk, item.pk]),
        "remove_url": reverse("dossiers:remove_evidence", args=[dossier.pk, item.pk]),
    }


def _entry(dossier: Dossier, event: Event) -> TimelineEntry:
    what: Any = VERBS_AT.get((event.verb, event.facts.get("level", "")), VERBS.get(event.verb, event.verb))
    url = ""
    note = _note(event.facts)
    if event.verb == "dossiers.submit":
        number = int(event.facts.get("number", 1))
        what = _("Nộp hồ sơ lần %(number)s") % {"number": number}
        url = reverse("dossiers:submission", args=[dossier.pk, number])
    if event.facts.get("notice"):
        url = reverse("recognition:notice", args=[event.facts["notice"]])
    who = " – ".join(part for part in (event.actor_name, event.mandate) if part)
    return TimelineEntry(what, who, event.at, note=note, tone=TIMELINE_TONES.get(event.verb, ""), url=url)


def _note(facts: dict[str, Any]) -> str:
    if facts.get("reason") or facts.get("items"):
        return "; ".join(part for part in (facts.get("reason", ""), *facts.get("items", ())) if part)
    if facts.get("told"):
        told, holds = date.fromisoformat(facts["told"]), date.fromisoformat(facts["due_on"])
        return _("Từ %(told)s thành %(holds)s") % {"told": f"{told:%d/%m/%Y}", "holds": f"{holds:%d/%m/%Y}"}
    if facts.get("letter_on"):
        on = date.fromisoformat(facts["letter_on"])
        return _("Văn bản số %(number)s ngày %(on)s") % {
            "number": facts["letter_number"], "on": f"{on:%d/%m/%Y}",
        }  # fmt: skip
    if "samples" in facts:
        return _("Phiếu số %(number)s, nhận %(samples)s sản phẩm mẫu") % facts
    return str(facts.get("outcome", ""))


def _step_note(dossier: Dossier, key: tuple[str, str]) -> str:
    what, level = key
    if what == "write" and dossier.state == "returned":
        return _("Cần bổ sung theo yêu cầu của nơi nhận hồ sơ")
    if what == "check" and dossier.state == "submitted" and dossier.due_on:
        return _("Hạn %(on)s") % {"on": f"{dossier.due_on:%d/%m/%Y}"}
    if what == "intake" and level == dossier.level and dossier.intake_number_text:
        return _("Phiếu %(number)s") % {"number": dossier.intake_number_text}
    if what == "result" and dossier.outcome_text:
        return dossier.outcome_text
    return ""


def linked_rows(dossier: Dossier) -> list[dict[str, Any]]:
    """Return what each level's council came to so far, in the order of the route."""
    return [
        {"result": result, "word": word_of(result.level)}
        for result in dossier.level_results.order_by("concluded_at", "pk")
    ]


def next_line(dossier: Dossier) -> str:
    """Return what comes next, for the producer, in one sentence."""
    if dossier.registration.state == "withdrawn":
        return _("Phiếu đăng ký đã rút; hồ sơ đã đóng.")
    at = {"level": word_of(dossier.level)}
    if is_unfinished(dossier) and is_gone(dossier):
        return (
            _("UBND %(level)s nơi hồ sơ đang ở không còn; cấp tỉnh sẽ nhận thay. Bạn chưa phải làm gì.") % at
        )
    if (dossier.level == "district" and dossier.state in ("draft", "submitted", "returned", "evaluated")) or (
        dossier.level == "province" and dossier.state in ("submitted", "returned")
    ):
        return {
            "draft": _("Viết tiếp rồi nộp cho UBND %(level)s."),
            "submitted": _("UBND %(level)s đang kiểm tra. Bạn chưa phải làm gì."),
            "returned": _("Bổ sung theo yêu cầu của UBND %(level)s rồi nộp lại."),
            "evaluated": _(
                "Hội đồng %(level)s đã kết luận, chờ quyết định của UBND %(level)s hoặc chuyển lên cấp trên."
            ),
        }[dossier.state] % at
    return {
        "draft": _("Viết tiếp rồi nộp cho UBND xã, phường."),
        "submitted": _("UBND xã, phường đang kiểm tra. Bạn chưa phải làm gì."),
        "returned": _("Bổ sung theo yêu cầu của xã rồi nộp lại."),
        "proposed": _("Đã gửi lên %(level)s, chờ tiếp nhận.") % at,
        "accepted": _("UBND %(level)s đã tiếp nhận, chờ xếp vào phiên họp Hội đồng.") % at,
        "scheduled": _("Đã xếp vào phiên họp; Hội đồng sẽ chấm theo bộ tiêu chí."),
        "evaluated": _("Hội đồng đã kết luận, chờ quyết định của UBND tỉnh."),
        "recognised": _("Đã được công nhận. Giữ đúng tiêu chí và nộp đánh giá lại đúng hạn."),
        "forwarded": _("UBND tỉnh đã đề nghị Trung ương đánh giá hạng 5 sao."),
        "to_refile": _("Hồ sơ đã đóng để nộp lại. Hãy đăng ký lại sản phẩm theo quy định đang áp dụng."),
        "not_recognised": _("Chưa được công nhận lần này. Xem lý do rồi đăng ký lại khi sẵn sàng."),
    }[dossier.state]


def crumbs_of(actor: Any, dossier: Dossier, *, page: str) -> list[Crumb]:
    """Return the way to a dossier's page: through own products, or through the reader's desk."""
    if policy.is_own(actor, dossier):
        start = Crumb(_("Sản phẩm của tôi"), reverse("dossiers:index"))
    elif actor.grant_at("dossiers.propose", dossier.place_path):
        start = Crumb(_("Hồ sơ của xã"), reverse("dossiers:commune"))
    elif seats(actor, "dossiers.view", "district"):
        start = Crumb(_("Hồ sơ cấp huyện"), reverse("dossiers:district"))
    else:
        start = Crumb(_("Hồ sơ cấp tỉnh"), reverse("dossiers:province"))
    crumbs = [start, Crumb(dossier.product_name, reverse("dossiers:show", args=[dossier.pk]) if page else "")]
    return [*crumbs, Crumb(page)] if page else crumbs
