"""Dates and numbers are read and written the Vietnamese way, in both languages of the interface."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format, localize, localize_input, number_format

from ocop.platform.ui import widgets


class Sample(forms.Form):
    day = widgets.DateField(required=False)
    area = widgets.DecimalField(required=False, max_digits=12, decimal_places=2)
    money = widgets.MoneyField(required=False)
    plain_day = forms.DateField(required=False)
    moment = forms.DateTimeField(required=False)


@pytest.fixture(params=["vi", "en"], autouse=True)
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("03/04/2026", date(2026, 4, 3)),
        ("21/11/2026", date(2026, 11, 21)),
        ("5/8/2026", date(2026, 8, 5)),
        ("29/02/2028", date(2028, 2, 29)),
        ("2026-08-05", date(2026, 8, 5)),
    ],
)
def test_a_day_is_read_day_first(typed, meant):
    form = Sample({"day": typed, "plain_day": typed})
    assert form.is_valid()
    assert (form.cleaned_data["day"], form.cleaned_data["plain_day"]) == (meant, meant)


@pytest.mark.parametrize("typed", ["11/21/2026", "29/02/2026", "31/04/2026", "hôm nay"])
def test_what_is_no_day_is_refused_with_an_example(typed):
    form = Sample({"day": typed})
    assert not form.is_valid()
    assert len(form.errors["day"]) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.234,5", Decimal("1234.5")),
        ("1234,5", Decimal("1234.5")),
        ("1.234.567,5", Decimal("1234567.5")),
        ("82,40", Decimal("82.40")),
        ("0,5", Decimal("0.5")),
    ],
)
def test_a_number_is_read_with_a_decimal_comma(typed, meant):
    form = Sample({"area": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["area"] == meant


def test_money_is_read_with_dots_between_thousands():
    form = Sample({"money": "35.000.000"})
    assert form.is_valid()
    assert form.cleaned_data["money"] == 35_000_000


@pytest.mark.parametrize("typed", ["35 triệu", "-1", "1,5"])
def test_what_is_no_amount_of_money_is_refused(typed):
    assert not Sample({"money": typed}).is_valid()


def test_a_moment_is_read_in_vietnam_time():
    form = Sample({"moment": "05/08/2026 14:30"})
    assert form.is_valid()
    assert form.cleaned_data["moment"] == datetime(2026, 8, 5, 7, 30, tzinfo=UTC)


def test_days_and_numbers_are_written_the_vietnamese_way():
    assert date_format(date(2026, 4, 3)) == "03/04/2026"
    assert localize(date(2026, 11, 21)) == "21/11/2026"
    assert number_format(Decimal("1234567.5"), use_l10n=True) == "1.234.567,5"
    assert localize(35_000_000) == "35.000.000"
    assert localize_input(date(2026, 4, 3)) == "03/04/2026"


def test_a_form_shows_a_value_as_it_is_typed():
    form = Sample(initial={"day": date(2026, 8, 5), "area": Decimal("1234.5"), "money": 35_000_000})
    shown = {name: form[name].value() for name in ("day", "area", "money")}
    widgets_show = {name: form[name].as_widget() for name in shown}
    assert 'value="05/08/2026"' in widgets_show["day"]
    assert 'value="1.234,5"' in widgets_show["area"]
    assert 'value="35.000.000"' in widgets_show["money"]


def test_a_year_is_written_without_dots_when_it_is_said_to_be_plain():
    assert (
        Template("{% load ocop_ui %}{{ year|plain }} {{ year }}").render(Context({"year": 2026}))
        == "2026 2.026"
    )
