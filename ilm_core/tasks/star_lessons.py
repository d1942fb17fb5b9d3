"""What a model is shown while it learns star graphs: smaller ones first, in which an edge is followed sooner.

Star-easy needs lessons, for ARM at least; on star-medium they did more harm than good; star-hard was not tried without.
"""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from ilm_core.tasks.star_examples import LEVELS, Level, lay_paths, random_paths


class Lessons(Protocol):
    """How the graphs of a level change in the course of a training."""

    def paths(self, level: Level, rng: np.random.Generator, count: int, progress: float) -> np.ndarray:
        """Draw the paths of graphs.

        Args:
            level: of the graphs to learn.
            rng: source of randomness.
            count: number of graphs, B.
            progress: part of the training that is done, 0 to 1.

        Returns:
            Node numbers (B, degree, longest) as from `random_paths`.
        """
        ...


@dataclass(frozen=True)
class Mixed:
    """Graphs with fewer and shorter paths among those of the level; their share falls from all to none.

    Number of paths and bound of their nodes are uniform, from one path and from three nodes up to the level's.

    Attributes:
        until: progress from which on there are none.
    """

    until: float

    def paths(self, level: Level, rng: np.random.Generator, count: int, progress: float) -> np.ndarray:
        lessons = round(count * (1 - progress / self.until)) if progress < self.until else 0
        degrees = rng.integers(1, level.degree + 1, (lessons, 1))
        longest = rng.integers(3, level.longest + 1, (lessons, 1))
        lengths = rng.integers(np.minimum(level.shortest, longest), longest + 1, (lessons, level.degree))
        smaller = lay_paths(level, rng, np.where(np.arange(level.degree) < degrees, lengths, 0))
        return np.concatenate([smaller, random_paths(level, rng, count - lessons)])


@dataclass(frozen=True)
class Growing:
    """Graphs that are all small at first and grow, number and length of their paths alike, up to the level's.

    Attributes:
        degree, shortest, longest, after_hub: of the smallest graphs, as in `Level`.
        since: progress at which they begin to grow.
        until: progress at which they are those of the level.
    """

    degree: int
    shortest: int
    longest: int
    after_hub: int
    since: float
    until: float

    def paths(self, level: Level, rng: np.random.Generator, count: int, progress: float) -> np.ndarray:
        grown = min(max((progress - self.since) / (self.until - self.since), 0.0), 1.0)
        sizes = {
            name: round((1 - grown) * getattr(self, name) + grown * getattr(level, name))
            for name in ("degree", "shortest", "longest", "after_hub")
        }
        return random_paths(replace(level, **sizes), rng, count)


class Whole:
    """The graphs of the level from the start."""

    def paths(self, level: Level, rng: np.random.Generator, count: int, progress: float) -> np.ndarray:
        return random_paths(level, rng, count)


LESSONS: dict[str, Lessons] = {
    "star-easy": Mixed(until=0.4),
    "star-medium": Whole(),
    "star-hard": Growing(degree=3, shortest=3, longest=5, after_hub=2, since=0.23, until=0.36),
}


# Share of canvases in which ILM misses whole nodes. On the long paths of star-hard its stop head, which judges the
# canvas as a whole, otherwise learns that every inner node must stand twice, and not that each edge must exist.
BY_TOKEN = {"star-easy": 0.0, "star-medium": 0.0, "star-hard": 0.5}


def star_lesson(name: str, rng: np.random.Generator, count: int, progress: float) -> np.ndarray:
    """Paths of the graphs that a training on level ``name`` sees at a moment; the rest as for `Lessons.paths`."""
    return LESSONS[name].paths(LEVELS[name], rng, count, progress)
