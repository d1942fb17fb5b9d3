"""Masked diffusion model: a time-free masked predictor (MDLM, Sahoo et al. 2024; reference section 3.1).

Without a time input the network is an any-order predictor; its loss, the mean cross-
entropy of the masked cells for a uniformly drawn number of masks, is the same bound.
"""

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ilm_core.belief import Belief
from ilm_core.canvas import Canvas, Template
from ilm_core.examples import Batch, Examples, pack, random_subset, trunk_inputs
from ilm_core.families.base import Family
from ilm_core.sampling import Settings
from ilm_core.vocabulary import BOS, CLS, EOS, MASK, PAD, SPECIAL

MOST_CELLS = 1024  # to fill; attention takes the square of it


class MaskedDiffusionModel(Family):
    """MDM: a canvas of fixed length whose end and padding are predicted like any token."""

    name = "mdm"
    title = "MDM"
    growth = "unmask"
    settings = Settings(place_rule="confidence")
    forbidden = tuple(token for token in SPECIAL if token not in (EOS, PAD))

    def corrupt(self, examples: Examples, rng: np.random.Generator) -> Batch:
        count, longest = examples.targets.shape
        lengths = (examples.targets != PAD).sum(1)
        cells = np.pad(examples.targets, ((0, 0), (0, 1)), constant_values=PAD)  # (B, L)
        cells[np.arange(count), lengths] = EOS
        hideable = np.ones_like(cells, bool)
        if examples.given is not None:
            hideable[:, :-1] = ~examples.given
        masked = random_subset(hideable, rng.integers(1, hideable.sum(1) + 1), rng)
        shown = np.where(masked, MASK, cells)
        everything = np.ones_like(masked)
        tokens, visible = pack([(CLS, None), (examples.prompts, None), (BOS, None), (shown, everything)], count)
        first = 2 + (examples.prompts != PAD).sum(1)
        batch = trunk_inputs(tokens, visible, first[:, None] + np.arange(longest + 1))
        batch["target"] = torch.from_numpy(cells).long()
        batch["masked"] = torch.from_numpy(masked)
        return batch

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        masked = batch["masked"]
        logits = self.output_layer(self.states(batch)[masked])  # (N, V), nothing spent on cells that are shown
        losses = F.cross_entropy(logits, batch["target"][masked], reduction="none")
        shares = 1 / masked.sum(1, keepdim=True).expand_as(masked)[masked]  # each example weighs the same
        loss = (losses * shares).sum() / len(masked)
        return {"loss": loss}

    def start(self, template: Template, lengths: Sequence[int]) -> Canvas:
        if len(lengths) != template.gaps:
            raise ValueError(f"There are {template.gaps} gaps but {len(lengths)} lengths.")
        if sum(lengths) > MOST_CELLS:
            raise ValueError(f"A canvas may have {MOST_CELLS:,} cells at most, not {sum(lengths):,}.")
        tokens = [CLS, *template.prompt, BOS, *template.pieces[0]]
        for length, piece in zip(lengths, template.pieces[1:]):
            tokens.extend([MASK] * length)
            tokens.extend(piece)
        return Canvas.start(self.growth, [*tokens, EOS] if template.pieces[-1] else tokens)

    def rows(self, canvas: Canvas) -> list[int]:
        return [slot for slot, token in enumerate(canvas.tokens) if token == MASK]

    def beliefs(self, canvases: Sequence[Canvas], rows: Sequence[list[int]], states: Tensor) -> list[Belief]:
        scores = self.allowed_logits(states).log_softmax(2)  # (B, R, V)
        beliefs = []
        for canvas, slots, cells in zip(canvases, rows, scores):
            places = tuple(canvas.identities[slot] for slot in slots)
            anywhere = cells[: len(slots)] - math.log(len(slots))  # the model prefers no cell
            beliefs.append(Belief("unmask", places, anywhere, anywhere.new_tensor(float("-inf"))))
        return beliefs
