"""Zebra puzzles by the thousand, as arrays.

Every batch is drawn afresh; no pool of puzzles is kept. Puzzles for tests are kept apart by fingerprint.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from ilm_core.examples import Examples, close_up
from ilm_core.tasks.zebra.catalogue import DRAWN, WORDS, Catalogue, catalogue, draw_clues, stack
from ilm_core.tasks.zebra.clue import INTERCHANGEABLE, KINDS, VOCABULARY, Size
from ilm_core.tasks.zebra.order import derivation_steps
from ilm_core.tasks.zebra.symmetry import TEST_SHARE, Split, in_split
from ilm_core.vocabulary import PAD

Order = Literal["house", "attribute", "solver"]
ZERO, C, N, LEFT, RIGHT, CLUE_END = VOCABULARY.encode(["0", "c", "n", "LHS", "RHS", "CLUE_END"])
KIND_IDS = np.array(VOCABULARY.encode(KINDS))


def name_values(size: Size, rows: np.ndarray, places: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw which value of each attribute is in which house.

    A puzzle must show how many houses it has: where no clue would speak of the last house or of a last
    value, two values of the first attribute change names, one of which a clue does speak of.

    Args:
        size: of the puzzles.
        rows, places: things of their clues (B, C, 3), -1 where there is none.

    Returns:
        Values (B, attributes + 1, houses); row 0 holds the house numbers in order.
    """
    count, last = len(rows), size.houses - 1
    values = rng.random((count, size.attributes + 1, size.houses)).argsort(2)
    values[:, 0] = np.arange(size.houses)
    spoken = named(values, rows, places)
    first = np.where((spoken == last).any((1, 2))[:, None], -1, values[:, 1])
    values[:, 1] = np.where(first == last, 0, np.where(first == 0, last, values[:, 1]))
    return values


def named(values: np.ndarray, rows: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Value of each thing (B, C, 3) of row ``rows`` in house ``places``, -1 where there is none."""
    return np.where(rows >= 0, values[np.arange(len(rows))[:, None, None], rows, places], -1)


def interchange(things: np.ndarray, kinds: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Put the things of each clue (B, C, 3, ...) whose order says nothing into a random order."""
    order = np.broadcast_to(np.arange(3), (*kinds.shape, 3)).copy()
    for kind, (one, other) in INTERCHANGEABLE.items():
        turned = (kinds == KINDS.index(kind)) & (rng.random(kinds.shape) < 0.5)
        order[turned, one], order[turned, other] = other, one
    return np.take_along_axis(things, order[..., None], 2)


def prompt_ids(kinds: np.ndarray, rows: np.ndarray, values: np.ndarray, exists: np.ndarray) -> np.ndarray:
    """Clues as the model reads them.

    Args:
        kinds: index into `KINDS` (B, C).
        rows, values: of each thing (B, C, 3), -1 where there is none.
        exists: whether there is such a clue (B, C).

    Returns:
        Ids (B, P), PAD on the right.
    """
    shape = (*kinds.shape, 1)
    triples = np.stack([np.where(rows == 0, N, C), ZERO + rows, ZERO + values], 3)  # (B, C, 3, 3)
    triples = np.where(rows[..., None] < 0, PAD, triples)
    parts = [
        KIND_IDS[kinds][..., None],
        np.full(shape, LEFT),
        triples[:, :, 0],
        np.full(shape, RIGHT),
        triples[:, :, 1],
        triples[:, :, 2],
        np.full(shape, CLUE_END),
    ]
    ids = np.where(exists[..., None], np.concatenate(parts, 2), PAD)
    return close_up(ids.reshape(len(ids), -1))


def target_ids(values: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """The facts ``r h v`` of solutions.

    Args:
        values: in each house (B, attributes + 1, houses).
        steps: when each fact is written (B, attributes, houses), ties house by house.

    Returns:
        Ids (B, 3 * cells).
    """
    count, rows, houses = values[:, 1:].shape
    house, row = (np.broadcast_to(index, (count, houses, rows)) for index in np.indices((houses, rows)))
    facts = ZERO + np.stack([row, house, values[:, 1:].swapaxes(1, 2)], 3).reshape(count, -1, 3)
    order = steps.swapaxes(1, 2).reshape(count, -1).argsort(1, kind="stable")
    return np.take_along_axis(facts, order[..., None], 1).reshape(count, -1)


def draw_sets(
    clues: Catalogue, split: Split, rng: np.random.Generator, count: int, emphasis: np.ndarray | float = 1.0
) -> np.ndarray:
    """Exactly ``count`` sets of clues (B, C) of a split, as `draw_clues` draws them, some at a time."""
    emphasis = np.broadcast_to(emphasis, (count, len(KINDS)))
    block = max(1, WORDS // (DRAWN * clues.truth.shape[1]))
    sets: list[np.ndarray] = []
    while (missing := count - sum(map(len, sets))) > 0:
        tries = min(block, missing + TEST_SHARE)
        kinds = np.take(emphasis, range(count - missing, count - missing + tries), axis=0, mode="wrap")
        drawn = draw_clues(clues, rng, tries, kinds)
        sets.append(drawn[in_split(clues.size, drawn, split)][:missing])
    return stack(sets, clues.none)


def write_examples(clues: Catalogue, chosen: np.ndarray, order: Order, rng: np.random.Generator) -> Examples:
    """Puzzles with their solutions, as ids, in which values have got their names.

    Args:
        clues: their catalogue.
        chosen: numbers of their clues (B, C), ``clues.none`` on the right.
        order: of the facts of a solution: ``house`` by house, ``attribute`` by attribute, or as a
            ``solver`` finds them (`derivation_steps`).
        rng: draws the names.
    """
    exists = chosen != clues.none
    kinds, rows, places = clues.kinds[chosen], clues.rows[chosen], clues.places[chosen]
    values = name_values(clues.size, rows, places, rng)
    things = interchange(np.stack([rows, named(values, rows, places)], 3), kinds, rng)
    prompts = prompt_ids(kinds, things[..., 0], things[..., 1], exists)
    if order == "solver":
        steps = derivation_steps(clues.size, kinds, rows, places)
    else:
        steps = np.indices(values[0, 1:].shape)[("attribute", "house").index(order)]
    return Examples(prompts, target_ids(values, np.broadcast_to(steps, values[:, 1:].shape)))


def zebra_examples(sizes: Sequence[Size], order: Order, split: Split, rng: np.random.Generator, count: int) -> Examples:
    """Fresh puzzles, each size equally likely, those of one size together.

    Args:
        sizes: to draw from.
        order: of the facts of a solution, as `write_examples` takes it.
        split: whether they are for training or for tests; no puzzle is in both, not even in disguise.
        rng: source of randomness.
        count: number of puzzles.
    """
    counts = np.bincount(rng.integers(len(sizes), size=count), minlength=len(sizes))
    parts = [
        write_examples(catalogue(size), draw_sets(catalogue(size), split, rng, number), order, rng)
        for size, number in zip(sizes, counts)
        if number
    ]
    return Examples(stack([part.prompts for part in parts], PAD), stack([part.targets for part in parts], PAD))
