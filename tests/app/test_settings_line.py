"""The sampling rules of a recipe in one line."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.player.settings_line import settings_line
from ilm_core.sampling import Settings
from tests import traces


def line_of(family: str, settings: dict, lengths: tuple[int, ...] | None = None) -> str:
    recipe = traces.insertion().recipe
    return settings_line(recipe.model_copy(update={"family": family, "settings": settings, "lengths": lengths}))


@pytest.mark.parametrize(
    ("family", "settings", "line"),
    [
        ("ilm", {"place_rule": "marginal", "stop_threshold": 0.5}, "place by marginal, greedy, stops at p ≥ 0.5"),
        ("ilm", {"stop_threshold": 0.2, "stop_temperature": 2.0}, "greedy, stops at p ≥ 0.2, stop temperature 2"),
        ("ilm", {"stop_threshold": None, "gap_max_tokens": 3}, "greedy, stop is drawn, at most 3 in each gap"),
        ("it", {"gap_min_tokens": 1, "min_tokens": 1}, "greedy, at least 1 token, at least 1 in each gap"),
        ("arm", {"token_temperature": 0.7, "token_top_k": 5}, "token temperature 0.7, token top-k 5"),
        ("arm", {"place_rule": "joint", "stop_threshold": None, "max_tokens": 12}, "greedy, at most 12 tokens"),
    ],
)
def test_the_line_says_what_has_a_say(family: str, settings: dict, line: str) -> None:
    assert line_of(family, settings) == line


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"place_rule": "margin", "cells_per_pass": 2}, "11 cells, 2 per pass, place by margin, greedy"),
        ({"cells_per_pass": 0}, "11 cells, all per pass, greedy"),
        ({"max_tokens": 9}, "11 cells, 1 per pass, greedy, at most 9 tokens"),
        ({"max_tokens": 14, "stop_threshold": 0.5}, "11 cells, 1 per pass, greedy"),
        (
            {"place_rule": "margin", "end_waits": True},
            "11 cells, 1 per pass, place by margin, greedy, end and padding wait",
        ),
    ],
)
def test_the_line_of_masked_cells(settings: dict, line: str) -> None:
    assert line_of("mdm", settings, (5, 6)) == line


@pytest.mark.parametrize("value", [None, "hot", "", [1], {"a": None}, True, float("inf"), "x" * 1000, 10**400])
def test_a_value_of_another_program_is_said_as_it_is(value) -> None:
    for family, lengths in (("ilm", None), ("mdm", (5, 6)), ("arm", None)):
        line = line_of(family, dict.fromkeys([*SETTINGS, "unknown"], value), lengths)
        assert str(value)[:10] in line and len(line) < 1000


RATES = st.floats(0.001, 1)
SETTINGS = {
    "place_rule": st.sampled_from(["joint", "marginal", "confidence"]),
    "place_temperature": st.floats(0, 2),
    "place_top_k": st.integers(0, 20),
    "place_top_p": RATES,
    "token_temperature": st.floats(0, 2),
    "token_top_k": st.integers(0, 20),
    "token_top_p": RATES,
    "stop_threshold": RATES,
    "stop_temperature": st.floats(0.25, 4),
    "min_tokens": st.integers(0, 5),
    "max_tokens": st.integers(5, 200),
    "gap_min_tokens": st.integers(0, 5),
    "gap_max_tokens": st.integers(5, 20),
    "cells_per_pass": st.integers(0, 5),
    "end_waits": st.booleans(),
}
CELLS = 9


def heeded(family: str, settings: Settings) -> Settings:
    """Settings with those that the family does not heed at one value."""
    same: dict = {}
    if settings.place_rule in ("joint", "marginal"):
        same |= {"end_waits": False}
    if family in ("mdm", "arm"):
        same |= {"gap_min_tokens": 0, "gap_max_tokens": 0}
    if family == "mdm":
        same |= {"stop_threshold": 0.5, "max_tokens": min(CELLS, settings.max_tokens)}
    else:
        same |= {"cells_per_pass": 1}
    return replace(settings, **same)


@given(st.sampled_from(["ilm", "it", "mdm", "arm"]), st.builds(Settings, **SETTINGS), st.data())
def test_recipes_with_different_settings_never_have_the_same_line(family: str, one: Settings, data) -> None:
    name = data.draw(st.sampled_from([*SETTINGS, "stop is drawn"]))
    drawn = name == "stop is drawn" and one.place_rule != "confidence"
    change = {"stop_threshold": None} if drawn else {name: data.draw(SETTINGS[name])} if name in SETTINGS else {}
    other = replace(one, **change)
    lengths = (CELLS,) if family == "mdm" else None
    is_same = line_of(family, asdict(one), lengths) == line_of(family, asdict(other), lengths)
    assert is_same == (heeded(family, one) == heeded(family, other))
