"""What a model is shown while it learns zebra puzzles: one skill after the other.

Whole puzzles alone teach little in tens of thousands of batches. No single token of a clue says anything about
the answer, only a kind, an attribute, a house and a value together do; and most clues speak of a value whose
house must itself be found first. So clues come first that plainly say who lives where. Then one of two
attributes is known, and a single clue leads from it to each value of the other: at first only clues that two
values share a house, then clues of every kind. Whole puzzles follow, half of them with only the values missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ilm_core.examples import Examples
from ilm_core.tasks.zebra.catalogue import Catalogue, addresses, catalogue, deductions, stack
from ilm_core.tasks.zebra.clue import KINDS, Size
from ilm_core.tasks.zebra.examples import Order, puzzles_from
from ilm_core.vocabulary import PAD

FRAMED = 0.5  # share of whole puzzles of which only the values are missing
SHARED_HOUSE = np.eye(len(KINDS))[KINDS.index("=")]  # an emphasis on this kind of clue alone
BESIDE = 0.3  # how likely it is beside another kind that is emphasised


@dataclass(frozen=True)
class Stage:
    """A part of the training, and the share that each lesson has in it.

    Attributes:
        until: progress at which it ends.
        addressed: one or two attributes, every clue says in which house a value is.
        linked: the values of one of two attributes are known; clues say which two values share a house.
        deduced: the same with clues of every kind, one kind the most.
        smaller: whole puzzles with fewer attributes than those to learn.
        whole: the puzzles to learn.
    """

    until: float
    addressed: float = 0.0
    linked: float = 0.0
    deduced: float = 0.0
    smaller: float = 0.0
    whole: float = 0.0


STAGES = (
    Stage(0.15, addressed=1.0),
    Stage(0.22, addressed=0.25, linked=0.75),
    Stage(0.45, addressed=0.1, linked=0.15, deduced=0.75),
    Stage(1.0, deduced=0.25, smaller=0.15, whole=0.6),
)


def values_of(examples: Examples, attributes: int, rows: Iterable[int]) -> np.ndarray:
    """Which target tokens (B, T) are values of some rows (from 1) of a street with so many attributes."""
    column = np.arange(examples.targets.shape[1])
    chosen = (column % 3 == 2) & np.isin(column // 3 % attributes + 1, list(rows))
    return np.broadcast_to(chosen, examples.targets.shape)


class Teacher:
    """Makes examples of every lesson.

    Args:
        sizes: of the puzzles to learn.
        order: of the facts of whole puzzles.
        rng: source of randomness.
    """

    def __init__(self, sizes: tuple[Size, ...], order: Order, rng: np.random.Generator) -> None:
        self.sizes, self.order, self.rng = sizes, order, rng
        self.streets = sorted({size.houses for size in sizes})

    def addressed(self, count: int) -> Iterable[Examples]:
        """Only values are missing."""
        for size, number in self.divide([Size(houses, many) for houses in self.streets for many in (1, 2)], count):
            examples = puzzles_from(addresses(size), "sorted", "training", self.rng, number)
            yield self.asking(examples, values_of(examples, size.attributes, range(1, size.attributes + 1)))

    def linked(self, count: int) -> Iterable[Examples]:
        """Only values of one attribute are missing."""
        return self.with_one_known(count, np.tile(SHARED_HOUSE, (count, 1)))

    def deduced(self, count: int) -> Iterable[Examples]:
        """Only values of one attribute are missing."""
        emphasis = np.eye(len(KINDS))[self.rng.integers(len(KINDS), size=count)]
        return self.with_one_known(count, np.maximum(emphasis, BESIDE * SHARED_HOUSE))

    def with_one_known(self, count: int, emphasis: np.ndarray) -> Iterable[Examples]:
        """Streets with two attributes, the values of one of them given; ``emphasis`` (B, 7) on kinds of clues."""
        choices = [(Size(houses, 2), shown) for houses in self.streets for shown in (1, 2)]
        for (size, shown), number in self.divide(choices, count):
            clues = deductions(size, shown)
            examples = puzzles_from(clues, "sorted", "training", self.rng, number, emphasis[:number])
            yield self.asking(examples, values_of(examples, 2, [3 - shown]))
            emphasis = emphasis[number:]

    def smaller(self, count: int) -> Iterable[Examples]:
        """Anything may be missing, or only values."""
        fewer = {Size(size.houses, many) for size in self.sizes for many in range(2, size.attributes)}
        return self.puzzles([(catalogue(size)) for size in sorted(fewer, key=str)], count)

    def whole(self, count: int) -> Iterable[Examples]:
        """Anything may be missing, or only values."""
        return self.puzzles([catalogue(size) for size in self.sizes], count)

    def puzzles(self, catalogues: list[Catalogue], count: int) -> Iterable[Examples]:
        """Puzzles as they are asked, `FRAMED` of them with only the values missing."""
        for clues, number in self.divide(catalogues, count):
            examples = puzzles_from(clues, self.order, "training", self.rng, number)
            framed = self.rng.random((number, 1)) < FRAMED
            values = values_of(examples, 1, [1])
            yield self.asking(examples, values | ~framed)

    def divide(self, choices: list, count: int) -> Iterable[tuple]:
        """Each choice with how many of the examples it gets, all equally likely; none without any."""
        shares = self.rng.multinomial(count, [1 / len(choices)] * len(choices))
        return [(choice, number) for choice, number in zip(choices, shares) if number]

    def asking(self, examples: Examples, asked: np.ndarray) -> Examples:
        """The examples, of whose targets only ``asked`` (B, T) may be hidden."""
        return Examples(examples.prompts, examples.targets, ~asked)


def lesson(sizes: tuple[Size, ...], order: Order, rng: np.random.Generator, count: int, progress: float) -> Examples:
    """Training examples for a moment of the training.

    Args:
        sizes: of the puzzles to learn.
        order: of the facts in the target.
        rng: source of randomness.
        count: number of examples.
        progress: part of the training that is done, 0 to 1.
    """
    stage = next(stage for stage in STAGES if progress < stage.until or stage is STAGES[-1])
    shares = {name: share for name, share in vars(stage).items() if name != "until"}
    teacher = Teacher(sizes, order, rng)
    numbers = zip(shares, rng.multinomial(count, list(shares.values())))
    parts = [part for name, number in numbers if number for part in getattr(teacher, name)(number)]
    return Examples(
        stack([part.prompts for part in parts], PAD),
        stack([part.targets for part in parts], PAD),
        stack([part.given for part in parts], False),
    )
