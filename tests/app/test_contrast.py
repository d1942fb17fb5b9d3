"""Colours of the player and of the figures: contrast, and what is left of them without colour vision."""

import re
from itertools import combinations

import numpy as np
import pytest

from app.figures import star_graph
from app.figures.style import COLOURS, DASHES, SCALE, SYMBOLS
from app.player.player import FOLDER

FAMILIES = tuple(COLOURS)
# Linear sRGB to what someone without green cones sees: Machado, Oliveira and Fernandes 2009, severity 1.
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def themes() -> dict[str, dict[str, str]]:
    """The style sheet's variables in light and in dark."""
    css = (FOLDER / "player.css").read_text()
    hosts = (r":host \{(.*?)\}", r':host\(\[data-theme="dark"\]\) \{(.*?)\}')
    blocks = [re.search(pattern, css, re.DOTALL).group(1) for pattern in hosts]
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in blocks)
    return {"light": light, "dark": light | dark}


@pytest.fixture(params=["light", "dark"])
def theme(request) -> dict[str, str]:
    return themes()[request.param]


def linear(colour: str) -> np.ndarray:
    """Linear sRGB, 0 to 1, of ``#rrggbb``."""
    channels = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast as WCAG 2 defines it, 1 to 21."""
    low, high = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear sRGB."""
    x, y, z = np.cbrt(np.maximum(TO_XYZ @ rgb / WHITE, 1e-6))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_text_stands_out(theme) -> None:
    weak = {
        (text, ground): round(contrast(theme[text], theme[ground]), 2)
        for text in ("ink", "soft", "good", "bad")
        for ground in ("paper", "tint")
        if contrast(theme[text], theme[ground]) < 4.5
    }
    assert weak == {}
    assert contrast(theme["paper"], theme["accent"]) >= 4.5  # on the play button
    assert contrast(theme["paper"], theme["good"]) >= 4.5  # on the badge of a live lane


def test_marks_stand_out(theme) -> None:
    for mark in (*FAMILIES, "other", "accent", "high"):
        assert contrast(theme[mark], theme["paper"]) >= 3, mark
    for colour in (star_graph.GREEN, star_graph.VERMILION, star_graph.PALE):
        assert contrast(colour, theme["paper"]) >= 3


def test_more_probability_is_further_from_the_paper(theme) -> None:
    steps = [contrast(theme[name], theme["paper"]) for name in ("low", "middle", "high")]
    assert 1.15 < steps[0] < steps[1] / 1.5 < steps[2] / 2.25


def test_families_differ_without_green_cones_and_without_colour(theme) -> None:
    for one, other in combinations(FAMILIES, 2):
        colours = [linear(theme[family]) for family in (one, other)]
        seen = [lab(np.clip(DEUTERANOPIA @ colour, 0, 1)) for colour in colours]
        assert np.linalg.norm(seen[0] - seen[1]) >= 20, (one, other)
        assert abs(lab(colours[0])[0] - lab(colours[1])[0]) >= 8, (one, other)


def test_families_have_shapes_and_patterns_of_their_own() -> None:
    assert len(set(SYMBOLS.values())) == len(set(DASHES.values())) == len(FAMILIES)


def test_figures_are_made_in_the_page_s_light_colours() -> None:
    light = themes()["light"]
    assert {family: colour.lower() for family, colour in COLOURS.items()} == {name: light[name] for name in FAMILIES}
    assert [colour.lower() for _, colour in SCALE] == [light[name] for name in ("low", "middle", "high")]
