"""A product on a sheet that is short of figures: refused early, judged once an administrator has confirmed."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from ocop.dossiers.models import Dossier
from ocop.evaluation import actions
from ocop.evaluation.models import Ballot, ItemResult, Session, SessionItem
from ocop.platform.refusal import Invalid, WrongState
from ocop.programme import actions as programme
from tests import factories_evaluation as make

pytestmark = pytest.mark.usefixtures("places")
BOOK, NUMBER = "148-2025", 13


@pytest.fixture(autouse=True)
def _old_rule(monkeypatch):
    monkeypatch.setattr(make, "RULEBOOK", BOOK)


def confirmed(**other):
    given = {
        "rulebook_id": BOOK, "number": NUMBER, "place_path": "14", "document": "Quyết định 148/QĐ-TTg",
        "document_on": date(2023, 2, 24), "seen_in": "Công báo", "compared": True,
    }  # fmt: skip
    admin = make.actor_for(make.person("administrator", name="Quản trị tỉnh"))
    return programme.confirm_sheet(**(given | other), actor=admin, at=make.NOON)


def withdraw(row):
    admin = make.actor_for(make.person("administrator"))
    return programme.withdraw_sheet_confirmation(row, reason="Xem nhầm bản", actor=admin, at=make.NOON)


def text_of(answer) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def test_product_on_an_unconfirmed_sheet_is_not_put_on_a_list():
    seats = make.panel(members=2)
    with pytest.raises(Invalid) as refused:
        make.planned(seats)
    assert str(refused.value).startswith("“Cà phê rang”: bộ tiêu chí 13 của ")
    assert "Quản trị viên của tỉnh đối chiếu với bản gốc rồi xác nhận" in str(refused.value)
    assert refused.value.field == "dossiers"
    assert (Session.objects.count(), SessionItem.objects.count()) == (0, 0)
    assert set(Dossier.objects.values_list("state", flat=True)) == {"accepted"}


def test_product_on_a_whole_sheet_of_the_same_rule_needs_no_confirmation():
    make.planned(make.panel(members=2), sheet=4)
    assert SessionItem.objects.count() == 1


def test_confirmation_of_another_province_or_rulebook_is_none():
    other = make.actor_for(make.person("administrator", place="15"))
    given = {"number": NUMBER, "document": "d", "document_on": date(2023, 2, 24), "seen_in": "s"}
    for book, place, actor in ((BOOK, "15", other), ("148-2023", "14", None)):
        actor = actor or make.actor_for(make.person("administrator"))
        programme.confirm_sheet(
            **given, rulebook_id=book, place_path=place, compared=True, actor=actor, at=make.NOON
        )
    with pytest.raises(Invalid, match="có số liệu phải xác nhận trước khi chấm"):
        make.planned(make.panel(members=2))


def test_session_is_not_opened_when_the_confirmation_was_withdrawn_meanwhile():
    seats, row = make.panel(members=2), confirmed()
    session = make.planned(seats)
    withdraw(row)
    with pytest.raises(Invalid, match="có số liệu phải xác nhận trước khi chấm"):
        actions.open_session(session, actor=seats.secretary, at=make.NOON)
    assert (Session.objects.get().state, Ballot.objects.count()) == ("planned", 0)


def test_session_closes_on_the_confirmed_figures_and_the_confirmation_stands_from_then_on():
    seats, row = make.panel(members=2), confirmed()
    session = make.all_scored(make.opened(seats), seats)
    actions.close_session(session, actor=seats.secretary, at=make.NOON)
    result = ItemResult.objects.get()
    assert (result.confirmation, result.total_shown) == (row, "98.00")
    with pytest.raises(WrongState, match="Không rút được: 1 kết quả đã chốt"):
        withdraw(row)


def test_session_does_not_close_when_the_confirmation_was_withdrawn_meanwhile():
    seats, row = make.panel(members=2), confirmed()
    session = make.all_scored(make.opened(seats), seats)
    withdraw(row)
    with pytest.raises(Invalid, match="có số liệu phải xác nhận trước khi chấm"):
        actions.close_session(session, actor=seats.secretary, at=make.NOON)
    assert ItemResult.objects.count() == 0


def test_minutes_and_result_say_by_which_document_the_figures_were_confirmed():
    seats = make.panel(members=2)
    confirmed()
    session = make.all_scored(make.opened(seats), seats)
    actions.close_session(session, actor=seats.secretary, at=make.NOON)
    client = Client()
    client.force_login(seats.users[seats.secretary.user_id])
    said = (
        "Quản trị tỉnh đã đối chiếu các mức điểm với Quyết định 148/QĐ-TTg, 24/02/2023 (Công báo) "
        "và xác nhận lúc 12:00 16/11/2026"
    )
    assert said in text_of(client.get(reverse("evaluation:minutes", args=[session.pk])))
    assert said in text_of(client.get(reverse("evaluation:result", args=[ItemResult.objects.get().pk])))
