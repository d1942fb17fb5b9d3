"""Every clue there is, and sets of them that leave one solution, drawn by the thousand.

Up to names, the solution may be taken to be "value h of every attribute is in house h". So a puzzle is drawn
as a set of clues that are true of that solution and of no other, and only then are values named at random.
Whether a set of clues leaves one solution is read off bit tables: for each clue one bit for every way to
fill the street.
"""

import itertools
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from ilm_core.tasks.zebra.clue import INTERCHANGEABLE, KINDS, OPERANDS, Size, holds
from ilm_core.tasks.zebra.puzzle import Puzzle

DRAWN = 40  # clues drawn for a puzzle before the redundant ones are dropped
KEEP_REDUNDANT = 0.05  # chance that a redundant clue stays all the same
WORDS = 2**19  # of bit tables that are held at once

Things = tuple[tuple[int, int], ...]  # row and house of each thing of a clue


@dataclass(frozen=True)
class Catalogue:
    """Every clue that is true when value h of each attribute is in house h. K clues and, last, "no clue".

    Attributes:
        size: of the street.
        kinds: index into `KINDS` (K + 1,).
        rows, places: what each thing is, row 0 for house numbers (K + 1, 3); -1 where there is none.
        truth: for each clue a bit for every way to fill the street but the solution (K + 1, W words).
        pools: for each kind the numbers of the clues that are drawn.
    """

    size: Size
    kinds: np.ndarray
    rows: np.ndarray
    places: np.ndarray
    truth: np.ndarray
    pools: tuple[np.ndarray, ...]

    def clue(self, number: int) -> tuple[int, Things]:
        """Kind and things of a clue, as `true_clues` lists it."""
        pairs = zip(self.rows[number].tolist(), self.places[number].tolist())
        return int(self.kinds[number]), tuple((row, house) for row, house in pairs if row >= 0)

    @property
    def none(self) -> int:
        """Index of "no clue", which is always true."""
        return len(self.kinds) - 1


@cache
def true_clues(size: Size) -> tuple[tuple[int, Things], ...]:
    """Clues that are true of the solution: kind, and (row, house) of each thing.

    At most one thing is a house number, no two are the same, and of two ways to write one clue only one is listed.
    """
    things = list(itertools.product(range(size.attributes + 1), range(size.houses)))
    clues = []
    for number, (kind, count) in enumerate(OPERANDS.items()):
        for chosen in itertools.permutations(things, count):
            rows = [row for row, _ in chosen]
            if rows.count(0) > 1 or (kind == "ends" and 0 in rows) or (kind in ("=", "!=") and len(set(rows)) == 1):
                continue
            swap = INTERCHANGEABLE.get(kind)
            if swap and chosen[swap[0]] > chosen[swap[1]]:
                continue
            if holds(kind, [house for _, house in chosen], size.houses):
                clues.append((number, chosen))
    return tuple(clues)


@cache
def positions(size: Size) -> np.ndarray:
    """House of each value in each way to fill the street: (attributes + 1, houses, ways)."""
    orders = np.array(list(itertools.permutations(range(size.houses))), np.int8)  # (houses!, houses)
    ways = len(orders) ** size.attributes
    chosen = np.unravel_index(np.arange(ways), (len(orders),) * size.attributes)
    numbers = np.broadcast_to(np.arange(size.houses, dtype=np.int8)[:, None], (size.houses, ways))
    return np.stack([numbers, *(orders[index].T for index in chosen)])


def count_ways(puzzle: Puzzle) -> int:
    """How many solutions a puzzle has, by trying every way to fill the street; for small sizes only."""
    where = positions(puzzle.size)
    true = [
        holds(clue.kind, [where[thing.row, thing.value] for thing in clue.things], puzzle.houses)
        for clue in puzzle.clues
    ]
    return int(np.all(true, axis=0).sum())


@cache
def catalogue(size: Size) -> Catalogue:
    """The catalogue of a size; clues that rule nothing out are left out of it."""
    where = positions(size)
    ways = where.shape[2]
    kinds, rows, places, truth = [], [], [], []
    for kind, chosen in true_clues(size):
        is_true = holds(KINDS[kind], [where[thing] for thing in chosen], size.houses)
        if is_true.all():
            continue
        kinds.append(kind)
        padded = [*chosen, *[(-1, -1)] * (3 - len(chosen))]
        rows.append([row for row, _ in padded])
        places.append([place for _, place in padded])
        truth.append(np.packbits(is_true))
    kinds.append(0)
    rows.append([-1] * 3)
    places.append([-1] * 3)
    truth.append(np.packbits(np.ones(ways, bool)))
    room = -len(truth[0]) % 8
    words = np.pad(np.stack(truth), ((0, 0), (0, room)))
    words[:, 0] &= 0b0111_1111  # the first way is the solution
    words = words.view(np.uint64)
    kinds = np.array(kinds)
    pools = pools_by_kind(np.ones(len(kinds) - 1, bool), kinds)
    return Catalogue(size, kinds, np.array(rows), np.array(places), words, pools)


def pools_by_kind(chosen: np.ndarray, kinds: np.ndarray) -> tuple[np.ndarray, ...]:
    """Numbers of the chosen clues (K,) of each kind; ``kinds`` is (K + 1,)."""
    return tuple(np.flatnonzero(chosen & (kinds[:-1] == kind)) for kind in range(len(KINDS)))


@cache
def addresses(size: Size) -> Catalogue:
    """A catalogue of which only clues are drawn that say in which house a value is: ``=`` with a house number."""
    clues = catalogue(size)
    return replace(clues, pools=pools_by_kind(same_house(clues) & (clues.rows[:-1] == 0).any(1), clues.kinds))


@cache
def links(size: Size) -> Catalogue:
    """A catalogue of which only clues are drawn that say which two values share a house."""
    clues = catalogue(size)
    return replace(clues, pools=pools_by_kind(same_house(clues) & (clues.rows[:-1] != 0).all(1), clues.kinds))


def same_house(clues: Catalogue) -> np.ndarray:
    """Which clues (K,) are of the kind ``=``."""
    return clues.kinds[:-1] == KINDS.index("=")


@cache
def deductions(size: Size, shown: int) -> Catalogue:
    """A catalogue for who already knows what is in row ``shown``: one solution must be left for him.

    Only clues are drawn that then still rule something out.
    """
    clues, where = catalogue(size), positions(size)
    known = np.packbits((where[shown] == np.arange(size.houses)[:, None]).all(0))
    known = np.pad(known, (0, -len(known) % 8)).view(np.uint64) & clues.truth[clues.none]
    truth = clues.truth & known
    return replace(clues, truth=truth, pools=pools_by_kind((truth != known).any(1)[:-1], clues.kinds))


def draw_clues(
    clues: Catalogue, rng: np.random.Generator, count: int, emphasis: np.ndarray | float = 1.0
) -> np.ndarray:
    """Draw sets of clues that leave one solution each.

    Clues are drawn one after the other until one solution is left. Then each clue is dropped that the others
    make redundant, in random order, but for a few.

    Args:
        clues: to draw from.
        rng: source of randomness.
        count: B, how many sets.
        emphasis: how likely each kind is, relative to the others, in each set (B, 7); 1.0: all are
            equally likely, as in puzzles to solve.

    Returns:
        Clue numbers (at most B, C), ``clues.none`` on the right; fewer than ``count`` rows where
        `DRAWN` clues were not enough.
    """
    many = np.array([len(pool) for pool in clues.pools])
    chance = np.broadcast_to(emphasis, (count, len(KINDS))) * (many > 0)
    below = (chance.cumsum(1) / chance.sum(1, keepdims=True))[:, None, :-1]
    kind = (rng.random((count, DRAWN, 1)) >= below).sum(2)  # (B, DRAWN)
    index = (many.cumsum() - many)[kind] + (rng.random((count, DRAWN)) * many[kind]).astype(int)
    drawn = np.concatenate(clues.pools)[index]
    ambiguous = np.bitwise_and.accumulate(clues.truth[drawn], axis=1).any(2)  # (B, DRAWN)
    drawn, ambiguous = drawn[~ambiguous[:, -1]], ambiguous[~ambiguous[:, -1]]
    used = np.arange(DRAWN) <= ambiguous.sum(1, keepdims=True)
    order = (rng.random(used.shape) + ~used).argsort(1)[:, : used.sum(1).max(initial=0)]
    drawn = np.take_along_axis(np.where(used, drawn, clues.none), order, 1)
    words = clues.truth[drawn]  # (B, C, W)
    after = np.bitwise_and.accumulate(words[:, ::-1], axis=1)[:, ::-1]
    everything = clues.truth[clues.none]
    before = np.broadcast_to(everything, (len(drawn), len(everything)))
    stays = rng.random(drawn.shape) < KEEP_REDUNDANT
    for column in range(drawn.shape[1]):
        others = before & after[:, column + 1] if column + 1 < drawn.shape[1] else before
        drop = ~others.any(1) & ~stays[:, column]
        drawn[drop, column] = clues.none
        before = before & np.where(drop[:, None], everything, words[:, column])
    drawn = np.take_along_axis(drawn, (drawn == clues.none).argsort(1, kind="stable"), 1)
    return drawn[:, : (drawn != clues.none).sum(1).max(initial=0)]


def stack(parts: list[np.ndarray], filler: int) -> np.ndarray:
    """Arrays (B, W) of different widths on top of each other, filled up on the right."""
    width = max(part.shape[1] for part in parts)
    return np.concatenate(
        [np.pad(part, ((0, 0), (0, width - part.shape[1])), constant_values=filler) for part in parts]
    )
