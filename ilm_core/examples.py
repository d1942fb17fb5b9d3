"""Arrays of prompts and targets, and the packing of a batch into rows of tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from ilm_core.vocabulary import PAD

Batch = dict[str, Tensor]


@dataclass(frozen=True)
class Examples:
    """A batch as a task makes it.

    Attributes:
        prompts: ids (B, P), PAD on the right.
        targets: ids (B, T), PAD on the right.
        given: target tokens (B, T) that corruption always leaves visible; None where it may hide any.
        by_token: share of rows in which ILM misses all copies of a token or none (`draw_hidden_by_token`).
    """

    prompts: np.ndarray
    targets: np.ndarray
    given: np.ndarray | None = None
    by_token: float = 0.0

    def __len__(self) -> int:
        return len(self.prompts)

    def take(self, rows: np.ndarray) -> "Examples":
        """The examples at ``rows``, in that order, without columns that are all padding."""
        prompts, targets = self.prompts[rows], self.targets[rows]
        prompts = prompts[:, : max(1, (prompts != PAD).sum(1).max())]
        return replace(self, prompts=prompts, targets=targets, given=None if self.given is None else self.given[rows])

    def hideable(self) -> np.ndarray:
        """Target tokens (B, T) that corruption may hide."""
        present = self.targets != PAD
        return present if self.given is None else present & ~self.given

    def sorting_keys(self, rng: np.random.Generator) -> np.ndarray:
        """By what to sort (B,), so that neighbours pad each other little."""
        return (self.prompts != PAD).sum(1)


def pack(parts: Sequence[tuple[np.ndarray | int, np.ndarray | None]], count: int) -> tuple[np.ndarray, np.ndarray]:
    """Lay parts side by side and close the holes between them.

    Args:
        parts: each an id for every row, or ids (B, n) with a boolean array of what to keep
            (None keeps all that is not padding).
        count: B.

    Returns:
        Tokens (B, W), PAD on the right, and for every slot whether it holds a token (B, W).
    """
    ids, keeps = [], []
    for part, keep in parts:
        column = np.full((count, 1), part) if isinstance(part, int) else part
        ids.append(column)
        if keep is None:
            keep = np.ones((count, 1), bool) if isinstance(part, int) else column != PAD
        keeps.append(keep)
    tokens, keep = np.concatenate(ids, 1), np.concatenate(keeps, 1)
    order = np.argsort(~keep, axis=1, kind="stable")
    lengths = keep.sum(1)
    visible = np.arange(lengths.max()) < lengths[:, None]
    tokens = np.take_along_axis(tokens, order, 1)[:, : visible.shape[1]]
    return np.where(visible, tokens, PAD), visible


def close_up(ids: np.ndarray) -> np.ndarray:
    """Move the padding of each row (B, W) to its right end."""
    return np.take_along_axis(ids, np.argsort(ids == PAD, axis=1, kind="stable"), 1)


def trunk_inputs(tokens: np.ndarray, visible: np.ndarray, rows: np.ndarray) -> Batch:
    """Tensors for `Trunk.forward`: tokens, positions, visible (None-able) and wanted rows."""
    batch = {
        "tokens": torch.from_numpy(tokens).long(),
        "positions": torch.arange(tokens.shape[1]).repeat(len(tokens), 1),
        "rows": torch.from_numpy(rows).long(),
    }
    if not visible.all():
        batch["visible"] = torch.from_numpy(visible)
    return batch


def random_subset(candidates: np.ndarray, sizes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Choose ``sizes`` (B,) of the True entries of ``candidates`` (B, T), uniformly; returns (B, T)."""
    keys = np.where(candidates, rng.random(candidates.shape), 2.0)
    ranks = keys.argsort(1).argsort(1)
    return candidates & (ranks < sizes[:, None])
