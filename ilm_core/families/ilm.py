"""Insertion language model (Patel et al. 2025, sections 3 and 4; reference section 1).

One softmax over every (gap, token) pair, and a two-way stop head on the CLS state.
A gap is named by the visible token on its left.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ilm_core.belief import Belief
from ilm_core.canvas import Canvas, Template
from ilm_core.examples import Batch, Examples, pack, random_subset, trunk_inputs
from ilm_core.families.base import Family, insertion_start
from ilm_core.transformer import TrunkConfig
from ilm_core.vocabulary import BOS, CLS, PAD

STOP, CONTINUE = 0, 1  # classes of the stop head
FULL, PARTS = 0.75, 3  # a batch of which less is visible is computed in so many parts


class StopHead(nn.Module):
    """Two-way classifier on the CLS state: class 0 stops, class 1 goes on."""

    def __init__(self, config: TrunkConfig) -> None:
        super().__init__()
        self.norm_final = nn.LayerNorm(config.width)
        self.mlp = nn.Sequential(
            nn.Linear(config.width, 2 * config.width),
            nn.Tanh(),
            nn.Linear(2 * config.width, config.width),
        )
        self.linear = nn.Linear(config.width, 2, bias=False)

    def forward(self, state: Tensor) -> Tensor:
        """CLS states (B, D) to float32 logits (B, 2)."""
        return self.linear(state + self.mlp(self.norm_final(state))).float()


def insertion_layout(examples: Examples, hidden: np.ndarray) -> Batch:
    """Remove the hidden target tokens and say into which gap each belongs.

    Args:
        examples: prompts and targets.
        hidden: which target tokens (B, T) are missing.

    Returns:
        Trunk inputs whose rows are CLS, then BOS and every target token still visible;
        ``gap_open`` (B, G): which of the rows after CLS is a real gap; ``gap`` (B, T):
        index among those gaps of each target token's nearest visible left neighbour;
        ``target`` ids (B, T); ``hidden`` (B, T).
    """
    kept = (examples.targets != PAD) & ~hidden
    tokens, visible = pack([(CLS, None), (examples.prompts, None), (BOS, None), (examples.targets, kept)], len(kept))
    gaps = 1 + kept.sum(1)  # BOS and the visible target
    offsets = np.arange(gaps.max())
    first = 1 + (examples.prompts != PAD).sum(1)  # slot of BOS
    gap_open = offsets < gaps[:, None]
    rows = np.where(gap_open, first[:, None] + offsets, 0)
    batch = trunk_inputs(tokens, visible, np.concatenate([np.zeros_like(rows[:, :1]), rows], 1))
    batch["gap_open"] = torch.from_numpy(gap_open)
    batch["gap"] = torch.from_numpy(kept.cumsum(1)).clamp(max=gaps.max() - 1)
    batch["target"] = torch.from_numpy(examples.targets).long()
    batch["hidden"] = torch.from_numpy(hidden)
    return batch


def draw_hidden(examples: Examples, rng: np.random.Generator) -> np.ndarray:
    """Hide n ~ U{0..m} of the m target tokens that may be hidden, uniformly (section 1.3); returns (B, T)."""
    hideable = examples.hideable()
    return random_subset(hideable, rng.integers(0, hideable.sum(1) + 1), rng)


def draw_hidden_by_token(examples: Examples, rng: np.random.Generator) -> np.ndarray:
    """Hide all copies of n ~ U{0..m} of the m different tokens that may be hidden; returns (B, T).

    Uniform draws seldom look like the canvases of a run whose answers name things twice: a run writes the
    second copy soon after the first, and then nothing is missing but whole things.
    """
    hideable = examples.hideable()
    alike = examples.targets[:, :, None] == examples.targets[:, None, :]  # (B, T, T)
    alike &= hideable[:, :, None] & hideable[:, None, :]
    first = hideable & ~np.tril(alike, -1).any(2)  # the first copy of each token
    chosen = random_subset(first, rng.integers(0, first.sum(1) + 1), rng)
    return (alike & chosen[:, None, :]).any(2)


def insertion_loss(logits: Tensor, gap_open: Tensor, gap: Tensor, target: Tensor, hidden: Tensor) -> Tensor:
    """Cross-entropy of the joint softmax against the multiset of missing tokens (section 1.4).

    Args:
        logits: float32 (N, V), a row for each gap that takes part, in the order of ``gap_open``.
        gap_open: which gaps take part (B, G); N of them do.
        gap, target, hidden: gap index, id and whether missing, for each target token (B, T).

    Returns:
        Loss of each example (B,), in nats; 0 where nothing is missing.
    """
    closed = torch.full(gap_open.shape, float("-inf"), device=logits.device)
    normaliser = closed.masked_scatter(gap_open, logits.logsumexp(1)).logsumexp(1)  # (B,)
    rows = (gap_open.flatten().cumsum(0) - 1).view_as(gap_open).gather(1, gap)  # (B, T)
    scores = logits[rows, target].masked_fill(~hidden, 0.0)  # (B, T)
    missing = hidden.sum(1)
    return (normaliser - scores.sum(1) / missing.clamp(min=1)) * (missing > 0)


def parts_by_length(batch: Batch) -> list[Batch]:
    """Cut a batch with much padding into parts with little, each of similar lengths.

    Between nothing and all of a text is visible, so a batch of texts of one length is half
    padding; in parts a step takes a fifth less time on the CPU. A GPU gets the batch whole.
    """
    if "visible" not in batch or batch["visible"].is_cuda or batch["visible"].float().mean() > FULL:
        return [batch]
    parts = []
    for chosen in batch["visible"].sum(1).argsort().chunk(PARTS):
        part = {name: tensor[chosen] for name, tensor in batch.items()}
        longest, gaps = part["visible"].sum(1).max(), part["gap_open"].sum(1).max()
        widths = {"tokens": longest, "positions": longest, "visible": longest, "rows": 1 + gaps, "gap_open": gaps}
        parts.append({name: tensor[:, : widths.get(name)] for name, tensor in part.items()})
    return parts


class InsertionLanguageModel(Family):
    """ILM: where, what and whether, from one forward pass.

    Prompt gaps take no part, neither in training nor in decoding: nothing is ever
    inserted there, so no probability is spent on them.
    """

    name = "ilm"
    title = "ILM"

    def add_heads(self) -> None:
        self.length_output_layer = StopHead(self.config)

    def corrupt(self, examples: Examples, rng: np.random.Generator) -> Batch:
        hidden = draw_hidden(examples, rng)
        if examples.by_token:
            rows = rng.random(len(hidden)) < examples.by_token
            hidden = np.where(rows[:, None], draw_hidden_by_token(examples, rng), hidden)
        return insertion_layout(examples, hidden)

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        losses = [self.example_losses(part) for part in parts_by_length(batch)]
        tokens, stop = (torch.cat(part).mean() for part in zip(*losses))
        return {"loss": tokens + stop, "tokens": tokens.detach(), "stop": stop.detach()}

    def example_losses(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Losses of the missing tokens and of the stop head for each example (B,)."""
        states = self.states(batch)  # (B, 1 + G, D)
        gap_open, hidden = batch["gap_open"], batch["hidden"]
        logits = self.output_layer(states[:, 1:][gap_open])  # (N, V), nothing spent on padding
        tokens = insertion_loss(logits, gap_open, batch["gap"], batch["target"], hidden)
        missing = hidden.any(1).long()  # STOP where nothing is missing
        stop = F.cross_entropy(self.length_output_layer(states[:, 0]), missing, reduction="none")
        return tokens, stop

    def start(self, template: Template, lengths: Sequence[int]) -> Canvas:
        return insertion_start(template)

    def rows(self, canvas: Canvas) -> list[int]:
        gaps = [slot for slot, is_open in enumerate(canvas.open) if is_open]
        return [0, *gaps] if gaps else []  # CLS, then the gaps

    def beliefs(self, canvases: Sequence[Canvas], rows: Sequence[list[int]], states: Tensor) -> list[Belief]:
        logits = self.allowed_logits(states[:, 1:])  # (B, G, V)
        stop = self.length_output_layer(states[:, 0]).log_softmax(1)  # (B, 2)
        beliefs = []
        for canvas, slots, scores, ends in zip(canvases, rows, logits, stop):
            scores = scores[: len(slots) - 1]
            joint = scores.flatten().log_softmax(0).view_as(scores)
            places = tuple(canvas.identities[slot] for slot in slots[1:])
            beliefs.append(Belief("insert", places, ends[CONTINUE] + joint, ends[STOP]))
        return beliefs
