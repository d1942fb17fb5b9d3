import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilm_core.tasks.zebra.catalogue import true_clues
from ilm_core.tasks.zebra.checks import clue_state, clue_states
from ilm_core.tasks.zebra.clue import KINDS, Clue, Size, Thing
from ilm_core.tasks.zebra.generator import candidate_clues, random_solution
from ilm_core.tasks.zebra.puzzle import Puzzle, is_true, parse_facts
from ilm_core.tasks.zebra.words import clue_sentence, introduction, verdict
from tests.ilm_core.test_zebra_puzzle import THREE

SIZE = Size(3, 2)
CLUES = sorted(
    {clue for seed in range(8) for clue in candidate_clues(SIZE, random_solution(SIZE, np.random.default_rng(seed)))},
    key=str,
)
STREETS = [
    tuple((row, house, value) for row, order in enumerate(orders) for house, value in enumerate(order))
    for orders in itertools.product(itertools.permutations(range(3)), repeat=2)
]


@given(st.sampled_from(CLUES), st.sampled_from(STREETS), st.sets(st.integers(0, 5)))
def test_clue_states_agree_with_brute_force(clue: Clue, street: tuple, kept: set[int]) -> None:
    facts = [street[index] for index in kept]
    truths = {is_true(clue, other, 3) for other in STREETS if set(facts) <= set(other)}
    expected = {frozenset({True}): "satisfied", frozenset({False}): "violated"}.get(frozenset(truths), "open")
    assert clue_state(clue, facts, 3) == expected


def test_contradicting_facts_violate_the_clues_they_touch() -> None:
    puzzle = Puzzle.parse("ends LHS c 1 0 RHS CLUE_END ends LHS c 2 0 RHS CLUE_END", SIZE)
    assert clue_states(puzzle, [(0, 0, 0), (0, 2, 0)]) == ["violated", "open"]
    assert clue_states(puzzle, [(0, 1, 0)]) == ["violated", "open"]
    assert clue_states(puzzle, [(0, 1, 1)]) == ["satisfied", "open"]


def test_the_solution_satisfies_every_clue() -> None:
    puzzle = Puzzle.parse(THREE)
    assert set(clue_states(puzzle, parse_facts(THREE["output"]))) == {"satisfied"}
    assert "violated" not in clue_states(puzzle, [])


@pytest.mark.parametrize(
    ("tokens", "sentence"),
    [
        ("immediate-left LHS c 3 0 RHS c 1 0", "The person who drinks tea lives directly left of the red house."),
        ("= LHS c 1 0 RHS c 2 0", "The Norwegian lives in the red house."),
        ("= LHS n 0 0 RHS c 1 3", "The first house is yellow."),
        ("!= LHS c 1 3 RHS n 0 1", "The second house is not yellow."),
        ("= LHS c 5 0 RHS c 3 1", "The person who enjoys chess drinks coffee."),
        ("!= LHS c 3 1 RHS c 5 0", "The person who drinks coffee does not enjoy chess."),
        ("!= LHS c 2 1 RHS c 4 4", "The Italian does not keep the zebra."),
        ("nbr LHS n 0 2 RHS c 2 3", "The person in the third house lives next to the Kenyan."),
        ("left-of LHS c 2 1 RHS c 4 0", "The Italian lives somewhere left of the person who keeps the dog."),
        (
            "inbetween LHS c 1 1 RHS n 0 0 c 2 2",
            "The person in the green house lives somewhere between the first house and the Brazilian.",
        ),
        ("ends LHS c 4 3 RHS", "The person who keeps the fox lives in the first or the last house."),
    ],
)
def test_clues_in_english(tokens: str, sentence: str) -> None:
    assert clue_sentence(Puzzle.parse(f"{tokens} CLUE_END", Size(6, 5)).clues[0]) == sentence


def test_every_clue_has_a_sentence_of_its_own() -> None:
    size = Size(4, 5)
    clues = [
        Clue(KINDS[kind], tuple(Thing(row, house) for row, house in chosen))
        for kind, chosen in true_clues(size)
        if KINDS[kind] != "inbetween"
    ]
    assert len({clue_sentence(clue) for clue in clues}) == len(clues) > 500


def test_the_street_and_the_verdict_in_english() -> None:
    assert introduction(Size(3, 2)) == (
        "3 houses stand in a row, the first on the left. "
        "Each has its own colour (red, green, blue) and nationality (Norwegian, Italian, Brazilian)."
    )
    assert verdict([]) == "The clues contradict each other: no street fits them all."
    assert verdict([STREETS[0]]) == "The clues leave exactly one solution."
    assert verdict([STREETS[0], STREETS[1]]) == (
        "The clues leave more than one solution: the nationality of the second house could be Italian or Brazilian."
    )
