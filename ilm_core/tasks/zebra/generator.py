"""One puzzle of any size, and clues to add to one.

Drawn by the same rule as `catalogue.draw_clues`, with the SAT solver in place of the bit tables, which grow
too large beyond four houses.
"""

from collections.abc import Sequence

import numpy as np

from ilm_core.tasks.zebra.catalogue import KEEP_REDUNDANT, true_clues
from ilm_core.tasks.zebra.clue import INTERCHANGEABLE, KINDS, Clue, Size, Thing
from ilm_core.tasks.zebra.puzzle import Fact, Puzzle, spoken_size
from ilm_core.tasks.zebra.solver import Street

SIZES = "A random puzzle has 3 to 6 houses and 3 to 5 attributes."


def random_puzzle(size: Size, seed: int) -> tuple[Puzzle, tuple[Fact, ...]]:
    """Draw a puzzle with exactly one solution.

    Args:
        size: 3 to 6 houses by 3 to 5 attributes.
        seed: the same seed gives the same puzzle.

    Returns:
        The puzzle and its solution, facts sorted. The clues speak of the last house or of a last value,
        so that they show the size of the street.

    Raises:
        ValueError: with one sentence, if there are no puzzles of the size.
    """
    if not (3 <= size.houses <= 6 and 3 <= size.attributes <= 5):
        raise ValueError(SIZES)
    rng = np.random.default_rng(seed)
    while True:
        facts = random_solution(size, rng)
        puzzle = Puzzle(tuple(needed_clues(size, facts, rng)), size)
        if spoken_size(puzzle.clues) == size:
            return puzzle, facts


def random_solution(size: Size, rng: np.random.Generator) -> tuple[Fact, ...]:
    """Draw what is in each house."""
    values = [rng.permutation(size.houses).tolist() for _ in range(size.attributes)]
    return tuple((row, house, value) for row, order in enumerate(values) for house, value in enumerate(order))


def candidate_clues(size: Size, facts: Sequence[Fact]) -> list[Clue]:
    """Every clue that is true of a solution, as `catalogue.true_clues` lists them."""
    value = {(row + 1, house): value for row, house, value in facts}
    return [
        Clue(KINDS[kind], tuple(Thing(row, value.get((row, house), house)) for row, house in chosen))
        for kind, chosen in true_clues(size)
    ]


def needed_clues(size: Size, facts: Sequence[Fact], rng: np.random.Generator) -> list[Clue]:
    """Draw clues until only one solution is left, then drop the redundant ones but for a few."""
    candidates = candidate_clues(size, facts)
    of_kind = [[clue for clue in candidates if clue.kind == kind] for kind in KINDS]
    with Street(size) as street:
        street.forbid(facts)
        active: list[int] = []
        while street.solve(active) is not None:
            clues = of_kind[rng.integers(len(KINDS))]
            active.append(street.add(in_random_order(clues[rng.integers(len(clues))], rng)))
        for index in rng.permutation(active).tolist():
            rest = [other for other in active if other != index]
            if rng.random() >= KEEP_REDUNDANT and street.solve(rest) is None:
                active = rest
        return [street.clues[index] for index in active]


def in_random_order(clue: Clue, rng: np.random.Generator) -> Clue:
    """The clue, with things whose order says nothing in a random order."""
    things = list(clue.things)
    if clue.kind in INTERCHANGEABLE and rng.random() < 0.5:
        one, other = INTERCHANGEABLE[clue.kind]
        things[one], things[other] = things[other], things[one]
    return Clue(clue.kind, tuple(things))
