"""Judges of text: models that have no part in the comparison say how surprising a text is."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from ilm_core.checkpoints import load_checkpoint
from ilm_core.families.arm import AutoregressiveModel
from ilm_core.ngram import NgramModel
from ilm_core.tasks.text_corpus import Corpus
from ilm_core.vocabulary import BOS, PAD

BATCH = 32  # texts scored in one forward pass


class Oracle(ABC):
    """A judge.

    Attributes:
        name: how results call it.
    """

    name: str

    @abstractmethod
    def token_losses(self, texts: Sequence[Sequence[int]]) -> list[np.ndarray]:
        """Negative log-likelihood, in nats, of each token of each text given those before it."""

    def losses(self, texts: Sequence[Sequence[int]]) -> np.ndarray:
        """Mean over the tokens of each text (N,); nan for a text without any."""
        return np.array([losses.mean() if len(losses) else np.nan for losses in self.token_losses(texts)])


class NgramOracle(Oracle):
    """Four tokens at a time.

    Args:
        corpus: the text that the models have learned from.
        size: of the vocabulary.
    """

    name = "ngram"

    def __init__(self, corpus: Corpus, size: int) -> None:
        self.model = NgramModel(corpus.sequences(), size)

    def token_losses(self, texts: Sequence[Sequence[int]]) -> list[np.ndarray]:
        return np.split(-self.model.log_probabilities(texts), np.cumsum([len(ids) for ids in texts])[:-1])


class ArmOracle(Oracle):
    """An autoregressive model, wider and of another seed than the one that is judged.

    Args:
        folder: its checkpoint.

    Raises:
        ValueError: with one sentence, if there is no usable autoregressive model.
    """

    name = "arm"

    def __init__(self, folder: Path | str) -> None:
        family = load_checkpoint(folder).family
        if not isinstance(family, AutoregressiveModel):
            raise ValueError(f"The oracle must be an autoregressive model; the one at {folder} is {family.title}.")
        self.family = family

    @torch.inference_mode()
    def token_losses(self, texts: Sequence[Sequence[int]]) -> list[np.ndarray]:
        losses = []
        for first in range(0, len(texts), BATCH):
            part = texts[first : first + BATCH]
            longest = max(1, *map(len, part))  # a batch may hold nothing but empty texts
            targets = torch.tensor([[*ids, *[PAD] * (longest - len(ids))] for ids in part])  # (B, T)
            tokens = torch.nn.functional.pad(targets, (1, 0), value=BOS)[:, :-1]  # each slot foretells the next token
            positions = torch.arange(longest).expand(len(part), -1)
            scores = self.family.allowed_logits(self.family.trunk(tokens, positions)).log_softmax(2)  # (B, T, V)
            chosen = scores.gather(2, targets[..., None])[..., 0]
            losses.extend(-row[: len(ids)].numpy() for row, ids in zip(chosen, part))
        return losses
