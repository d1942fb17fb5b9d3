"""Autoregressive model: next token, left to right, until EOS (reference section 3.2)."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ilm_core.belief import Belief
from ilm_core.canvas import Canvas, Template
from ilm_core.examples import Batch, Examples, pack, trunk_inputs
from ilm_core.families.base import Family, suppress
from ilm_core.sampling import Settings
from ilm_core.vocabulary import BOS, EOS, PAD, SPECIAL


class AutoregressiveModel(Family):
    """ARM: a causal trunk over ``prompt BOS target EOS``."""

    name = "arm"
    title = "ARM"
    growth = "append"
    settings = Settings(place_rule="joint", stop_threshold=None)
    causal = True
    forbidden = tuple(token for token in SPECIAL if token != EOS)

    def corrupt(self, examples: Examples, rng: np.random.Generator) -> Batch:
        count, longest = examples.targets.shape
        lengths = (examples.targets != PAD).sum(1)
        tokens, visible = pack([(examples.prompts, None), (BOS, None), (examples.targets, None)], count)
        following = np.pad(examples.targets, ((0, 0), (0, 1)), constant_values=PAD)  # (B, T + 1)
        following[np.arange(count), lengths] = EOS
        given = (examples.targets != PAD) & ~examples.hideable()
        following[:, :-1][given] = PAD  # nothing is learned from what other families are given
        first = (examples.prompts != PAD).sum(1)  # slot of BOS, which predicts the first token
        offsets = np.minimum(np.arange(longest + 1), lengths[:, None])
        batch = trunk_inputs(tokens, visible, first[:, None] + offsets)
        batch["target"] = torch.from_numpy(following).long()
        return batch

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        real = batch["target"] != PAD
        logits = self.output_layer(self.states(batch)[real])  # (N, V), nothing spent on padding
        loss = F.cross_entropy(logits, batch["target"][real])
        return {"loss": loss}

    def start(self, template: Template, lengths: Sequence[int]) -> Canvas:
        return Canvas.start(self.growth, [*template.prompt, BOS, *template.pieces[0]])  # the rest it cannot see

    def rows(self, canvas: Canvas) -> list[int]:
        return [len(canvas) - 1]

    def beliefs(self, canvases: Sequence[Canvas], rows: Sequence[list[int]], states: Tensor) -> list[Belief]:
        scores = self.allowed_logits(states[:, :1]).log_softmax(2)  # (B, 1, V)
        tokens = suppress(scores, [EOS])
        return [
            Belief("append", canvas.identities[-1:], tokens[index], scores[index, 0, EOS])
            for index, canvas in enumerate(canvases)
        ]
