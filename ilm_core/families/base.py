"""What every family offers: a loss to train by, and a belief over moves to decode by."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from ilm_core.belief import Belief
from ilm_core.canvas import Canvas, Growth, Template
from ilm_core.examples import Batch, Examples
from ilm_core.sampling import Settings
from ilm_core.transformer import OutputLayer, Trunk, TrunkConfig, initialise
from ilm_core.vocabulary import BOS, CLS, PAD, SPECIAL


class Family(nn.Module, ABC):
    """A trunk with a head, a training loss and a belief.

    Args:
        config: dimensions of the trunk.
        seed: seed of the initial weights.

    Attributes:
        name: how the command line and files call the family.
        title: how people call it.
        growth: what kind of move it makes.
        settings: sampling rules that suit it, greedy.
        causal: whether a token sees only what stands before it.
        forbidden: ids that it never predicts.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    growth: ClassVar[Growth] = "insert"
    settings: ClassVar[Settings] = Settings()
    causal: ClassVar[bool] = False
    forbidden: ClassVar[tuple[int, ...]] = SPECIAL

    def __init__(self, config: TrunkConfig, seed: int = 0) -> None:
        super().__init__()
        self.config = config
        self.trunk = Trunk(config, self.causal)
        self.output_layer = OutputLayer(config)
        ruled_out = torch.zeros(config.vocabulary_size).index_fill(0, torch.tensor(self.forbidden), float("-inf"))
        self.register_buffer("ruled_out", ruled_out, persistent=False)
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
    def start(self, template: Template, lengths: Sequence[int]) -> Canvas:
        """The canvas before the first move.

        Args:
            template: what is given and fixed, and where the gaps are.
            lengths: cells of each gap; only MDM needs to know. The end counts as a cell
                of a gap with which the answer ends.

        Raises:
            ValueError: with one sentence, if a family that needs lengths gets too few or too many.
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
            return self.beliefs(canvases, rows, self.states(canvas_batch(canvases, rows, self.device)))

    def states(self, batch: Batch) -> Tensor:
        """Final trunk states (B, R, D) of the rows that a batch asks for."""
        return self.trunk(batch["tokens"], batch["positions"], batch.get("visible"), batch["rows"])

    def allowed_logits(self, states: Tensor) -> Tensor:
        """States (..., D) to logits (..., V), -inf at forbidden ids."""
        return self.output_layer(states) + self.ruled_out


def canvas_batch(canvases: Sequence[Canvas], rows: Sequence[list[int]], device: torch.device) -> Batch:
    """Pad canvases, and the slots wanted of each, to a batch for the trunk."""
    lengths = [len(canvas) for canvas in canvases]
    longest, most = max(lengths), max(map(len, rows))
    tokens = [canvas.tokens + (PAD,) * (longest - len(canvas)) for canvas in canvases]
    positions = torch.arange(longest, device=device)
    batch = {
        "tokens": torch.tensor(tokens, device=device),
        "positions": positions.expand(len(canvases), -1),
        "rows": torch.tensor([slots + [0] * (most - len(slots)) for slots in rows], device=device),
    }
    if min(lengths) < longest:
        batch["visible"] = positions < torch.tensor(lengths, device=device)[:, None]
    return batch


def insertion_start(template: Template) -> Canvas:
    """A canvas on which tokens may be inserted into the gaps of a template, and nowhere else."""
    tokens, open_after = [CLS, *template.prompt, BOS], []
    for piece in template.pieces[:-1]:
        tokens.extend(piece)
        open_after.append(len(tokens) - 1)
    return Canvas.start("insert", [*tokens, *template.pieces[-1]], open_after)


def suppress(logits: Tensor, ids: Sequence[int]) -> Tensor:
    """Logits (..., V) with -inf at ``ids``."""
    return logits.index_fill(-1, torch.tensor(ids, device=logits.device), float("-inf"))
