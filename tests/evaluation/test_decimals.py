"""Decimals by the council's regulation: what is shown while comparing, what counts, what the minutes say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse

from ocop.evaluation import actions
from ocop.evaluation.models import ItemResult
from ocop.evaluation.queries import totals_of
from ocop.platform.workflow import act
from ocop.programme.models import Regulation
from tests import factories_evaluation as make

pytestmark = pytest.mark.usefixtures("places")
# Three ballots whose totals, and whose marks of 1.1 and of 1.2, have no mean with finite decimals.
CHOSEN = [make.picks(), make.picks(c1_1=1), make.picks(c1_1=1, c1_2=0)]


def decided(**values: str) -> None:
    with act():
        for key, value in values.items():
            Regulation(key=key, value=value, place_path="14", valid_from=date(2026, 1, 1), document="QĐ 643",
                       added_at=make.NOON, added_by="t").save()  # fmt: skip


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"decimals": "0"},
        {"decimals": "1"},
        {"averaging": "criteria", "decimals": "0"},
        {"averaging": "criteria", "decimals": "1"},
    ],
)
def test_total_shown_before_closing_is_the_one_that_counts(rules):
    decided(**rules)
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats, CHOSEN)
    totals = [Fraction(sum(make.points_of(chosen).values())) for chosen in CHOSEN]
    exact = sum(totals) / 3
    assert exact.denominator == 3  # else nothing is there to cut
    shown = totals_of(session)[1][0].mean
    actions.close_session(session, actor=seats.secretary, at=make.NOON)
    result = ItemResult.objects.get(session=session)
    assert Fraction(result.total_exact) == shown
    places = int(rules["decimals"]) if rules else None
    if places is None:
        assert shown == exact
    elif "averaging" not in rules:
        assert shown == Fraction(exact * 10**places // 1, 10**places)
    else:
        assert shown == sum(Fraction(mean) for mean in result.means.values())
        assert shown < exact
        assert all((Fraction(mean) * 10**places).denominator == 1 for mean in result.means.values())


def test_minutes_say_how_many_decimals_counted(client):
    decided(decimals="1")
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats, CHOSEN)
    actions.close_session(session, actor=seats.secretary, at=make.NOON)
    client.force_login(seats.users[seats.secretary.user_id])
    page = client.get(reverse("evaluation:minutes", args=[session.pk])).content.decode()
    assert "Điểm trung bình cắt còn 1 chữ số thập phân, không làm tròn lên" in page
    total = ItemResult.objects.get(session=session).total_shown
    assert total.endswith("0")
    assert f"Điểm trung bình: {total.replace('.', ',')}." in page
