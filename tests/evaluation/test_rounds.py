"""The round a session serves: of its day, chosen, or an extra one that regulation and law allow and a plan orders."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from ocop.evaluation import actions
from ocop.evaluation.models import Session
from ocop.evaluation.queries.rounds import RoundAsked, rounds_offered
from ocop.platform.refusal import Invalid
from ocop.platform.workflow import act
from ocop.programme.models import Regulation
from tests import factories_evaluation as make

pytestmark = pytest.mark.usefixtures("places")
PLAN = RoundAsked(choice="extra", plan_number=" 85/KH-UBND ", plan_on=date(2026, 11, 1))


def decided(**values: str) -> None:
    with act():
        for key, value in values.items():
            Regulation(key=key, value=value, place_path="14", valid_from=date(2026, 1, 1), document="QĐ 643",
                       added_at=make.NOON, added_by="t").save()  # fmt: skip


def planned(seats: make.Panel, asked: RoundAsked | None = None, *, on: date = make.TODAY) -> Session:
    given = {} if asked is None else {"round_asked": asked}
    dossiers = [make.accepted_dossier("Trà xanh")]
    return actions.plan_session(
        seats.council,
        title="Phiên",
        held_on=on,
        dossiers=dossiers,
        actor=seats.secretary,
        at=make.NOON,
        **given,
    )


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (make.TODAY, "Đợt 2 năm 2026"),
        (date(2026, 12, 29), "Đợt 2 năm 2026"),
        (date(2026, 12, 30), "Đợt 1 năm 2027"),
        (date(2027, 6, 30), "Đợt 2 năm 2027"),
    ],
)
def test_round_follows_the_day_unless_another_is_chosen(on, words):
    assert planned(make.panel(members=2), on=on).round_text == words


def test_another_round_may_be_chosen_and_is_what_a_change_of_the_day_keeps_or_drops():
    seats = make.panel(members=2)
    session = planned(seats, RoundAsked(choice="1-2027"))
    assert (session.round_number, session.round_year) == (1, 2027)
    moved = actions.change_session(
        session, title="Phiên", held_on=date(2026, 12, 1), venue="", round_asked=RoundAsked(choice="1-2027"),
        actor=seats.secretary, at=make.NOON,
    )  # fmt: skip
    assert moved.round_text == "Đợt 1 năm 2027"
    moved = actions.change_session(
        session, title="Phiên", held_on=date(2026, 12, 1), venue="", actor=seats.secretary, at=make.NOON
    )
    assert moved.round_text == "Đợt 2 năm 2026"


@pytest.mark.parametrize("choice", ["3-2026", "1-2029", "1-2020", "1", "một", "1-20xx", "-2026"])
def test_round_that_does_not_exist_is_refused(choice):
    with pytest.raises(Invalid) as refused:
        planned(make.panel(members=2), RoundAsked(choice=choice))
    assert refused.value.field == "round"
    assert Session.objects.count() == 0


def test_extra_round_is_refused_unless_the_regulation_provides_for_it():
    with pytest.raises(Invalid) as refused:
        planned(make.panel(members=2), PLAN)
    assert refused.value.field == "round"
    assert str(refused.value) == (
        "Chỉ tổ chức đợt bổ sung khi Quy chế của Hội đồng có quy định (QĐ 26/2026/QĐ-TTg, Điều 5); Quy chế đang áp dụng "
        "thì không (mặc định: Quy định quốc gia áp dụng cho hồ sơ)."
    )


@pytest.mark.parametrize(
    ("number", "on", "field"),
    [
        ("", date(2026, 11, 1), "plan_number"),
        ("  ", date(2026, 11, 1), "plan_number"),
        ("85/KH-UBND", None, "plan_on"),
        ("85/KH-UBND", date(2026, 11, 17), "plan_on"),
    ],
)
def test_extra_round_needs_the_number_and_an_earlier_day_of_its_plan(number, on, field):
    decided(extra_rounds="yes")
    with pytest.raises(Invalid) as refused:
        planned(make.panel(members=2), RoundAsked(choice="extra", plan_number=number, plan_on=on))
    assert refused.value.field == field
    assert on is not None or "(QĐ 26/2026/QĐ-TTg, Điều 5)" in str(refused.value)


def test_extra_round_with_its_plan_is_kept_and_asked_for_again_when_the_session_opens():
    decided(extra_rounds="yes")
    seats = make.panel(members=2)
    session = planned(seats, PLAN)
    assert (session.round_number, session.plan_number) == (None, "85/KH-UBND")
    assert session.round_text == "Đợt bổ sung theo Kế hoạch số 85/KH-UBND ngày 01/11/2026"
    with act():
        Regulation.objects.update(value="no")
    with pytest.raises(Invalid, match="Chỉ tổ chức đợt bổ sung khi"):
        actions.open_session(session, actor=seats.secretary, at=make.NOON)
    with act():
        Regulation.objects.update(value="yes")
    assert actions.open_session(session, actor=seats.secretary, at=make.NOON).state == "open"


def test_law_without_rounds_has_none_and_no_extra_one_either():
    decided(extra_rounds="yes")
    seats = make.panel(members=2)
    with act():
        type(seats.council).objects.update(decided_on=date(2024, 1, 1))
        Regulation.objects.update(valid_from=date(2024, 1, 1))
    seats.council.refresh_from_db()
    assert rounds_offered("province", date(2024, 6, 1)) == []
    assert planned(seats, on=date(2024, 6, 1)).round_text == ""
    with pytest.raises(Invalid, match="không quy định đợt bổ sung"):
        planned(
            seats, RoundAsked(choice="extra", plan_number="1", plan_on=date(2024, 5, 1)), on=date(2024, 6, 1)
        )


@pytest.mark.parametrize(
    "columns",
    [
        {"plan_number": "1/KH"},
        {"plan_on": date(2026, 11, 1), "plan_number": "1/KH"},
        {"round_number": None},
        {"round_year": None},
    ],
)
def test_table_refuses_half_a_round_and_a_round_with_a_plan(columns):
    session = planned(make.panel(members=2))
    with pytest.raises(IntegrityError), transaction.atomic(), act():
        Session.objects.filter(pk=session.pk).update(**columns)


@pytest.mark.parametrize(("value", "offered"), [("no", False), ("yes", True)])
def test_form_offers_the_extra_round_only_where_the_regulation_allows_it(client, value, offered):
    decided(extra_rounds=value)
    seats = make.panel(members=2)
    client.force_login(seats.users[seats.secretary.user_id])
    with time_machine.travel(make.NOON, tick=False):
        page = client.get(reverse("evaluation:plan"))
        assert ("Đợt bổ sung, theo kế hoạch" in text_of(page)) is offered
        assert ("Số kế hoạch đợt bổ sung" in text_of(page)) is offered
        assert "Đợt 1 năm 2027" in text_of(page)
        typed = {"council": seats.council.pk, "title": "Phiên bổ sung", "form": "meeting", "held_on": "16/11/2026",
                 "round": "extra", "plan_number": "85/KH-UBND", "plan_on": "01/11/2026"}  # fmt: skip
        answer = client.post(reverse("evaluation:plan"), typed, follow=True)
        assert (answer.status_code == 200) is offered
        assert ("Đợt bổ sung theo Kế hoạch số 85/KH-UBND ngày 01/11/2026" in text_of(answer)) is offered
        if offered:
            change = client.get(
                reverse("evaluation:change", args=[Session.objects.get().pk])
            ).content.decode()
            assert re.search(r'value="extra"\s+selected', change)
            assert 'value="85/KH-UBND"' in change


def test_minutes_and_lists_say_the_round(client):
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats)
    actions.close_session(session, actor=seats.secretary, at=make.NOON)
    client.force_login(seats.users[seats.secretary.user_id])
    for name in ("session", "minutes"):
        assert "Đợt 2 năm 2026" in text_of(client.get(reverse(f"evaluation:{name}", args=[session.pk])))
    assert "Đợt 2 năm 2026" in text_of(client.get(reverse("evaluation:sessions")))
