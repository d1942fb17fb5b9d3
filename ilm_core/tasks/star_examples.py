"""Star graphs by the thousand, as arrays (reference section 4.1).

Whole batches are drawn at once so that training never waits for its data.
"""

from dataclasses import dataclass

import numpy as np

from ilm_core.examples import Examples, close_up
from ilm_core.vocabulary import PAD

FIRST_NODE = 7  # id of node 0, after the special tokens


@dataclass(frozen=True)
class Level:
    """How hard a star graph is.

    Attributes:
        degree: number of paths through the hub; the first one is the answer.
        shortest, longest: nodes on a path, uniform between the two, both included.
        after_hub: least number of edges from the hub to the end of its path.
        nodes: node numbers run from 0 to this, excluded.
    """

    degree: int
    shortest: int
    longest: int
    after_hub: int
    nodes: int

    @property
    def longest_answer(self) -> int:
        """Tokens of the longest target: both ends of every edge of the longest path."""
        return 2 * (self.longest - 1)


LEVELS = {
    "star-easy": Level(degree=3, shortest=5, longest=5, after_hub=4, nodes=20),
    "star-medium": Level(degree=3, shortest=3, longest=6, after_hub=2, nodes=20),
    "star-hard": Level(degree=5, shortest=6, longest=12, after_hub=5, nodes=56),
}


def random_paths(level: Level, rng: np.random.Generator, count: int, answer: int | None = None) -> np.ndarray:
    """Draw the paths of ``count`` graphs.

    Args:
        level: the distribution.
        rng: source of randomness.
        count: number of graphs, B.
        answer: nodes on the path that is the answer, more than ``level.after_hub``; None draws them as for the others.

    Returns:
        Node numbers (B, degree, longest), -1 after the end of a path.
    """
    lengths = rng.integers(level.shortest, level.longest + 1, (count, level.degree))
    if answer is not None:
        lengths[:, 0] = answer
    return lay_paths(level, rng, lengths)


def lay_paths(level: Level, rng: np.random.Generator, lengths: np.ndarray) -> np.ndarray:
    """Give the paths of graphs their nodes, the hub among them.

    Args:
        level: the distribution; a path too short for the edges it wants after the hub begins there.
        rng: source of randomness.
        lengths: nodes on each path (B, degree), 0 where there is none.

    Returns:
        Node numbers (B, degree, longest), -1 after the end of a path.
    """
    count = len(lengths)
    hubs = rng.integers(0, np.maximum(1, lengths - level.after_hub))  # index of the hub on its path
    steps = np.arange(level.longest)
    used = steps < lengths[..., None]  # (B, degree, longest)
    is_hub = steps == hubs[..., None]
    own = used & ~is_hub
    number = own.reshape(count, level.degree * level.longest).cumsum(1).reshape(own.shape)  # 1, 2, ...; 0 is the hub's
    nodes = rng.random((count, max(level.nodes, number.max(initial=0) + 1))).argsort(1)
    paths = np.take_along_axis(nodes[:, None], np.where(is_hub, 0, number), 2)
    return np.where(used, paths, -1)


def edges_of(paths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Edges of paths (..., L): node pairs (..., L - 1, 2) and whether each exists (..., L - 1)."""
    pairs = np.stack([paths[..., :-1], paths[..., 1:]], -1)
    return pairs, pairs[..., 1] >= 0


def shuffled(pairs: np.ndarray, exists: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Put edges (B, E, 2) in random order, those that do not exist last."""
    order = (rng.random(exists.shape) + ~exists).argsort(1)
    return np.take_along_axis(pairs, order[..., None], 1), np.take_along_axis(exists, order, 1)


def as_ids(pairs: np.ndarray, exists: np.ndarray) -> np.ndarray:
    """Flatten edges (B, E, 2) into ids (B, 2E), PAD where an edge does not exist."""
    ids = np.where(exists[..., None], pairs + FIRST_NODE, PAD)
    return ids.reshape(len(ids), -1)


def star_examples(paths: np.ndarray, rng: np.random.Generator) -> Examples:
    """Prompts ``a b a b ... source goal`` and targets ``p0 p1 p1 p2 ...`` of graphs.

    Args:
        paths: node numbers (B, degree, longest), the answer first, -1 after the end of a path.
        rng: for the order of the edges.
    """
    count = len(paths)
    pairs, exists = edges_of(paths)
    answer = as_ids(pairs[:, 0], exists[:, 0])
    listed = as_ids(*shuffled(pairs.reshape(count, -1, 2), exists.reshape(count, -1), rng))
    last = (paths[:, 0] >= 0).sum(1) - 1
    ends = np.stack([paths[:, 0, 0], paths[np.arange(count), 0, last]], 1)
    return Examples(close_up(np.concatenate([listed, ends + FIRST_NODE], 1)), answer)
