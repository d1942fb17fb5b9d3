"""What a model is shown while it learns zebra puzzles: one skill after the other.

Whole puzzles alone teach little in tens of thousands of batches. No single token of a clue says anything about
the answer, only a kind, an attribute, a house and a value together do; and most clues speak of a value whose
house must itself be found first. So clues come first that plainly say who lives where. Then one of two
attributes is known, and a single clue leads from it to each value of the other: at first only clues that two
values share a house, then clues of every kind. Whole puzzles follow. The frame of an answer, its houses and attributes,
is easy, and random hiding would seldom leave it finished without any value, as decoding does; so of each puzzle
a part of the frame is given, from nothing to all of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ilm_core.examples import Examples
from ilm_core.tasks.zebra.catalogue import Catalogue, addresses, catalogue, deductions, links, stack
from ilm_core.tasks.zebra.clue import KINDS, Size
from ilm_core.tasks.zebra.examples import Order, draw_sets, write_examples
from ilm_core.vocabulary import PAD

FRAMED = 0.25  # share of whole puzzles of which only the values are missing; as large a share has nothing given
BESIDE = 0.3  # how likely "=" is in a lesson, beside another kind that is the most likely


@dataclass(frozen=True)
class Stage:
    """A part of the training, and the share that each lesson has in it.

    Attributes:
        until: progress at which it ends.
        begun: one attribute; every clue says in which house a value is.
        addressed: the same with two attributes.
        linked: the values of one of two attributes are known; clues say which two values share a house.
        deduced: the same with clues of every kind, one kind the most.
        smaller: whole puzzles with fewer attributes than those to learn.
        whole: the puzzles to learn.
    """

    until: float
    begun: float = 0.0
    addressed: float = 0.0
    linked: float = 0.0
    deduced: float = 0.0
    smaller: float = 0.0
    whole: float = 0.0


STAGES = (
    Stage(0.025, begun=1.0),
    Stage(0.08, begun=0.25, addressed=0.75),
    Stage(0.14, linked=1.0),
    Stage(0.27, addressed=0.1, linked=0.1, deduced=0.8),
    Stage(1.0, deduced=0.15, smaller=0.1, whole=0.75),
)


def values_of(examples: Examples, attributes: int, attribute: int) -> np.ndarray:
    """Which target tokens (B, T) are the values of one attribute, where facts stand house by house.

    Args:
        examples: whose targets are facts.
        attributes: facts to a house.
        attribute: which of them, from 0.
    """
    column = np.arange(examples.targets.shape[1])
    chosen = (column % 3 == 2) & (column // 3 % attributes == attribute)
    return np.broadcast_to(chosen, examples.targets.shape)


def asking(examples: Examples, asked: np.ndarray) -> Examples:
    """The examples, of whose targets only ``asked`` (B, T) may be hidden."""
    return Examples(examples.prompts, examples.targets, ~asked)


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
        self.pairs = [(Size(houses, 2), shown) for houses in self.streets for shown in (1, 2)]

    def begun(self, count: int) -> Iterable[Examples]:
        """Only values are missing."""
        return self.told(1, count)

    def addressed(self, count: int) -> Iterable[Examples]:
        """Only values are missing."""
        return self.told(2, count)

    def told(self, attributes: int, count: int) -> Iterable[Examples]:
        """Streets where addresses say it all; facts attribute by attribute, so that all begin alike."""
        for size, number in self.divide([Size(houses, attributes) for houses in self.streets], count):
            clues = addresses(size)
            chosen = draw_sets(clues, "training", self.rng, number)
            examples = write_examples(clues, chosen, "attribute", self.rng)
            yield asking(examples, values_of(examples, 1, 0))

    def linked(self, count: int) -> Iterable[Examples]:
        """Only values of one attribute are missing, and every one is in a clue."""
        for (size, shown), number in self.divide(self.pairs, count):
            clues = links(size)
            chosen = self.rng.permuted(np.tile(clues.pools[KINDS.index("=")], (number, 1)), axis=1)
            yield self.with_known(shown, clues, chosen)

    def deduced(self, count: int) -> Iterable[Examples]:
        """Only values of one attribute are missing."""
        for (size, shown), number in self.divide(self.pairs, count):
            clues = deductions(size, shown)
            emphasis = np.eye(len(KINDS))[self.rng.integers(len(KINDS), size=number)]
            emphasis[:, KINDS.index("=")] = emphasis[:, KINDS.index("=")].clip(min=BESIDE)
            yield self.with_known(shown, clues, draw_sets(clues, "training", self.rng, number, emphasis))

    def with_known(self, shown: int, clues: Catalogue, chosen: np.ndarray) -> Examples:
        """Streets with two attributes, of which row ``shown`` is given; ``chosen`` clues (B, C)."""
        examples = write_examples(clues, chosen, "house", self.rng)
        return asking(examples, values_of(examples, 2, 2 - shown))

    def smaller(self, count: int) -> Iterable[Examples]:
        """Values may be missing, and some, none or all of the frame."""
        fewer = {Size(size.houses, many) for size in self.sizes for many in range(2, size.attributes)}
        return self.puzzles(sorted(fewer, key=str), count)

    def whole(self, count: int) -> Iterable[Examples]:
        """Values may be missing, and some, none or all of the frame."""
        return self.puzzles(self.sizes, count)

    def puzzles(self, sizes: Sequence[Size], count: int) -> Iterable[Examples]:
        """Puzzles as they are asked; the given part of the frame is none or all in `FRAMED` each, else uniform."""
        for size, number in self.divide(sizes, count):
            clues = catalogue(size)
            examples = write_examples(clues, draw_sets(clues, "training", self.rng, number), self.order, self.rng)
            part = self.rng.uniform(-FRAMED, 1 - FRAMED, (number, 1)) / (1 - 2 * FRAMED)
            given = self.rng.random(examples.targets.shape) < part
            yield asking(examples, values_of(examples, 1, 0) | ~given)

    def divide(self, choices: Sequence, count: int) -> Iterable[tuple]:
        """Each choice with how many of the examples it gets, all equally likely; none without any."""
        shares = self.rng.multinomial(count, [1 / len(choices)] * len(choices))
        return [(choice, number) for choice, number in zip(choices, shares) if number]


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
