"""Planning a session: its day, its products, their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ocop.directory.queries import place_on
from ocop.dossiers import actions as dossier_actions
from ocop.dossiers.models import Dossier
from ocop.dossiers.queries import route
from ocop.evaluation.actions.figures import insist_on_figures
from ocop.evaluation.models import Attendance, Ballot, Council, Session, SessionItem
from ocop.evaluation.queries.rounds import (
    BY_DATE,
    EXTRA,
    OF_ITS_DAY,
    RoundAsked,
    extra_refused,
    plan_needed,
    round_chosen,
)
from ocop.evaluation.queries.written import form_refused, kind_refused
from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.typed import reason_given
from ocop.platform.workflow import act, create, lock, note, perform
from ocop.programme.queries import council_rules
from ocop_rules import rulebooks
from ocop_rules.lifecycle import SESSION

VERB = "evaluation.schedule"
FURTHEST = timedelta(days=366)  # a day further off is a slip of the year


def plan_session(
    council: Council,
    *,
    title: str,
    held_on: date,
    venue: str = "",
    form: str = Session.Form.MEETING,
    opinions_due_on: date | None = None,
    round_asked: RoundAsked = OF_ITS_DAY,
    dossiers: Iterable[Dossier] = (),
    actor: Actor,
    at: datetime,
) -> Session:
    """Plan a session of a council and put accepted dossiers on its list, in the order given.

    In the written form `held_on` is the day the ballots are sent out and `opinions_due_on` the last one to answer.
    Raises NotAllowed, Invalid for an empty title, a day before the council existed, too far off, after it or its unit ended,
    a form or a round that regulation or law does not allow, and whatever `add_item` raises; then nothing is planned.
    Law: QĐ 26/2026/QĐ-TTg, Điều 5 (rounds), Điều 7 khoản 6 (written opinion).
    """
    with act():
        council = lock(council)  # so that it is not ended meanwhile
        title = _checked(council, title, held_on, at=at)
        due_on = _checked_form(council, form, held_on, opinions_due_on)
        of_round = _checked_round(council, round_asked, held_on)
        session = create(
            Session(
                council=council,
                title=title,
                held_on=held_on,
                venue=" ".join(venue.split()),
                form=form,
                opinions_due_on=due_on,
                **of_round,
                place_path=council.place_path,
                planned_at=at,
                planned_by=actor.name,
            ),
            VERB,
            actor=actor,
            at=at,
            facts={"title": title, "held_on": held_on.isoformat(), "council": council.name}
            | _due_fact(due_on)
            | _round_fact(of_round),
        )
        Attendance.objects.bulk_create(
            Attendance(session=session, member=member) for member in council.members.order_by("position")
        )
        for dossier in dossiers:
            add_item(session, dossier, actor=actor, at=at)
    return session


def add_items(
    session: Session, dossiers: Sequence[Dossier], *, actor: Actor, at: datetime
) -> list[SessionItem]:
    """Put several dossiers on the list, all or none; see `add_item`. Raises Invalid when none is given."""
    if not dossiers:
        raise Invalid(_("Hãy đánh dấu ít nhất một sản phẩm đang chờ phiên họp."), field="dossiers")
    with act():
        return [add_item(session, dossier, actor=actor, at=at) for dossier in dossiers]


def change_session(
    session: Session,
    *,
    title: str,
    held_on: date,
    venue: str,
    opinions_due_on: date | None = None,
    round_asked: RoundAsked = OF_ITS_DAY,
    actor: Actor,
    at: datetime,
) -> Session:
    """Change a planned session's title, days, round or venue; its form stays. Raises NotAllowed, WrongState, Invalid."""
    title = _checked(session.council, title, held_on, at=at)
    due_on = _checked_form(session.council, session.form, held_on, opinions_due_on)
    of_round = _checked_round(session.council, round_asked, held_on)
    with act():
        locked = _planned(session, actor)
        before = f"{locked.title}, {locked.held_on.isoformat()}"[:40]
        locked.title, locked.held_on, locked.venue = title, held_on, " ".join(venue.split())
        locked.opinions_due_on = due_on
        for name, value in of_round.items():
            setattr(locked, name, value)
        locked.save(update_fields=["title", "held_on", "venue", "opinions_due_on", *of_round])
        facts = {"title": title, "held_on": held_on.isoformat(), "venue": locked.venue, "was": before}
        facts |= _due_fact(due_on) | _round_fact(of_round)
        note(VERB, locked, actor=actor, at=at, facts=facts)
    return locked


def add_item(session: Session, dossier: Dossier, *, actor: Actor, at: datetime) -> SessionItem:
    """Put an accepted dossier on the list of a planned session; the version handed in last is what is judged.

    Raises NotAllowed, WrongState when the session is not being planned or the dossier is not waiting for one, Invalid
    for a dossier that another place evaluates, whose kind is not decided in the session's form, or whose sheet is
    short of figures that nobody has confirmed.
    """
    with act():
        locked = _planned(session, actor)
        current = Dossier.objects.get(pk=dossier.pk)
        if route.acting_path(current) != locked.place_path:
            raise Invalid(
                _("“%(product)s” không do cấp này đánh giá lúc này; hãy tải lại trang.")
                % {"product": dossier.product_name},
                field="dossiers",
            )
        refused = kind_refused(dossier, locked.council.level) if locked.is_written else ""
        if refused:
            raise Invalid(refused, field="dossiers")
        insist_on_figures(
            current.rulebook_id, current.sheet_number, name=current.product_name, place_path=locked.place_path,
            field="dossiers",
        )  # fmt: skip
        scheduled = dossier_actions.schedule(dossier, actor=actor, at=at)
        submission = scheduled.current_submission
        assert submission is not None  # the table of dossiers says so for every state after the draft
        last = locked.items.aggregate(last=Max("position"))["last"] or 0
        item = SessionItem(
            session=locked,
            dossier=scheduled,
            submission=submission,
            position=last + 1,
            rulebook_id=scheduled.rulebook_id,
            rulebook_digest=rulebooks.get(scheduled.rulebook_id).digest,
            sheet_number=scheduled.sheet_number,
            product_name=scheduled.product_name,
            producer_name=scheduled.producer_name,
            place_path=scheduled.place_path,
            place_name=scheduled.place.name,
        )
        item.save(force_insert=True)
        facts = {
            "added": item.product_name,
            "dossier": scheduled.pk,
            "submission": submission.number,
            "submission_digest": submission.digest,
        }
        note(VERB, locked, actor=actor, at=at, facts=facts)
    return item


def remove_item(item: SessionItem, *, actor: Actor, at: datetime) -> None:
    """Take a product off the list of a planned session; its dossier waits for another one."""
    with act():
        locked = _planned(item.session, actor)
        dossier = item.dossier
        note(VERB, locked, actor=actor, at=at, facts={"removed": item.product_name, "dossier": dossier.pk})
        item.delete()
        dossier_actions.unschedule(dossier, actor=actor, at=at)


def order_items(session: Session, *, item_ids: Sequence[int], actor: Actor, at: datetime) -> None:
    """Put a planned session's products in the order given. Raises Invalid unless each is named once."""
    with act():
        locked = _planned(session, actor)
        items = {item.pk: item for item in locked.items.all()}
        if sorted(item_ids) != sorted(items):
            raise Invalid(
                _("Danh sách sản phẩm vừa thay đổi; hãy tải lại trang rồi sắp xếp lại."), field="items"
            )
        for position, item_id in enumerate(item_ids, start=1):
            item = items[item_id]
            if item.position != position:
                item.position = position
                item.save(update_fields=["position"])
        note(VERB, locked, actor=actor, at=at, facts={"order": list(item_ids)})


def cancel_session(session: Session, *, reason: str, actor: Actor, at: datetime) -> Session:
    """Call a session off before scoring has ended, with the reason; its dossiers wait for another one."""
    reason = reason_given(reason, ask=_("Hãy ghi lý do hủy phiên họp."))

    def let_go(locked: Session) -> tuple[str, ...]:
        for item in (
            locked.items.filter(postponed_at__isnull=True).select_related("dossier").order_by("position")
        ):
            dossier_actions.unschedule(item.dossier, actor=actor, at=at)
        shut_ballots(locked)
        locked.cancelled_at, locked.cancelled_by, locked.cancel_reason = at, actor.name, reason
        return ("cancelled_at", "cancelled_by", "cancel_reason")

    return perform(
        SESSION, session, "cancel_session", actor=actor, at=at, apply=let_go, facts={"reason": reason}
    )


def shut_ballots(session: Session) -> None:
    """Let no ballot of a session take a mark any more; marks on their way are refused from here on."""
    # The one write that ends scoring: the UPDATE of every mark asks for this column (actions.ballots).
    Ballot.objects.filter(item__session=session, accepts_marks=True).update(accepts_marks=False)


def _planned(session: Session, actor: Actor) -> Session:
    locked = lock(session)
    require(VERB, actor, locked)
    if locked.state != "planned":
        raise WrongState(
            _("Chỉ sửa được danh sách khi phiên họp chưa mở; phiên này đang ở trạng thái “%(state)s”.")
            % {"state": locked.get_state_display()}
        )
    return locked


def _checked(council: Council, title: str, held_on: date, *, at: datetime) -> str:
    """Return the title tidied; refuse an empty one, and a day on which the council cannot meet."""
    title = " ".join(title.split())
    if not title:
        raise Invalid(_("Hãy nhập tên phiên họp."), field="title")
    if held_on < council.decided_on:
        raise Invalid(_("Ngày họp phải từ ngày thành lập hội đồng trở đi."), field="held_on")
    if council.ended_on is not None and held_on > council.ended_on:
        raise Invalid(
            _("Hội đồng đã kết thúc hoạt động từ hết ngày %(on)s; hãy chọn hội đồng khác.")
            % {"on": date_format(council.ended_on, "SHORT_DATE_FORMAT")},
            field="held_on",
        )
    if held_on > timezone.localdate(at) + FURTHEST:
        raise Invalid(_("Ngày họp quá xa; hãy kiểm tra lại năm."), field="held_on")
    if place_on(council.place_path.rpartition("/")[2], held_on) is None:
        raise Invalid(
            _(
                "%(place)s không còn là đơn vị hành chính vào ngày họp; hãy lập phiên của hội đồng cấp hiện nay."
            )
            % {"place": council.place_name},
            field="held_on",
        )
    return title


def _checked_form(council: Council, form: str, held_on: date, due_on: date | None) -> date | None:
    """Return the last day for opinions, None for a meeting; refuse a form or a day that cannot be."""
    if form not in Session.Form.values:
        raise Invalid(_("Hãy chọn hình thức trong danh sách."), field="form")
    if form != Session.Form.WRITTEN:
        return None
    refused = form_refused(council_rules(council.place_path, held_on), council.level, held_on)
    if refused:
        raise Invalid(refused, field="form")
    if due_on is None:
        raise Invalid(_("Hãy nhập ngày cuối nhận ý kiến của thành viên."), field="opinions_due_on")
    if due_on < held_on:
        raise Invalid(_("Hạn gửi ý kiến phải từ ngày gửi phiếu trở đi."), field="opinions_due_on")
    return due_on


def _due_fact(due_on: date | None) -> dict[str, str]:
    return {"opinions_due_on": due_on.isoformat()} if due_on is not None else {}


def _checked_round(council: Council, asked: RoundAsked, held_on: date) -> dict[str, Any]:
    """Return the session's columns of its round; refuse one that law or regulation does not know on this day."""
    columns: dict[str, Any] = {"round_number": None, "round_year": None, "plan_number": "", "plan_on": None}
    if asked.choice != EXTRA:
        found = round_chosen(asked.choice, council.level, held_on)
        if found is not None:
            return columns | {"round_number": found.number, "round_year": found.year}
        if asked.choice != BY_DATE:
            raise Invalid(_("Không có đợt này; hãy chọn trong danh sách."), field="round")
        return columns
    refused = extra_refused(council_rules(council.place_path, held_on), council.level, held_on)
    if refused:
        raise Invalid(refused, field="round")
    number = " ".join(asked.plan_number.split())
    if not number or asked.plan_on is None:
        lacking = plan_needed(council.level, held_on) or _("Hãy ghi số và ngày của kế hoạch đợt bổ sung.")
        raise Invalid(lacking, field="plan_on" if number else "plan_number")
    if asked.plan_on > held_on:
        raise Invalid(_("Kế hoạch đợt bổ sung phải có trước phiên họp."), field="plan_on")
    return columns | {"plan_number": number, "plan_on": asked.plan_on}


def _round_fact(columns: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in columns.items() if value}
