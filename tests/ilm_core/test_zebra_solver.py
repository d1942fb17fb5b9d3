import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from ilm_core.tasks.zebra.catalogue import count_ways
from ilm_core.tasks.zebra.checks import clue_states
from ilm_core.tasks.zebra.clue import KINDS, Clue, Size, Thing
from ilm_core.tasks.zebra.examples import zebra_examples
from ilm_core.tasks.zebra.generator import candidate_clues, random_puzzle, random_solution
from ilm_core.tasks.zebra.puzzle import Puzzle, is_true, parse_facts, spoken_size
from ilm_core.tasks.zebra.solver import count_solutions, first_solutions, solutions
from ilm_core.tasks.zebra.task import ZebraTask

PUZZLES = Path(__file__).parents[1] / "fixtures" / "zebra_puzzles.jsonl"  # `random_puzzle` of seeds 0 to 99

# "Who owns the zebra?", Life International, 17 December 1962, in the order of its sentences. Attributes:
# colour (red green ivory yellow blue), nation (English Spanish Ukrainian Norwegian Japanese), drink (coffee tea
# milk juice water), smoke (Old Gold, Kools, Chesterfields, Lucky Strike, Parliaments),
# pet (dog snails fox horse zebra).
CLASSIC = """
= LHS c 2 0 RHS c 1 0 CLUE_END  = LHS c 2 1 RHS c 5 0 CLUE_END  = LHS c 3 0 RHS c 1 1 CLUE_END
= LHS c 2 2 RHS c 3 1 CLUE_END  immediate-left LHS c 1 2 RHS c 1 1 CLUE_END  = LHS c 4 0 RHS c 5 1 CLUE_END
= LHS c 4 1 RHS c 1 3 CLUE_END  = LHS c 3 2 RHS n 0 2 CLUE_END  = LHS c 2 3 RHS n 0 0 CLUE_END
nbr LHS c 4 2 RHS c 5 2 CLUE_END  nbr LHS c 4 1 RHS c 5 3 CLUE_END  = LHS c 4 3 RHS c 3 3 CLUE_END
= LHS c 2 4 RHS c 4 4 CLUE_END  nbr LHS c 2 3 RHS c 1 4 CLUE_END
"""
NORWEGIAN, JAPANESE, WATER, ZEBRA = (1, 3), (1, 4), (2, 4), (4, 4)  # (row, value)


def test_the_classic_zebra_is_solved() -> None:
    found = first_solutions(Puzzle.parse(CLASSIC, Size(5, 5)))
    assert len(found) == 1
    house = {(row, value): place for row, place, value in found[0]}
    assert house[WATER] == house[NORWEGIAN] == 0
    assert house[ZEBRA] == house[JAPANESE] == 4


@pytest.mark.parametrize("size", [Size(2, 1), Size(3, 2), Size(3, 3), Size(4, 2)])
def test_solver_and_brute_force_agree_on_any_clues(size: Size) -> None:
    rng = np.random.default_rng(1)
    counts = []
    for _ in range(40):
        puzzle = Puzzle(tuple(any_clue(size, rng) for _ in range(rng.integers(1, 7))), size)
        counts.append(count_ways(puzzle))
        found = list(solutions(puzzle))
        assert len(found) == len(set(found)) == counts[-1]
        for facts in found:
            puzzle.check_solution(facts)
    assert 0 in counts and max(counts) > 1


def any_clue(size: Size, rng: np.random.Generator) -> Clue:
    """A clue of any kind about any things, true or not."""
    things = [Thing(row, value) for row in range(size.attributes + 1) for value in range(size.houses)]
    chosen = [things[index] for index in rng.permutation(len(things))[:3]]
    kind = KINDS[rng.integers(len(KINDS))]
    return Clue(kind, tuple(chosen[: {"ends": 1, "inbetween": 3}.get(kind, 2)]))


@pytest.mark.parametrize("size", [Size(3, 3), Size(4, 3), Size(4, 4), Size(5, 4), Size(6, 5)], ids=str)
def test_random_puzzles_have_one_solution_and_show_their_size(size: Size) -> None:
    puzzle, facts = random_puzzle(size, 7)
    assert random_puzzle(size, 7) == (puzzle, facts)
    assert random_puzzle(size, 8) != (puzzle, facts)
    assert first_solutions(puzzle) == [facts]
    assert spoken_size(puzzle.clues) == puzzle.size == size
    assert Puzzle.parse(puzzle.to_dict(facts)) == puzzle


@pytest.mark.parametrize("size", [Size(2, 3), Size(7, 3), Size(3, 2), Size(3, 6)])
def test_sizes_without_puzzles_are_refused(size: Size) -> None:
    with pytest.raises(ValueError, match=r"3 to 6 houses and 3 to 5 attributes\."):
        random_puzzle(size, 0)


def test_both_generators_draw_the_same_kind_of_puzzle() -> None:
    rng = np.random.default_rng(3)
    prompts = zebra_examples([Size(3, 3)], "house", "training", rng, 300).prompts
    end = ZebraTask.vocabulary.encode(["CLUE_END"])[0]
    arrays = (prompts == end).sum(1).mean()
    singles = np.mean([len(random_puzzle(Size(3, 3), seed)[0].clues) for seed in range(100)])
    assert singles == pytest.approx(arrays, abs=0.5)  # standard error of the two means: 0.1


def test_few_clues_are_redundant() -> None:
    puzzles = [random_puzzle(Size(3, 3), seed)[0] for seed in range(60)]
    redundant = [
        count_solutions(puzzle.without(index)) == 1 for puzzle in puzzles for index in range(len(puzzle.clues))
    ]
    assert 0 < np.mean(redundant) < 0.3


def test_candidates_are_true_and_of_every_kind() -> None:
    size = Size(3, 3)
    facts = random_solution(size, np.random.default_rng(0))
    candidates = candidate_clues(size, facts)
    assert all(is_true(clue, facts, 3) for clue in candidates)
    assert {clue.kind for clue in candidates} == set(KINDS)
    assert len(set(candidates)) == len(candidates)
    assert count_solutions(Puzzle(tuple(candidates), size)) == 1


def test_six_houses_are_solved() -> None:
    puzzle, _ = random_puzzle(Size(6, 5), 1)
    assert count_solutions(puzzle) == 1
    assert count_solutions(puzzle.without(0), limit=3) >= 1


def test_the_solver_and_the_checks_agree_with_a_hundred_stored_puzzles() -> None:
    """Solutions were drawn before the clues were; so the file knows them without the solver."""
    documents = [json.loads(line) for line in PUZZLES.read_text().splitlines()]
    assert len(documents) == 100
    for document in documents:
        puzzle, facts = Puzzle.parse(document), parse_facts(document["output"])
        assert first_solutions(puzzle) == [facts]
        assert set(clue_states(puzzle, facts)) == {"satisfied"}
        assert "violated" not in clue_states(puzzle, facts[::2])
        (row, house, value), (_, other, exchanged) = facts[:2]
        wrong = ((row, house, exchanged), (row, other, value), *facts[2:])
        assert "violated" in clue_states(puzzle, wrong)  # or there would be a second solution


@pytest.mark.slow
def test_thousands_of_training_puzzles_have_one_solution() -> None:
    task, rng = ZebraTask(), np.random.default_rng(11)
    for document in itertools.islice(iter(lambda: task.random_input(rng), None), 3000):
        assert first_solutions(Puzzle.parse(document)) == [parse_facts(document["output"])]
