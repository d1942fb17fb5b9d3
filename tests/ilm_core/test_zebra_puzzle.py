from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilm_core.tasks.zebra.clue import INTERCHANGEABLE, KINDS, OPERANDS, VOCABULARY, Clue, Size, Thing, holds
from ilm_core.tasks.zebra.puzzle import Puzzle, is_true, parse_facts
from ilm_core.tasks.zebra.solver import first_solutions
from ilm_core.tasks.zebra.task import ZebraTask
from ilm_core.vocabulary import SPECIAL

# The two puzzles that the format is known by, with their answers.
THREE = {
    "input": "nbr LHS n 0 2 RHS c 1 0 CLUE_END != LHS c 3 2 RHS c 1 0 CLUE_END "
    "immediate-left LHS c 1 1 RHS c 2 2 CLUE_END != LHS n 0 0 RHS c 3 1 CLUE_END = LHS c 3 1 RHS c 2 1 CLUE_END",
    "output": "0 0 1 0 1 0 0 2 2 1 0 0 1 1 2 1 2 1 2 0 2 2 1 0 2 2 1",
}
FOUR = {
    "input": "nbr LHS n 0 0 RHS c 3 0 CLUE_END != LHS c 2 0 RHS c 3 3 CLUE_END "
    "immediate-left LHS n 0 2 RHS c 3 1 CLUE_END left-of LHS c 2 1 RHS c 3 1 CLUE_END = LHS n 0 0 RHS c 2 3 CLUE_END "
    "left-of LHS c 1 1 RHS c 1 3 CLUE_END nbr LHS c 2 1 RHS c 3 3 CLUE_END nbr LHS c 1 1 RHS c 2 2 CLUE_END "
    "= LHS c 1 0 RHS c 2 1 CLUE_END",
    "output": "0 0 2 0 1 0 0 2 1 0 3 3 1 0 3 1 1 1 1 2 0 1 3 2 2 0 3 2 1 0 2 2 2 2 3 1",
}
TASK = ZebraTask(sizes=(Size(3, 3), Size(4, 3)))


def things() -> st.SearchStrategy[Thing]:
    return st.builds(Thing, st.integers(0, 5), st.integers(0, 5))


@st.composite
def clues(draw: Any) -> Clue:
    kind = draw(st.sampled_from(KINDS))
    count = OPERANDS[kind]
    return Clue(kind, tuple(draw(st.lists(things(), min_size=count, max_size=count, unique=True))))


def test_vocabulary_is_the_fields() -> None:
    words = "0 1 2 3 4 5 nbr left-of inbetween immediate-left ends != = c n CLUE_END RHS LHS"
    assert " ".join(VOCABULARY.tokens[len(SPECIAL) :]) == words and len(VOCABULARY) == 25


@pytest.mark.parametrize(("document", "size"), [(THREE, "3×3"), (FOUR, "4×3")])
def test_the_fields_examples_are_read_and_solved(document: dict[str, str], size: str) -> None:
    TASK.check_input(document)
    puzzle = Puzzle.parse(document)
    assert str(puzzle.size) == TASK.group(document) == size
    assert first_solutions(puzzle) == [parse_facts(document["output"])]
    assert puzzle.to_dict(parse_facts(document["output"])) == document
    assert VOCABULARY.decode(TASK.prompt(document)) == document["input"].split()
    assert VOCABULARY.decode(TASK.target(document)) == document["output"].split()


@given(st.lists(clues(), min_size=1, max_size=8))
def test_clues_survive_writing_and_reading(listed: list[Clue]) -> None:
    puzzle = Puzzle(tuple(listed), Size(6, 5))
    assert Puzzle.parse(puzzle.text, puzzle.size) == puzzle
    assert Puzzle.parse({"input": puzzle.text}).clues == puzzle.clues
    assert VOCABULARY.decode(VOCABULARY.encode(puzzle.text.split())) == puzzle.text.split()


@given(clues(), st.lists(st.integers(0, 5), min_size=3, max_size=3))
def test_a_clue_says_the_same_however_interchangeable_things_are_written(clue: Clue, where: list[int]) -> None:
    positions = where[: len(clue.things)]
    for one, other in [INTERCHANGEABLE[clue.kind]] if clue.kind in INTERCHANGEABLE else []:
        turned = positions.copy()
        turned[one], turned[other] = turned[other], turned[one]
        assert holds(clue.kind, positions, 6) == holds(clue.kind, turned, 6)


@pytest.mark.parametrize(
    ("kind", "where", "true"),
    [
        ("=", (1, 1), True),
        ("!=", (1, 1), False),
        ("left-of", (0, 3), True),
        ("left-of", (3, 0), False),
        ("immediate-left", (1, 2), True),
        ("immediate-left", (0, 2), False),
        ("nbr", (2, 1), True),
        ("nbr", (0, 2), False),
        ("inbetween", (1, 3, 0), True),
        ("inbetween", (0, 1, 3), False),
        ("inbetween", (1, 1, 3), False),
        ("ends", (3,), True),
        ("ends", (1,), False),
    ],
)
def test_what_clues_mean_on_four_houses(kind: str, where: tuple[int, ...], true: bool) -> None:
    assert holds(kind, where, 4) == true
    assert holds(kind, [np.array([house, house]) for house in where], 4).tolist() == [true, true]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"input": "near LHS c 1 0 RHS c 2 0 CLUE_END"}, "Clue 1: 'near' is no clue type; the types are =, !=,"),
        ({"input": "= LHS c 1 0 RHS c 2 0 CLUE_END = LHS c 1 0 CLUE_END"}, "Clue 2: a clue of type = is written ="),
        ({"input": "ends LHS c 1 0 RHS c 2 0 CLUE_END"}, "ends LHS k a v RHS CLUE_END."),
        ({"input": "= LHS c 1 0 RHS c 2 0"}, "Clue 1: it does not end in CLUE_END."),
        ({"input": "= LHS c 1 0 RHS c 2 9 CLUE_END"}, "Clue 1: 'c 2 9' is neither"),
        ({"input": "= LHS n 1 0 RHS c 2 1 CLUE_END"}, "Clue 1: 'n 1 0' is neither"),
        ({"input": "= LHS c 1 0 RHS c 1 0 CLUE_END"}, "Clue 1: it relates c 1 0 to itself."),
        ({"input": "= LHS c 1 0 RHS c 2 5 CLUE_END"}, "Clue 1: c 2 5 is not on a street of 3×3 (houses × attributes)."),
        ({"input": ""}, "The puzzle has no clues."),
        ({"input": 7}, "The puzzle has no input"),
        ({"input": "CLUE_END"}, "Clue 1: 'CLUE_END' is no clue type"),
        ({"output": "0 0"}, "The output must be triples"),
        ({"output": "0 0 9"}, "The output must be triples"),
        ({"output": None}, "The output must be triples"),
        ({"output": "0 0 1 0 1 0 0 2 2"}, "Clue 2: c 3 2 is not on a street of 3×1"),
        ({"output": THREE["output"][:-1] + "0"}, "The output must give each of the 3 houses one value"),
        ({"output": FOUR["output"]}, "is not true of the output."),
        (
            {"input": FOUR["input"], "output": FOUR["output"].replace("0 0 2 0 1 0", "0 0 0 0 1 2")},
            "Clue 9: it is not true",
        ),
        ({"input": THREE["input"].partition("=")[0] + "LHS c 3 2 RHS c 1 0 CLUE_END"}, "Clue 2"),
        ({"input": "= LHS n 0 0 RHS c 1 1 CLUE_END"}, "The clues leave 72 solutions, not one."),
    ],
)
def test_bad_puzzles_get_one_sentence(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        TASK.check_input({**THREE, **change})
    assert sentence in str(caught.value) and "\n" not in str(caught.value)


def test_puzzles_without_output_or_of_other_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="The puzzle has no output"):
        TASK.check_input({"input": THREE["input"]})
    with pytest.raises(ValueError, match=r"The puzzle is 2×1 .*; the models know 3×3 and 4×3\."):
        TASK.check_input({"input": "= LHS n 0 0 RHS c 1 0 CLUE_END", "output": "0 0 0 0 1 1"})


def test_a_puzzle_keeps_its_size_when_a_clue_goes() -> None:
    puzzle = Puzzle.parse(FOUR)
    smaller = puzzle.without(2)
    assert smaller.size == puzzle.size and len(smaller.clues) == 8
    assert smaller.with_clue(puzzle.clues[2]).clues[-1] == puzzle.clues[2]
    assert len(puzzle.clues) == 9
    assert all(is_true(clue, parse_facts(FOUR["output"]), 4) for clue in puzzle.clues)
