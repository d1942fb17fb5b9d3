import math
from dataclasses import replace

import pytest
import torch

from ilm_core.canvas import STOP, Canvas, Move
from ilm_core.decoding import decode
from ilm_core.sampling import Settings, choose
from ilm_core.stopping import apply_stop_rules, tokens_in_gap_of
from tests.ilm_core.toy import ToyFamily, belief_of, inside_out

START = Canvas.start("insert", [1, 4], open_after=[1])  # CLS BOS and one gap
TWO_GAPS = Canvas.start("insert", [1, 4, 7, 8], open_after=[1, 3])  # _ 7 8 _


def draw(belief, canvas: Canvas, settings: Settings) -> list[Move]:
    return choose(apply_stop_rules(belief, canvas, settings), settings, torch.Generator())


def test_default_rules_change_nothing() -> None:
    belief = belief_of("insert", {(1, 7): 0.4}, stop=0.6)
    assert apply_stop_rules(belief, START, Settings()) is belief


@pytest.mark.parametrize(("temperature", "stop"), [(1.0, 0.8), (2.0, 2 / 3), (0.5, 16 / 17)])
def test_stop_temperature_by_hand(temperature: float, stop: float) -> None:
    """Odds of 4 to 1 become 2 to 1 at temperature 2 and 16 to 1 at one half."""
    belief = belief_of("insert", {(1, 7): 0.15, (1, 8): 0.05}, stop=0.8)
    tempered = apply_stop_rules(belief, START, Settings(stop_temperature=temperature))
    assert tempered.stop == pytest.approx(stop)
    assert tempered.total == pytest.approx(1)
    assert (tempered.log_moves[0, 7] - tempered.log_moves[0, 8]).item() == pytest.approx(math.log(3), abs=1e-5)


def test_no_stop_before_enough_tokens() -> None:
    belief = belief_of("insert", {(1, 7): 0.1}, stop=0.9)
    assert draw(belief, START, Settings()) == [STOP]
    assert draw(belief, START, Settings(min_tokens=1)) == [Move("insert", 1, 7)]
    longer = START.apply(Move("insert", 1, 7))
    assert draw(belief, longer, Settings(min_tokens=1)) == [STOP]


def test_a_gap_that_wants_more_is_filled_before_the_run_stops() -> None:
    canvas = TWO_GAPS.apply(Move("insert", 1, 9))
    belief = belief_of("insert", {(1, 7): 0.07, (3, 8): 0.03}, stop=0.9)
    assert draw(belief, canvas, Settings(gap_min_tokens=1)) == [Move("insert", 3, 8)]
    unsure = belief_of("insert", {(1, 7): 0.6, (3, 8): 0.1}, stop=0.3)  # it would go on anyway, so it chooses where
    assert draw(unsure, canvas, Settings(gap_min_tokens=1)) == [Move("insert", 1, 7)]


@pytest.mark.parametrize("rule", [{"min_tokens": 1}, {"gap_min_tokens": 1}])
def test_a_stop_that_is_ruled_out_has_no_threshold(rule: dict) -> None:
    belief = belief_of("insert", {(1, 7): 0.1}, stop=0.9)
    assert draw(belief, START, Settings(stop_threshold=0.0)) == [STOP]
    assert draw(belief, START, Settings(stop_threshold=0.0, **rule)) == [Move("insert", 1, 7)]


def test_places_that_end_one_by_one() -> None:
    """Odds of 4 to 1 that a gap is finished become 2 to 1 at temperature 2; a gap that wants more is not finished."""
    belief = replace(
        belief_of("insert", {(1, 7): 0.3, (3, 8): 0.3}, stop=0.4), log_finished=torch.tensor([0.8, 0.5]).log()
    )
    tempered = apply_stop_rules(belief, TWO_GAPS, Settings(stop_temperature=2))
    assert tempered.log_finished.exp().tolist() == pytest.approx([2 / 3, 0.5])
    assert draw(belief, TWO_GAPS, Settings(stop_threshold=0.6)) == [Move("insert", 3, 8)]
    assert draw(belief, TWO_GAPS, Settings(stop_threshold=0.0)) == [STOP]
    assert draw(belief, TWO_GAPS, Settings(stop_threshold=0.0, min_tokens=1))[0].kind == "insert"


def test_a_full_gap_takes_no_more() -> None:
    canvas = TWO_GAPS.apply(Move("insert", 1, 9))
    belief = belief_of("insert", {(1, 7): 0.6, (4, 7): 0.2, (3, 8): 0.1}, stop=0.1)
    assert draw(belief, canvas, Settings(gap_max_tokens=1)) == [Move("insert", 3, 8)]
    assert draw(belief, canvas.apply(Move("insert", 3, 8)), Settings(gap_max_tokens=1)) == [STOP]


def test_tokens_are_counted_between_given_ones() -> None:
    canvas = TWO_GAPS.apply(Move("insert", 1, 9)).apply(Move("insert", 4, 9))
    assert tokens_in_gap_of(canvas, (1, 4, 5, 2, 3)) == [2, 2, 2, 0, 0]


def test_decoding_heeds_the_rules() -> None:
    """The toy writes 8, 7, 9 and stops; with room for two tokens it ends without the last."""
    canvas = list(decode(ToyFamily(inside_out), START, Settings(gap_max_tokens=2)))[-1].after
    assert canvas.answer == (7, 8)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"stop_temperature": 0}, "stop_temperature must lie above 0"),
        ({"min_tokens": 9, "max_tokens": 8}, "fewest tokens to place must not be more"),
        ({"gap_min_tokens": 2, "gap_max_tokens": 1}, "fewest tokens to place must not be more"),
        ({"gap_max_tokens": -1}, "gap_max_tokens must not be negative"),
    ],
)
def test_bad_rules_get_one_sentence(values: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Settings(**values)
