import math
from collections import Counter

import pytest
import torch

from ilm_core.belief import Belief
from ilm_core.canvas import STOP, Move
from ilm_core.sampling import Settings, choose, make_settings, perturbed
from ilm_core.vocabulary import EOS, PAD
from tests.ilm_core.toy import belief_of

# Place 3 is likelier (0.55) than place 5 (0.35), but the likeliest single move is at 5.
BELIEF = belief_of("insert", {(3, 7): 0.30, (3, 8): 0.25, (5, 9): 0.35}, stop=0.10)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def draws(settings: Settings, belief: Belief = BELIEF, count: int = 4000) -> Counter:
    source = generator()
    return Counter(choose(belief, settings, source)[0] for _ in range(count))


def test_belief_reads_as_written() -> None:
    assert BELIEF.total == pytest.approx(1, abs=1e-6)
    assert BELIEF.stop == pytest.approx(0.1)
    assert BELIEF.log_places.exp().tolist() == pytest.approx([0.55, 0.35])
    assert BELIEF.log_tokens[0, 7].exp().item() == pytest.approx(0.30 / 0.55)
    assert BELIEF.entropy == pytest.approx(-sum(p * math.log(p) for p in (0.3, 0.25, 0.35, 0.1)))
    assert [BELIEF.rank(move) for move in (Move("insert", 5, 9), Move("insert", 3, 7), Move("insert", 3, 8), STOP)] == [
        1,
        2,
        3,
        4,
    ]


def test_greedy_place_then_token_differs_from_greedy_joint() -> None:
    assert choose(BELIEF, Settings(), generator()) == [Move("insert", 3, 7)]
    assert choose(BELIEF, Settings(place_rule="joint"), generator()) == [Move("insert", 5, 9)]


def test_joint_sampling_follows_the_belief_without_stop() -> None:
    counts = draws(Settings(place_rule="joint", token_temperature=1, stop_threshold=0.5))
    assert counts[Move("insert", 5, 9)] / 4000 == pytest.approx(0.35 / 0.9, abs=0.03)
    assert STOP not in counts


def test_stop_takes_part_in_the_draw_when_there_is_no_threshold() -> None:
    for rule in ("joint", "marginal"):
        counts = draws(Settings(place_rule=rule, token_temperature=1, place_temperature=1, stop_threshold=None))
        assert counts[STOP] / 4000 == pytest.approx(0.1, abs=0.02)
        assert counts[Move("insert", 3, 8)] / 4000 == pytest.approx(0.25, abs=0.03)


def test_place_and_token_have_rules_of_their_own() -> None:
    counts = draws(Settings(place_temperature=1, token_temperature=0))
    assert set(counts) == {Move("insert", 3, 7), Move("insert", 5, 9)}
    assert counts[Move("insert", 3, 7)] / 4000 == pytest.approx(0.55 / 0.9, abs=0.03)


@pytest.mark.parametrize("rule", ["confidence", "margin", "entropy"])
def test_the_end_waits_if_it_is_asked_to(rule: str) -> None:
    """Cell 4 is sure to be padding and cell 6 likely to be the end; cells 3 and 5 are words, and surer is 5."""
    moves = {(3, 7): 0.2, (3, 8): 0.05, (4, PAD): 0.25, (5, 9): 0.24, (5, 7): 0.01, (6, EOS): 0.21, (6, 7): 0.04}
    belief = belief_of("unmask", moves)
    settings = Settings(place_rule=rule, cells_per_pass=0)
    order = [move.place for move in choose(belief, settings, generator())]
    assert order == [4, 5, 6, 3]
    waiting = make_settings(settings, {"end_waits": True})
    assert [move.place for move in choose(belief, waiting, generator())] == [5, 3, 4, 6]
    with pytest.raises(ValueError, match="end_waits cannot be '1'"):
        make_settings(settings, {"end_waits": 1})


def test_places_from_left_to_right() -> None:
    belief = belief_of("unmask", {(3, 7): 0.1, (4, 7): 0.5, (5, 7): 0.4})
    moves = choose(belief, Settings(place_rule="first", cells_per_pass=2), generator())
    assert [move.place for move in moves] == [3, 4]


def test_stop_threshold_is_inclusive() -> None:
    belief = belief_of("insert", {(3, 7): 0.5}, stop=0.5)
    assert choose(belief, Settings(stop_threshold=0.5), generator()) == [STOP]
    assert choose(belief, Settings(stop_threshold=0.51), generator()) == [Move("insert", 3, 7)]


def test_top_k_and_top_p() -> None:
    weights = torch.tensor([0.5, 0.3, 0.15, 0.05]).log()
    assert perturbed(weights, 1.0, 2, 1.0, generator()).isneginf().tolist() == [False, False, True, True]
    # The token that crosses p stays: 0.5 < 0.6 <= 0.8.
    assert perturbed(weights, 1.0, 0, 0.6, generator()).isneginf().tolist() == [False, False, True, True]
    assert perturbed(weights, 1.0, 0, 0.5, generator()).isneginf().tolist() == [False, True, True, True]
    assert perturbed(weights, 0.0, 2, 0.5, generator()).equal(weights)


def test_temperature_sharpens() -> None:
    weights = torch.tensor([0.6, 0.4]).log()
    source = generator()
    picks = Counter(int(perturbed(weights, 0.5, 0, 1.0, source).argmax()) for _ in range(4000))
    assert picks[0] / 4000 == pytest.approx(0.36 / (0.36 + 0.16), abs=0.03)


CELLS = belief_of(
    "unmask",

    {
        (4, 7): 0.60 / 3, (4, 8): 0.40 / 3,
        (5, 7): 0.55 / 3, (5, 8): 0.05 / 3, (5, 9): 0.05 / 3, (5, 10): 0.05 / 3, (5, 11): 0.30 / 3,
        (6, 7): 0.58 / 3, (6, 8): 0.21 / 3, (6, 9): 0.21 / 3,
    },
)  # fmt: skip


@pytest.mark.parametrize(("rule", "cell"), [("confidence", 4), ("margin", 6), ("entropy", 4)])
def test_order_rules_of_masked_cells(rule: str, cell: int) -> None:
    """Best tokens 0.60, 0.55, 0.58; leads 0.20, 0.25, 0.37; entropies 0.67, 1.14, 0.97."""
    assert choose(CELLS, Settings(place_rule=rule), generator()) == [Move("unmask", cell, 7)]


def test_random_order_is_uniform_over_cells() -> None:
    counts = Counter(move.place for move in draws(Settings(place_rule="random"), CELLS).elements())
    assert all(counts[cell] / 4000 == pytest.approx(1 / 3, abs=0.03) for cell in (4, 5, 6))


@pytest.mark.parametrize(("cells", "places"), [(1, [4]), (2, [4, 6]), (0, [4, 6, 5]), (9, [4, 6, 5])])
def test_several_cells_in_one_pass(cells: int, places: list[int]) -> None:
    moves = choose(CELLS, Settings(place_rule="confidence", cells_per_pass=cells), generator())
    assert [move.place for move in moves] == places


def test_finished_gaps_are_left_alone() -> None:
    belief = belief_of("insert", {(3, 7): 0.6, (5, 8): 0.3}, stop=0.1)
    gaps = Belief("insert", belief.places, belief.log_moves, belief.log_stop, torch.tensor([0.95, 0.4]).log())
    assert choose(gaps, Settings(stop_threshold=0.9), generator()) == [Move("insert", 5, 8)]
    assert choose(gaps, Settings(stop_threshold=0.3), generator()) == [STOP]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"place_rule": "best"}, "The place rule must be one of"),
        ({"token_temperature": -1}, "must not be negative"),
        ({"token_top_p": 0}, "must lie above 0"),
        ({"place_rule": "margin", "stop_threshold": None}, "needs a stop threshold"),
        ({"max_tokens": 0}, "at least 1"),
    ],
)
def test_bad_settings_get_one_sentence(values: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Settings(**values)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 10**400])
def test_what_is_no_number_is_refused(value: float) -> None:
    for name in ("token_temperature", "stop_threshold"):
        with pytest.raises(ValueError, match=f"The setting {name} cannot be"):
            make_settings(Settings(), {name: value})
    with pytest.raises(ValueError, match="stop_threshold must not be negative"):
        make_settings(Settings(), {"stop_threshold": -0.1})


def test_only_cells_that_are_kept_are_filled() -> None:
    cells = belief_of("unmask", {(1, 7): 0.5, (2, 8): 0.3, (3, 9): 0.2})
    rules = Settings(place_temperature=1, place_top_k=1, cells_per_pass=3)
    assert choose(cells, rules, generator()) == [Move("unmask", 1, 7)]
