"""Setting up a council, and ending one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ocop.directory.queries import place_on
from ocop.evaluation.models import Council, CouncilMember
from ocop.evaluation.queries import Candidate, candidates
from ocop.evaluation.queries.rules import wrong_number
from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.workflow import act, create, lock, note
from ocop.programme.queries import CouncilRules, council_rules

POSTS = CouncilMember.Post


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat to be given: who, and as what. `agency_name` "" takes the agency of the person's mandate."""

    user_id: int
    post: str
    agency_name: str = ""


def establish_council(
    *,
    name: str,
    decision_number: str,
    decided_on: date,
    place_path: str,
    seats: Sequence[Seat],
    actor: Actor,
    at: datetime,
) -> Council:
    """Enter a council that a decision has set up, with its members and the working rules of its day.

    The working rules come from the province's regulation on the day of the decision and are kept with the
    council. Chair, deputies and members vote; secretaries do not.
    Raises NotAllowed, or Invalid: no name or decision, a person twice or without the mandate, not just one
    chair, a number of voting members other than the one decided.
    Law: QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm b (the Chairman of the province sets it up); QĐ 148/QĐ-TTg,
    Phụ lục II khoản 1 (the Chairman of the district).
    """
    name, decision_number = " ".join(name.split()), " ".join(decision_number.split())
    if not name:
        raise Invalid(_("Hãy nhập tên hội đồng."), field="name")
    if not decision_number:
        raise Invalid(_("Hãy nhập số quyết định thành lập hội đồng."), field="decision_number")
    place = place_on(place_path.split("/")[-1], decided_on)
    if place is None or place.path != place_path or place.level not in Council.Level.values:
        raise Invalid(_("Địa bàn này chưa có hoặc không còn vào ngày quyết định."), field="decided_on")
    people = {person.user_id: person for person in candidates(place_path, decided_on)}
    _check_seats(seats, people)
    rules = council_rules(place_path, decided_on)
    _check_number(seats, rules)
    with act():
        if Council.objects.filter(
            place_path=place_path, decision_number=decision_number, decided_on=decided_on
        ).exists():
            raise Invalid(_("Hội đồng thành lập theo quyết định này đã được nhập."), field="decision_number")
        council = create(
            Council(
                name=name,
                level=place.level,
                place_path=place_path,
                place_name=place.full_name,
                decision_number=decision_number,
                decided_on=decided_on,
                rules=rules.kept(),
                established_at=at,
                established_by=actor.name,
            ),
            "evaluation.establish_council",
            actor=actor,
            at=at,
            facts=_facts(decision_number, decided_on, seats, people, rules),
        )
        CouncilMember.objects.bulk_create(
            CouncilMember(
                council=council,
                user_id=seat.user_id,
                name=people[seat.user_id].name,
                agency_name=" ".join(seat.agency_name.split()) or people[seat.user_id].agency_name,
                post=seat.post,
                votes=seat.post != POSTS.SECRETARY,
                position=position,
            )
            for position, seat in enumerate(_in_order(seats), start=1)
        )
    return council


def end_council(council: Council, *, ended_on: date, document: str, actor: Actor, at: datetime) -> Council:
    """Write down that a council sits no more after `ended_on`, its last day, and the document that says so.

    Its sessions, ballots and results stay as they are. Raises NotAllowed, WrongState for a council that has ended,
    Invalid: no document, a day to come or before the council or its last session, a session that is not over.
    """
    document = " ".join(document.split())
    if not document:
        raise Invalid(_("Hãy ghi số và cơ quan ban hành của văn bản."), field="document")
    if ended_on > timezone.localdate(at):
        raise Invalid(_("Ngày kết thúc không thể ở sau hôm nay."), field="ended_on")
    with act():
        locked = lock(council)
        require("evaluation.end_council", actor, locked)
        if locked.ended_on is not None:
            raise WrongState(_("Hội đồng này đã kết thúc hoạt động; hãy tải lại trang."))
        if ended_on < locked.decided_on:
            raise Invalid(_("Ngày kết thúc phải từ ngày thành lập hội đồng trở đi."), field="ended_on")
        _insist_sessions_are_over(locked, ended_on)
        locked.ended_on, locked.end_document = ended_on, document
        locked.save(update_fields=["ended_on", "end_document"])
        facts = {"ended_on": ended_on.isoformat(), "document": document}
        note("evaluation.end_council", locked, actor=actor, at=at, facts=facts)
    return locked


def _insist_sessions_are_over(council: Council, ended_on: date) -> None:
    sessions = council.sessions.exclude(state="cancelled").order_by("-held_on", "-pk")
    unfinished = sessions.exclude(state="closed").first()
    if unfinished is not None:
        raise Invalid(
            _("Hội đồng còn phiên “%(title)s” chưa chốt; hãy chốt hoặc hủy phiên ấy trước.")
            % {"title": unfinished.title}
        )
    last = sessions.first()
    if last is not None and last.held_on > ended_on:
        raise Invalid(
            _("Hội đồng còn họp ngày %(on)s; ngày kết thúc phải từ ngày ấy trở đi.")
            % {"on": date_format(last.held_on, "SHORT_DATE_FORMAT")},
            field="ended_on",
        )


def _check_seats(seats: Sequence[Seat], people: dict[int, Candidate]) -> None:
    twice = [user for user, count in Counter(seat.user_id for seat in seats).items() if count > 1]
    if twice:
        raise Invalid(_("Một người chỉ giữ một chức danh trong hội đồng."), field="seats")
    for seat in seats:
        person = people.get(seat.user_id)
        if person is None:
            raise Invalid(
                _("Có người chưa được giao nhiệm vụ trong hội đồng vào ngày quyết định; hãy chọn lại."),
                field="seats",
            )
        if seat.post not in POSTS.values or not person.may_hold(seat.post):
            raise Invalid(
                _("%(name)s chưa được giao nhiệm vụ phù hợp với chức danh đã chọn.") % {"name": person.name},
                field="seats",
            )
    posts = Counter(seat.post for seat in seats)
    if posts[POSTS.CHAIR] != 1:
        raise Invalid(_("Hội đồng có đúng một Chủ tịch; hãy chọn lại chức danh."), field="seats")
    if not posts[POSTS.MEMBER] + posts[POSTS.DEPUTY]:
        raise Invalid(_("Hãy chọn ít nhất một ủy viên ngoài Chủ tịch."), field="seats")


def _in_order(seats: Sequence[Seat]) -> list[Seat]:
    order = list(POSTS.values)
    return sorted(seats, key=lambda seat: order.index(seat.post))


def _check_number(seats: Sequence[Seat], rules: CouncilRules) -> None:
    """Refuse a number of voting members other than the one the province has decided; a default only warns."""
    wrong = wrong_number(rules, sum(seat.post != POSTS.SECRETARY for seat in seats))
    if wrong and not rules.council_members.is_default:
        raise Invalid(wrong, field="seats")


def _facts(
    decision_number: str,
    decided_on: date,
    seats: Sequence[Seat],
    people: dict[int, Candidate],
    rules: CouncilRules,
) -> dict[str, Any]:
    return {
        "decision_number": decision_number,
        "decided_on": decided_on.isoformat(),
        "members": [
            {"user_id": seat.user_id, "name": people[seat.user_id].name, "post": seat.post} for seat in seats
        ],
        "rules": rules.kept(),
    }
