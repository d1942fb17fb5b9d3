"""What every family offers: a loss to train by, and a belief over moves to decode by."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from ilm_core.belief import Belief
from ilm_core.canvas import Canvas
from ilm_core.examples import Batch, Examples, trunk_inputs
from ilm_core.sampling import Settings
from ilm_core.transformer import OutputLayer, Trunk, TrunkConfig, initialise
from ilm_core.vocabulary import PAD


class Family(nn.Module, ABC):
    """A trunk with a head, a training loss and a belief.

    Args:
        config: dimensions of the trunk.
        seed: seed of the initial weights.

    Attributes:
        name: how the command line and files call the family.
        title: how people call it.
        settings: sampling rules that suit it, greedy.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    settings: ClassVar[Settings] = Settings()
    causal: ClassVar[bool] = False

    def __init__(self, config: TrunkConfig, seed: int = 0) -> None:
        super().__init__()
        self.config = config
        self.trunk = Trunk(config, self.causal)
        self.output_layer = OutputLayer(config)
        self.add_heads()
        initialise(self, config.layers, seed)

    def add_heads(self) -> None:
        """Build heads beyond the unembedding; most families have none."""

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.output_layer.linear.weight.device

    @abstractmethod
    def corrupt(self, examples: Examples, rng: np.random.Generator) -> Batch:
        """Turn examples into the tensors `forward` learns from, drawing what is hidden."""

    @abstractmethod
    def forward(self, batch: Batch) -> dict[str, Tensor]:
        """Losses of a batch from `corrupt`: scalars by name; ``loss`` is the one to minimise."""

    @abstractmethod
    def start(self, prompt: Sequence[int], length: int) -> Canvas:
        """The canvas before the first move.

        Args:
            prompt: ids that are given and fixed.
            length: cells of the answer, end included; only MDM needs to know.
        """

    @abstractmethod
    def rows(self, canvas: Canvas) -> list[int]:
        """Slots whose states decide the next move; none if no move is left."""

    @abstractmethod
    def beliefs(self, canvases: Sequence[Canvas], rows: Sequence[list[int]], states: Tensor) -> list[Belief]:
        """Read beliefs off trunk states (B, R, D), of which canvas b fills the first ``len(rows[b])``."""

    def belief(self, canvases: Sequence[Canvas]) -> list[Belief]:
        """What the model holds of every allowed move on each canvas, from one forward pass.

        Args:
            canvases: each with at least one place left.

        Returns:
            A belief for each canvas; its probabilities, stop included, sum to 1.
        """
        with torch.inference_mode():
            rows = [self.rows(canvas) for canvas in canvases]
            batch = canvas_batch(canvases, rows)
            return self.beliefs(canvases, rows, self.states({k: v.to(self.device) for k, v in batch.items()}))

    def states(self, batch: Batch) -> Tensor:
        """Final trunk states (B, R, D) of the rows that a batch asks for."""
        return self.trunk(batch["tokens"], batch["positions"], batch.get("visible"), batch["rows"])


def canvas_batch(canvases: Sequence[Canvas], rows: Sequence[list[int]]) -> Batch:
    """Pad canvases, and the slots wanted of each, to a batch for the trunk."""
    lengths = np.array([len(canvas) for canvas in canvases])
    visible = np.arange(lengths.max()) < lengths[:, None]
    tokens = np.full(visible.shape, PAD)
    wanted = np.zeros((len(rows), max(map(len, rows))), int)
    for index, (canvas, slots) in enumerate(zip(canvases, rows)):
        tokens[index, : len(canvas)] = canvas.tokens
        wanted[index, : len(slots)] = slots
    return trunk_inputs(tokens, visible, wanted)


def suppress(logits: Tensor, ids: Sequence[int]) -> Tensor:
    """Logits (..., V) with -inf at ``ids``."""
    return logits.index_fill(-1, torch.tensor(ids, device=logits.device), float("-inf"))
