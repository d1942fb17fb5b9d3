"""Insertion Transformer (Stern et al. 2019; reference section 3.3).

Each gap has a softmax of its own, with EOS for "nothing more belongs here"; no softmax
compares gaps, and there is no stop head.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from ilm_core.belief import Belief
from ilm_core.canvas import Canvas, Template
from ilm_core.examples import Batch, Examples
from ilm_core.families.base import Family, insertion_start, suppress
from ilm_core.families.ilm import draw_hidden, insertion_layout
from ilm_core.sampling import Settings
from ilm_core.vocabulary import EOS, SPECIAL


class InsertionTransformer(Family):
    """IT: what to insert in each gap, judged gap by gap.

    A belief needs a chance for each place and for stopping, which the family does not
    model jointly. Gaps are taken as independent: stop is the product of every gap's EOS,
    and a gap is next in proportion to its chance of being unfinished.
    """

    name = "it"
    title = "IT"
    settings = Settings(stop_threshold=0.9)
    forbidden = tuple(token for token in SPECIAL if token != EOS)

    def corrupt(self, examples: Examples, rng: np.random.Generator) -> Batch:
        return insertion_layout(examples, draw_hidden(examples, rng))

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        scores = self.output_layer(self.states(batch)[:, 1:]).log_softmax(2)  # (B, G, V)
        hidden, gap, is_open = batch["hidden"], batch["gap"], batch["gap_open"]
        index = torch.arange(len(gap), device=gap.device)[:, None]
        token_losses = -scores[index, gap, batch["target"]] * hidden  # (B, T)
        missing = torch.zeros_like(is_open, dtype=torch.long).scatter_add_(1, gap, hidden.long())
        losses = torch.zeros_like(scores[..., 0]).scatter_add_(1, gap, token_losses) / (missing + 1)
        losses = torch.where(missing == 0, -scores[..., EOS], losses) * is_open
        return {"loss": losses.sum() / is_open.sum()}

    def start(self, template: Template, lengths: Sequence[int]) -> Canvas:
        return insertion_start(template)

    def rows(self, canvas: Canvas) -> list[int]:
        return [slot for slot, is_open in enumerate(canvas.open) if is_open]

    def beliefs(self, canvases: Sequence[Canvas], rows: Sequence[list[int]], states: Tensor) -> list[Belief]:
        scores = self.allowed_logits(states).log_softmax(2)  # (B, R, V)
        beliefs = []
        for canvas, slots, gaps in zip(canvases, rows, scores):
            gaps = gaps[: len(slots)]
            finished = gaps[:, EOS]
            tokens = suppress(gaps, [EOS])
            unfinished = tokens.logsumexp(1)  # log(1 - p(EOS)) of each gap
            log_stop = finished.sum().clamp(max=-1e-7)  # never quite certain, so that the rest has a logarithm
            log_continue = (-torch.expm1(log_stop)).log()
            log_moves = log_continue + tokens - unfinished.logsumexp(0)
            places = tuple(canvas.identities[slot] for slot in slots)
            beliefs.append(Belief("insert", places, log_moves, log_stop, finished))
        return beliefs
