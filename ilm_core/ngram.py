"""An interpolated n-gram model with Kneser-Ney counts (Kneser and Ney 1995; Chen and Goodman 1999).

Each order takes a discount off its counts and hands what it saved to the order below.
Orders below the highest count in how many contexts a word has been seen, not how often.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ilm_core.vocabulary import BOS

ORDER = 4


@dataclass(frozen=True)
class CountTable:
    """Counts of the n-grams of one order; an n-gram is a number in base ``size``, its last token the lowest digit.

    Attributes:
        ngrams, counts: ascending, and how often each was seen.
        contexts, totals, kinds: n-grams without their last token, ascending, how often
            each was seen, and before how many different tokens.
        discount: taken off every count.
    """

    ngrams: np.ndarray
    counts: np.ndarray
    contexts: np.ndarray
    totals: np.ndarray
    kinds: np.ndarray
    discount: float

    @classmethod
    def of(cls, ngrams: np.ndarray, counts: np.ndarray, size: int) -> "CountTable":
        """The table of ascending n-grams and their counts."""
        contexts, first, kinds = np.unique(ngrams // size, return_index=True, return_counts=True)
        once, twice = max((counts == 1).sum(), 1), (counts == 2).sum()  # at least one, so that nothing is impossible
        return cls(ngrams, counts, contexts, np.add.reduceat(counts, first), kinds, once / (once + 2 * twice))

    def interpolate(self, ngrams: np.ndarray, size: int, lower: np.ndarray) -> np.ndarray:
        """Probability of the last token of each n-gram (N,), given what the order below says (N,)."""
        counts = look_up(self.ngrams, self.counts, ngrams)
        totals = look_up(self.contexts, self.totals, ngrams // size)
        kinds = look_up(self.contexts, self.kinds, ngrams // size)
        kept = np.maximum(counts - self.discount, 0) + self.discount * kinds * lower
        return np.where(totals > 0, kept / np.maximum(totals, 1), lower)


def look_up(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Values at the wanted keys (N,), 0 for those that are not among the ascending keys."""
    index = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[index] == wanted, values[index], 0)


def windows(sequences: Iterable[Sequence[int]], size: int) -> np.ndarray:
    """The n-gram that ends at each token, in order; before a sequence stand begin tokens."""
    padding = [BOS] * (ORDER - 1)
    parts = [part for ids in sequences for part in (padding, ids)]
    stream = np.concatenate([[], *parts]).astype(np.int64)
    ngrams = sum(np.roll(stream, back) * size**back for back in range(ORDER))
    return ngrams[stream != BOS]


class NgramModel:
    """How likely each token is after the three before it.

    Args:
        sequences: ids of texts to learn from.
        size: of the vocabulary.
    """

    def __init__(self, sequences: Iterable[Sequence[int]], size: int) -> None:
        self.size = size
        self.tables: list[CountTable] = []  # highest order first
        ngrams, counts = np.unique(windows(sequences, size), return_counts=True)
        for order in range(ORDER, 0, -1):
            self.tables.append(CountTable.of(ngrams, counts, size))
            ngrams, counts = np.unique(ngrams % size ** (order - 1), return_counts=True)

    def log_probabilities(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        """Log-probability, in nats, of every token of the sequences, laid end to end."""
        ngrams = windows(sequences, self.size)
        chances = np.full(len(ngrams), 1 / self.size)
        for order, table in enumerate(reversed(self.tables), 1):
            chances = table.interpolate(ngrams % self.size**order, self.size, chances)
        return np.log(chances)
