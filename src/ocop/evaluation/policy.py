"""Who may do what in evaluation, and why not; what each person may see."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.models import Ballot, Council, CouncilMember, ItemResult, Session, SessionItem
from ocop.platform.access import ALLOWED, Actor, Verdict, policy, refuse

OTHER_PLACE = _("Nhiệm vụ của bạn không gồm việc này tại địa bàn của hội đồng.")
NOT_SEATED = _("Bạn không thuộc thành phần điều hành của hội đồng này.")
NOT_OWN_BALLOT = _("Mỗi thành viên chỉ làm trên phiếu của chính mình.")
RECUSED = _("Bạn đã khai có lợi ích liên quan nên không xem và không chấm sản phẩm này.")
DECLARE_FIRST = _("Hãy khai báo về lợi ích liên quan trước khi xem và chấm sản phẩm này.")
SEALED = _("Điểm được niêm kín cho đến khi kết thúc chấm điểm.")


# What each person may see
# --------------------------------------------------------------------------------------


def visible_sessions(actor: Actor) -> QuerySet[Session]:
    """Return the sessions of the actor's places; a council's member sees only those of the own councils."""
    return Session.objects.filter(_in_places(actor, "place_path") | Q(council__in=_own_councils(actor)))


def visible_councils(actor: Actor) -> QuerySet[Council]:
    """Return the councils of the actor's places and those on which the actor sits."""
    return Council.objects.filter(_in_places(actor, "place_path") | Q(pk__in=_own_councils(actor)))


def standing_councils(actor: Actor, on: date) -> QuerySet[Council]:
    """Return the councils that the actor may see and that no document has ended before a day."""
    return visible_councils(actor).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on))


def visible_results(actor: Actor) -> QuerySet[ItemResult]:
    """Return the frozen results that the actor may read."""
    own = Session.objects.filter(council__in=_own_councils(actor)).values("pk")
    return ItemResult.objects.filter(_in_places(actor, "place_path") | Q(session__in=own))


def own_ballots(actor: Actor) -> QuerySet[Ballot]:
    """Return the actor's own ballots: nobody else's can be reached through it, whatever the role."""
    if actor.user_id is None:
        return Ballot.objects.none()
    return Ballot.objects.filter(user_id=actor.user_id)


def _in_places(actor: Actor, column: str) -> Q:
    wanted = Q(pk__in=[])
    for grant in actor.grants_for("evaluation.view"):
        if "evaluation.score" in grant.capabilities or grant.reach == "own":
            continue  # a seat on a council opens that council, not its place
        if grant.reach == "all" or grant.place_path == "":
            return Q()
        wanted |= Q(**{column: grant.place_path})
        if grant.reach == "below":
            wanted |= Q(**{f"{column}__startswith": f"{grant.place_path}/"})
    return wanted


def _own_councils(actor: Actor) -> QuerySet[CouncilMember, Any]:
    if actor.user_id is None or not actor.can_somewhere("evaluation.view"):
        return CouncilMember.objects.none().values("council_id")
    return CouncilMember.objects.filter(user_id=actor.user_id).values("council_id")


# Reading
# ---------------------------------------------------------------------------------------------------------


@policy("evaluation.view")
def may_view(actor: Actor, record: Session | Council | None = None) -> Verdict:
    """Allow those whose mandate shows them the place's councils, and the council's own members."""
    if record is None:
        return ALLOWED if actor.can_somewhere("evaluation.view") else refuse(OTHER_PLACE)
    visible = visible_councils(actor) if isinstance(record, Council) else visible_sessions(actor)
    return ALLOWED if visible.filter(pk=record.pk).exists() else refuse(OTHER_PLACE)


def may_see_marks(actor: Actor, session: Session) -> Verdict:
    """Allow nobody before scoring has ended; then those who conduct the session; once closed, its readers."""
    if not session.is_unsealed:
        return refuse(SEALED)
    if session.state == "closed":
        return may_view(actor, session)
    return _conducts(actor, session, "evaluation.reopen_ballot")


# Preparing
# -------------------------------------------------------------------------------------------------------


@policy("evaluation.establish_council")
def may_establish_council(actor: Actor, council: Council | None = None) -> Verdict:
    """Allow the office that advises on OCOP and the leader of the council's place."""
    return _at_place(actor, "evaluation.establish_council", council)


@policy("evaluation.end_council")
def may_end_council(actor: Actor, council: Council | None = None) -> Verdict:
    """Allow those who enter councils to write down that one has ended."""
    return _at_place(actor, "evaluation.end_council", council)


@policy("evaluation.schedule")
def may_schedule(actor: Actor, session: Session | None = None) -> Verdict:
    """Allow the office of the council's place and its secretary to plan sessions and their lists."""
    return _at_place(actor, "evaluation.schedule", session)


@policy("evaluation.cancel_session")
def may_cancel_session(actor: Actor, session: Session | None = None) -> Verdict:
    """Allow those who plan sessions to call one off."""
    return _at_place(actor, "evaluation.cancel_session", session)


@policy("evaluation.postpone_item")
def may_postpone_item(actor: Actor, item: SessionItem | None = None) -> Verdict:
    """Allow the secretary to leave a product for another session."""
    return _at_place(actor, "evaluation.postpone_item", item.session if item else None)


# Conducting
# ------------------------------------------------------------------------------------------------------


@policy("evaluation.open_session")
def may_open_session(actor: Actor, session: Session | None = None) -> Verdict:
    """Allow the secretary and the council's own chair."""
    return _conducts(actor, session, "evaluation.open_session")


@policy("evaluation.record_attendance")
def may_record_attendance(actor: Actor, session: Session | None = None) -> Verdict:
    """Allow the secretary and the council's own chair."""
    return _conducts(actor, session, "evaluation.record_attendance")


@policy("evaluation.disqualify_item")
def may_disqualify_item(actor: Actor, item: SessionItem | None = None) -> Verdict:
    """Allow the secretary and the council's own chair to enter a ground for exclusion that was found."""
    return _conducts(actor, item.session if item else None, "evaluation.disqualify_item")


@policy("evaluation.write_discussion")
def may_write_discussion(actor: Actor, item: SessionItem | None = None) -> Verdict:
    """Allow the secretary and the council's own chair to write down what was said on a product."""
    return _conducts(actor, item.session if item else None, "evaluation.write_discussion")


@policy("evaluation.end_scoring")
def may_end_scoring(actor: Actor, session: Session | None = None) -> Verdict:
    """Allow the secretary and the council's own chair."""
    return _conducts(actor, session, "evaluation.end_scoring")


@policy("evaluation.resume_scoring")
def may_resume_scoring(actor: Actor, session: Session | None = None) -> Verdict:
    """Allow the secretary and the council's own chair."""
    return _conducts(actor, session, "evaluation.resume_scoring")


@policy("evaluation.reopen_ballot")
def may_reopen_ballot(actor: Actor, ballot: Ballot | None = None) -> Verdict:
    """Allow the secretary and the council's own chair; nobody opens their own ballot again."""
    if ballot is not None and ballot.user_id == actor.user_id:
        return refuse(_("Không tự mở lại phiếu của mình; hãy nhờ thư ký hội đồng."))
    return _conducts(actor, ballot.item.session if ballot else None, "evaluation.reopen_ballot")


@policy("evaluation.close_session")
def may_close_session(actor: Actor, session: Session | None = None) -> Verdict:
    """Allow the secretary and the council's own chair."""
    return _conducts(actor, session, "evaluation.close_session")


# Scoring
# ---------------------------------------------------------------------------------------------------------


@policy("evaluation.declare_interest")
def may_declare_interest(actor: Actor, ballot: Ballot | None = None) -> Verdict:
    """Allow a member on the own ballot."""
    if ballot is None:
        return ALLOWED if actor.can_somewhere("evaluation.declare_interest") else refuse(OTHER_PLACE)
    return _own(actor, ballot, "evaluation.declare_interest")


@policy("evaluation.score")
def may_score(actor: Actor, ballot: Ballot | None = None) -> Verdict:
    """Allow a member on the own ballot once no interest was declared; the same opens the dossier."""
    if ballot is None:
        return ALLOWED if actor.can_somewhere("evaluation.score") else refuse(OTHER_PLACE)
    own = _own(actor, ballot, "evaluation.score")
    if not own:
        return own
    if ballot.recused:
        return refuse(RECUSED)
    return ALLOWED if ballot.declared_at is not None else refuse(DECLARE_FIRST)


@policy("evaluation.ask_meeting")
def may_ask_meeting(actor: Actor, ballot: Ballot | None = None) -> Verdict:
    """Allow whoever may score the ballot."""
    return may_score(actor, ballot)


@policy("evaluation.complete_ballot")
def may_complete_ballot(actor: Actor, ballot: Ballot | None = None) -> Verdict:
    """Allow whoever may score the ballot."""
    return may_score(actor, ballot)


# Shared
# ----------------------------------------------------------------------------------------------------------


def _own(actor: Actor, ballot: Ballot, capability: str) -> Verdict:
    if ballot.user_id != actor.user_id:
        return refuse(NOT_OWN_BALLOT)
    return ALLOWED if actor.grant_held_at(capability, ballot.place_path) else refuse(OTHER_PLACE)


def _at_place(actor: Actor, capability: str, record: Session | Council | None) -> Verdict:
    if record is None:
        return ALLOWED if actor.can_somewhere(capability) else refuse(OTHER_PLACE)
    # Held at the council's own place: a province reads its districts' councils, it does not run them.
    return ALLOWED if actor.grant_held_at(capability, record.place_path) else refuse(OTHER_PLACE)


def _conducts(actor: Actor, session: Session | None, capability: str) -> Verdict:
    if session is None:
        return ALLOWED if actor.can_somewhere(capability) else refuse(OTHER_PLACE)
    reason: str | Promise = OTHER_PLACE
    for grant in actor.grants_for(capability):
        if grant.reach != "all" and (grant.reach == "own" or grant.place_path != session.place_path):
            continue
        if "evaluation.score" not in grant.capabilities or _presides(actor, session):
            return ALLOWED
        reason = NOT_SEATED  # a chair conducts the own council, not every council of the province
    return refuse(reason)


def _presides(actor: Actor, session: Session) -> bool:
    known: dict[int | None, bool] = session.__dict__.setdefault("_presiding", {})
    if actor.user_id not in known:
        posts = (CouncilMember.Post.CHAIR, CouncilMember.Post.DEPUTY)
        seats = CouncilMember.objects.filter(council_id=session.council_id, post__in=posts)
        known[actor.user_id] = actor.user_id is not None and seats.filter(user_id=actor.user_id).exists()
    return known[actor.user_id]
