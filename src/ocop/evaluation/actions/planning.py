"""Planning a session: its day, its products, their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from ocop.dossiers import actions as dossier_actions
from ocop.dossiers.models import Dossier
from ocop.dossiers.queries import route
from ocop.evaluation.models import Attendance, Ballot, Council, Session, SessionItem
from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.typed import reason_given
from ocop.platform.workflow import act, create, lock, note, perform
from ocop_rules import rulebooks
from ocop_rules.lifecycle import SESSION

VERB = "evaluation.schedule"


def plan_session(
    council: Council,
    *,
    title: str,
    held_on: date,
    venue: str = "",
    dossiers: Iterable[Dossier] = (),
    actor: Actor,
    at: datetime,
) -> Session:
    """Plan a session of a council and put accepted dossiers on its list, in the order given.

    Raises NotAllowed, Invalid for an empty title or a day before the council existed, and whatever `add_item`
    raises; then nothing is planned.
    """
    title = _checked(council, title, held_on)
    with act():
        session = create(
            Session(
                council=council,
                title=title,
                held_on=held_on,
                venue=" ".join(venue.split()),
                place_path=council.place_path,
                planned_at=at,
                planned_by=actor.name,
            ),
            VERB,
            actor=actor,
            at=at,
            facts={"title": title, "held_on": held_on.isoformat(), "council": council.name},
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
    session: Session, *, title: str, held_on: date, venue: str, actor: Actor, at: datetime
) -> Session:
    """Change a planned session's title, day or venue. Raises NotAllowed, WrongState, Invalid."""
    title = _checked(session.council, title, held_on)
    with act():
        locked = _planned(session, actor)
        before = f"{locked.title}, {locked.held_on.isoformat()}"[:40]
        locked.title, locked.held_on, locked.venue = title, held_on, " ".join(venue.split())
        locked.save(update_fields=["title", "held_on", "venue"])
        facts = {"title": title, "held_on": held_on.isoformat(), "venue": locked.venue, "was": before}
        note(VERB, locked, actor=actor, at=at, facts=facts)
    return locked


def add_item(session: Session, dossier: Dossier, *, actor: Actor, at: datetime) -> SessionItem:
    """Put an accepted dossier on the list of a planned session; the version handed in last is what is judged.

    Raises NotAllowed, WrongState when the session is not being planned or the dossier is not waiting for one.
    """
    with act():
        locked = _planned(session, actor)
        if route.acting_path(Dossier.objects.get(pk=dossier.pk)) != locked.place_path:
            raise Invalid(
                _("“%(product)s” không do cấp này đánh giá lúc này; hãy tải lại trang.")
                % {"product": dossier.product_name},
                field="dossiers",
            )
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


def _checked(council: Council, title: str, held_on: date) -> str:
    title = " ".join(title.split())
    if not title:
        raise Invalid(_("Hãy nhập tên phiên họp."), field="title")
    if held_on < council.decided_on:
        raise Invalid(_("Ngày họp phải từ ngày thành lập hội đồng trở đi."), field="held_on")
    return title
