"""What a model is shown while it learns zebra puzzles: easy ones first.

Whole puzzles alone teach nothing in tens of thousands of batches: no single token of a clue says anything
about the answer, only a kind, an attribute, a house and a value together do. Three things give a start,
each fading out: clues that plainly say which value is in a house, streets with one or two attributes, and
answers of which only the values are missing.
"""

import numpy as np

from ilm_core.examples import Examples
from ilm_core.tasks.zebra.catalogue import stack
from ilm_core.tasks.zebra.clue import Size
from ilm_core.tasks.zebra.examples import Order, puzzles_of_size
from ilm_core.vocabulary import PAD

FIRST = 0.15  # part of the training with the easiest puzzles only
GROWTH = 0.45  # part of the training after that, over which puzzles become as hard as they get
SMALLER = 0.25  # share of streets with fewer attributes, from then on
FRAMED = 0.5  # share of answers of which only the values are missing, from then on


def difficulties(rng: np.random.Generator, count: int, progress: float) -> np.ndarray:
    """How hard each of ``count`` puzzles is, as `draw_clues` takes it: evenly spread up to a limit that grows.

    In the end half of the puzzles are as hard as test puzzles are.
    """
    limit = 2 * np.clip((progress - FIRST) / GROWTH, 0, 1)
    return np.minimum(limit * rng.random(count), 1.0)


def lesson(sizes: tuple[Size, ...], order: Order, rng: np.random.Generator, count: int, progress: float) -> Examples:
    """Training examples for a moment of the training.

    Args:
        sizes: of the puzzles to learn.
        order: of the facts in the target.
        rng: source of randomness.
        count: number of examples.
        progress: part of the training that is done, 0 to 1.
    """
    started = progress >= FIRST
    smaller = sorted({Size(size.houses, fewer) for size in sizes for fewer in range(1, size.attributes)}, key=str)
    chances = [
        *[(SMALLER if started else 1.0) / len(smaller)] * len(smaller),
        *[(1 - SMALLER if started else 0.0) / len(sizes)] * len(sizes),
    ]
    parts = [
        puzzles_of_size(size, order, "training", rng, number, difficulties(rng, number, progress))
        for size, number in zip((*smaller, *sizes), rng.multinomial(count, chances))
        if number
    ]
    targets = stack([part.targets for part in parts], PAD)
    framed = rng.random(count) < (FRAMED if started else 1.0)
    values = (np.arange(targets.shape[1]) % 3 == 2) & (targets != PAD)
    return Examples(stack([part.prompts for part in parts], PAD), targets, framed[:, None] & ~values)
