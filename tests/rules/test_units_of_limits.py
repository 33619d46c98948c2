"""The limits that the application asks for are counted in what it can count them in."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocop_rules.loading import RulebookFault
from ocop_rules.loading.layers import beside, read_layers
from ocop_rules.loading.limits import read_limits

TOP = 'instrument = "QĐ 27/2027/QĐ-TTg"\n'
LIMIT = """
[[{kind}]]
code = "{code}"
name = "Một thời hạn"
amount = 2
{until}
unit = "{unit}"
counts_from = "next_day"
day_off = "keeps"
article = "Điều 5"
"""
ALL = ("working_days", "days", "months", "days_before", "days_ahead", "rounds_per_year")
COUNTED = ("days", "working_days", "months")
MAY_HAVE = {
    "validity": ("months",),
    "commune_check": COUNTED,
    "reevaluation": COUNTED,
    "revocation": COUNTED,
    "reevaluation_window": ("days_before",),
    "reevaluation_notice": ("days_ahead",),
    "rounds": ("rounds_per_year",),
    "province_check": ALL,
}


@pytest.mark.parametrize("kind", ["limit", "transition_limit"])
@pytest.mark.parametrize("unit", ALL)
@pytest.mark.parametrize("code", MAY_HAVE)
def test_a_known_limit_has_the_units_that_fit_it(tmp_path: Path, code: str, unit: str, kind: str) -> None:
    folder = tmp_path / "27-2027"
    folder.mkdir()
    until = "until_amount = 1" if unit == "days_before" else ""
    text = TOP + LIMIT.format(kind=kind, code=code, unit=unit, until=until)
    (folder / "rulebook.toml").write_text(text, encoding="utf-8")
    layers = read_layers(folder, beside(folder))
    if unit in MAY_HAVE[code]:
        assert read_limits(layers, kind)[code].unit == unit
        return
    with pytest.raises(RulebookFault) as refused:
        read_limits(layers, kind)
    known = " hoặc ".join(MAY_HAVE[code])
    assert str(refused.value) == (
        f"27-2027/rulebook.toml:8: {code}: “unit” phải là {known}, không phải “{unit}”"
    )


def test_an_unknown_unit_of_any_other_limit_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "27-2027"
    folder.mkdir()
    text = TOP + LIMIT.format(kind="limit", code="province_check", unit="moons", until="")
    (folder / "rulebook.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookFault) as refused:
        read_limits(read_layers(folder, beside(folder)), "limit")
    assert refused.value.reason == (
        "province_check: “unit” phải là working_days hoặc days hoặc months hoặc days_before hoặc days_ahead hoặc "
        "rounds_per_year, không phải “moons”"
    )
