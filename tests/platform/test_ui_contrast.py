"""The colours of tokens.css keep WCAG 2.2 AA wherever the style sheets put them together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "src/ocop/platform/ui/css/tokens.css"
COLOURS = dict(re.findall(r"--([a-z-]+): #([0-9a-f]{6});", TOKENS.read_text("utf-8")))


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_measures_21():
    assert round(contrast("000000", "ffffff"), 2) == 21


TEXT = [
    (ink, ground)
    for ink in ("ink", "ink-soft", "leaf", "leaf-deep", "red", "clay", "slate")
    for ground in ("ground", "surface", "sunken")
]
TINTS = [(tone, f"{tone}-tint") for tone in ("leaf", "red", "clay", "slate")]
TINTS += [("ink", f"{tone}-tint") for tone in ("leaf", "red", "clay", "slate")]
TINTS += [("leaf-deep", "leaf-tint"), ("ink-soft", "leaf-tint")]
WHITE = [
    ("surface", "leaf"),
    ("surface", "leaf-deep"),
    ("surface", "red"),
    ("surface", "red-deep"),
    ("surface", "ink"),
]


@pytest.mark.parametrize(("ink", "ground"), TEXT + TINTS + WHITE)
def test_text_reaches_4_5(ink, ground):
    assert contrast(COLOURS[ink], COLOURS[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["ground", "surface", "sunken"])
@pytest.mark.parametrize("line", ["line-strong", "leaf", "red", "gold-line", "clay"])
def test_the_edge_of_a_control_or_a_star_reaches_3(line, ground):
    assert contrast(COLOURS[line], COLOURS[ground]) >= 3
