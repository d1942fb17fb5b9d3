"""What is said of a set of texts: length, variety, and how surprising judges find them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from ilm_core.oracles import Oracle
from ilm_core.text_vocabulary import TextVocabulary


@dataclass(frozen=True)
class Jury:
    """Judges, and the tokens in which they read: every text is encoded anew, whoever wrote it."""

    oracles: Sequence[Oracle]
    vocabulary: TextVocabulary

    def losses(self, texts: Sequence[str]) -> dict[str, np.ndarray]:
        """Mean token loss of each text (N,), by oracle."""
        ids = self.vocabulary.encode_many(texts)
        return {oracle.name: oracle.losses(ids) for oracle in self.oracles}

    def describe(self, texts: Sequence[str]) -> dict[str, Any]:
        """Means over texts: tokens, entropy, loss by oracle; texts without a token count in ``empty`` alone."""
        texts_with_tokens = [text for text in texts if text]
        ids = self.vocabulary.encode_many(texts_with_tokens)
        return {
            "mean_length": mean(map(len, ids)),
            "entropy": mean(map(unigram_entropy, ids)),
            "distinct_2": distinct_pairs(ids),
            "empty": len(texts) - len(ids),
            "oracles": {name: {"nll": mean(values)} for name, values in self.losses(texts_with_tokens).items()},
        }

    def changes(self, texts: Sequence[str], others: Sequence[str]) -> dict[str, np.ndarray]:
        """By how many percent the loss of each text is higher than that of another one (N,), by oracle."""
        losses, base = self.losses(texts), self.losses(others)
        return {name: 100 * (losses[name] - base[name]) / base[name] for name in losses}


def mean(values: Any) -> float | None:
    """A mean as reported; None of nothing."""
    values = list(values)
    return round(float(np.mean(values)), 4) if values else None


def unigram_entropy(ids: Sequence[int]) -> float:
    """Entropy, in nats, of the tokens within a text."""
    shares = np.unique(ids, return_counts=True)[1] / len(ids)
    return float(-(shares * np.log(shares)).sum())


def distinct_pairs(texts: Sequence[Sequence[int]]) -> float | None:
    """Share of different ones among all neighbouring pairs of tokens."""
    pairs = [pair for ids in texts for pair in pairwise(ids)]
    return round(len(set(pairs)) / len(pairs), 4) if pairs else None
