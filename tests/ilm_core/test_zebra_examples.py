from collections import Counter

import numpy as np
import pytest

from ilm_core.families import FAMILIES
from ilm_core.tasks.zebra.catalogue import catalogue, count_ways, deductions, draw_clues, positions
from ilm_core.tasks.zebra.clue import KINDS, VOCABULARY, Size, holds
from ilm_core.tasks.zebra.examples import draw_sets, zebra_examples
from ilm_core.tasks.zebra.order import derivation_steps
from ilm_core.tasks.zebra.puzzle import Puzzle, parse_facts
from ilm_core.tasks.zebra.task import ZebraTask
from ilm_core.vocabulary import PAD

SIZES = (Size(3, 3), Size(4, 3))


def documents(order: str, count: int, seed: int) -> list[dict[str, str]]:
    """Training examples, written as input lines."""
    examples = zebra_examples(SIZES, order, "training", np.random.default_rng(seed), count)
    rows = zip(examples.prompts, examples.targets)
    return [
        {name: " ".join(VOCABULARY.decode(ids[ids != PAD])) for name, ids in zip(("input", "output"), row)}
        for row in rows
    ]


@pytest.mark.parametrize("order", ["house", "solver"])
def test_arrays_hold_well_formed_puzzles_with_one_solution(order: str) -> None:
    task, sizes, kinds = ZebraTask(order, SIZES), Counter(), Counter()
    for document in documents(order, 200, 0):
        task.check_input(document)
        puzzle = Puzzle.parse(document)
        assert Puzzle.parse(document["input"]).size == puzzle.size  # the clues alone show the size
        assert count_ways(puzzle) == 1
        facts = parse_facts(document["output"])
        assert order == "solver" or list(facts) == sorted(facts, key=lambda fact: (fact[1], fact[0]))
        sizes[puzzle.size] += 1
        kinds.update(clue.kind for clue in puzzle.clues)
    assert set(sizes) == set(SIZES) and min(sizes.values()) > 60
    assert set(kinds) == set(KINDS)


def test_both_orders_are_of_the_same_puzzles() -> None:
    for one, other in zip(documents("house", 100, 5), documents("solver", 100, 5)):
        assert one["input"] == other["input"]
        assert sorted(parse_facts(one["output"])) == sorted(parse_facts(other["output"]))
        assert len(one["output"]) == len(other["output"])


def test_values_and_order_of_clues_give_nothing_away() -> None:
    facts = [parse_facts(document["output"]) for document in documents("house", 2000, 2)]
    first = Counter(one[0][2] for one in facts if len(one) == 9)
    assert max(first.values()) < 1.3 * min(first.values())  # any value is as likely in the first house
    kinds = [Puzzle.parse(document["input"]).clues for document in documents("house", 1000, 3)]
    halves = [np.mean([clues[index].kind == "=" for clues in kinds]) for index in (0, -1)]
    assert abs(halves[0] - halves[1]) < 0.1


def test_equal_seeds_give_equal_data() -> None:
    assert documents("house", 20, 4) == documents("house", 20, 4) != documents("house", 20, 5)


def test_the_reader_finds_a_told_fact_first_and_what_follows_from_it_next() -> None:
    size = Size(3, 1)  # value h is in house h; told: 0 is in house 0, then 1 is next to 0
    kinds = np.array([[KINDS.index("="), KINDS.index("nbr")]])
    rows = np.array([[[0, 1, -1], [1, 1, -1]]])
    places = np.array([[[0, 0, -1], [1, 0, -1]]])
    assert derivation_steps(size, kinds, rows, places).tolist() == [[[1, 2, 2]]]


def test_the_reader_finds_most_facts_and_leaves_the_rest_for_last() -> None:
    size = Size(4, 3)
    clues = catalogue(size)
    chosen = draw_sets(clues, "training", np.random.default_rng(6), 100)
    steps = derivation_steps(size, clues.kinds[chosen], clues.rows[chosen], clues.places[chosen])
    never = steps == np.iinfo(np.int32).max
    assert 0.05 < never.any((1, 2)).mean() < 0.4
    assert (steps[~never] <= 100 * chosen.shape[1]).all() and (steps > 0).all()


def test_larger_sizes_are_drawn_too() -> None:
    examples = zebra_examples([Size(3, 4)], "house", "test", np.random.default_rng(0), 8)
    assert examples.targets.shape == (8, 36)
    assert all(count_ways(puzzle) == 1 for puzzle in map(puzzle_of, examples.prompts))


def puzzle_of(prompt: np.ndarray) -> Puzzle:
    """The puzzle of a row of prompt ids."""
    return Puzzle.parse(" ".join(VOCABULARY.decode(prompt[prompt != PAD])))


def test_a_draw_without_enough_clues_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ilm_core.tasks.zebra.catalogue.DRAWN", 6)  # most draws of six clues leave several solutions
    size = Size(3, 3)
    assert len(draw_clues(catalogue(size), np.random.default_rng(0), 20)) < 20
    for seed in range(20):
        assert len(draw_sets(catalogue(size), "training", np.random.default_rng(seed), 1)) == 1


def test_emphasised_kinds_are_drawn_and_no_others() -> None:
    size = Size(3, 3)
    clues = catalogue(size)
    for kind in ("=", "left-of"):
        emphasis = np.tile(np.eye(len(KINDS))[KINDS.index(kind)], (50, 1))
        chosen = draw_sets(clues, "training", np.random.default_rng(7), 50, emphasis)
        assert {KINDS[number] for number in clues.kinds[chosen[chosen != clues.none]]} == {kind}


def test_deductions_leave_one_solution_to_who_knows_a_row_and_often_more_to_others() -> None:
    size = Size(3, 2)
    where = positions(size)
    for shown in (1, 2):
        clues = deductions(size, shown)
        told = (where[shown] == np.arange(3)[:, None]).all(0)
        left = []
        for row in draw_sets(clues, "training", np.random.default_rng(8), 100):
            true = np.ones(where.shape[2], bool)
            for kind, things in map(clues.clue, row[row != clues.none]):
                assert 3 - shown in [thing for thing, _ in things]
                true &= holds(KINDS[kind], [where[thing] for thing in things], 3)
            assert (true & told).sum() == 1
            left.append(true.sum())
        assert np.mean(np.array(left) > 1) > 0.5


def test_where_tokens_are_inserted_place_and_token_are_chosen_together() -> None:
    rules = {name: ZebraTask().settings(family).place_rule for name, family in FAMILIES.items()}
    assert rules == {"ilm": "joint", "it": "joint", "mdm": "confidence", "arm": FAMILIES["arm"].settings.place_rule}
