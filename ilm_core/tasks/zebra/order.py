"""The order in which a patient reader derives the facts of a puzzle, easy ones first.

The reader goes through the clues again and again, and notes after each clue which houses it leaves to the
things it speaks of, given what is known of the others; a house that is taken is struck from the rest of its
row, and a house that only one value can have gets it. Facts that this never finds need trial and error.
"""

import numpy as np

from ilm_core.tasks.zebra.clue import KINDS, OPERANDS, Size, holds


def relations(houses: int) -> np.ndarray:
    """Whether a clue of each kind holds when its things are in given houses (7, houses, houses, houses).

    Kinds with fewer than three things do not depend on the last axes.
    """
    where = np.indices((houses,) * 3)
    return np.stack([holds(kind, list(where[: OPERANDS[kind]]), houses) for kind in KINDS])


def strike(possible: np.ndarray) -> np.ndarray:
    """Use that the values of a row are in different houses; ``possible`` is (B, rows, values, houses)."""
    settled = possible & (possible.sum(3, keepdims=True) == 1)
    possible = possible & (settled | ~settled.any(2, keepdims=True))
    alone = possible & (possible.sum(2, keepdims=True) == 1)  # no other value can have the house
    return np.where(alone.any(3, keepdims=True), alone, possible)


def derivation_steps(size: Size, kinds: np.ndarray, rows: np.ndarray, places: np.ndarray) -> np.ndarray:
    """When each fact is derived, in clues read.

    Args:
        size: of the puzzles, whose solution is "value h of every attribute is in house h".
        kinds: index into `KINDS` (B, C).
        rows, places: of the things of each clue (B, C, 3), -1 where there is none.

    Returns:
        Clues read (B, attributes, houses); a number larger than all others where the reader never finds it.
    """
    table, count = relations(size.houses), len(kinds)
    possible = np.ones((count, size.attributes + 1, size.houses, size.houses), bool)
    possible[:, 0] = np.eye(size.houses, dtype=bool)
    steps = np.full((count, size.attributes, size.houses), np.iinfo(np.int32).max)
    batch, read, known = np.arange(count)[:, None], 0, -1
    while (left := possible.sum()) != known:
        known = left
        for column in range(kinds.shape[1]):
            read += 1
            row, place = rows[:, column], places[:, column]  # (B, 3)
            absent = (row < 0)[..., None]
            first, second, third = np.moveaxis(possible[batch, row, place] | absent, 1, 0)  # (B, houses) each
            allowed = table[kinds[:, column]] & first[:, :, None, None] & second[:, None, :, None]
            allowed &= third[:, None, None, :]
            seen = np.stack([allowed.any(axes) for axes in ((2, 3), (1, 3), (1, 2))], 1)  # (B, 3, houses)
            for thing in range(3):
                index = (batch[:, 0], row[:, thing], place[:, thing])
                possible[index] &= seen[:, thing] | absent[:, thing]
            possible = strike(possible)
            found = possible[:, 1:].sum(3) == 1
            steps = np.where(found, np.minimum(steps, read), steps)
    return steps
