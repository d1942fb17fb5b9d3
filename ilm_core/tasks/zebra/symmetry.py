"""Which puzzles are the same puzzle in disguise, so that test puzzles can be kept from training.

Two puzzles are the same if renaming values, permuting attributes, mirroring the street, reordering clues and
swapping things whose order says nothing turn one into the other. The same puzzles have the same fingerprint;
one fingerprint in ten is kept for tests.
"""

import itertools
from functools import cache
from typing import Literal

import numpy as np

from ilm_core.tasks.zebra.catalogue import Things, catalogue, true_clues
from ilm_core.tasks.zebra.clue import INTERCHANGEABLE, KINDS, Size

Split = Literal["training", "test"]
TEST_SHARE = 10  # one fingerprint in so many is for tests


def disguised(kind: int, things: Things, rows: tuple[int, ...], mirrored: int | None) -> tuple[int, Things]:
    """A clue under a symmetry.

    Args:
        kind: index into `KINDS`.
        things: (row, house) of each thing.
        rows: what each row becomes; row 0 stays.
        mirrored: the last house, if the street is mirrored; else None.

    Returns:
        Kind and things of the clue it becomes, written as the catalogue lists it.
    """
    moved = [(rows[row], house if mirrored is None else mirrored - house) for row, house in things]
    if mirrored is not None and KINDS[kind] in ("left-of", "immediate-left"):
        moved.reverse()
    if swap := INTERCHANGEABLE.get(KINDS[kind]):
        one, other = swap
        moved[one], moved[other] = sorted((moved[one], moved[other]))
    return kind, tuple(moved)


@cache
def marks(size: Size) -> np.ndarray:
    """A random number for each clue under each symmetry (S, K + 1), 0 for "no clue"."""
    clues = catalogue(size)
    listed = [clues.clue(number) for number in range(clues.none)]
    rng = np.random.default_rng(0)
    mark = dict(zip(true_clues(size), rng.integers(1, 2**64, len(true_clues(size)), np.uint64)))
    return np.array(
        [
            [mark[disguised(*clue, (0, *rows), mirrored)] for clue in listed] + [0]
            for rows in itertools.permutations(range(1, size.attributes + 1))
            for mirrored in (None, size.houses - 1)
        ],
        np.uint64,
    )


def fingerprints(size: Size, sets: np.ndarray) -> np.ndarray:
    """Equal numbers for sets of clues (B, C) that are the same puzzle (B,).

    The marks of the clues are added up, which forgets their order; the smallest sum of all symmetries counts.
    """
    return marks(size)[:, sets].sum(2).min(0)


def in_split(size: Size, sets: np.ndarray, split: Split) -> np.ndarray:
    """Which sets of clues (B, C) belong to a split (B,)."""
    return (fingerprints(size, sets) % TEST_SHARE == 0) == (split == "test")
