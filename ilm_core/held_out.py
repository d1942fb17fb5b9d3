"""The loss on examples kept from training, by which the best weights are known."""

from collections.abc import Sequence

import numpy as np
import torch

from ilm_core.examples import Batch
from ilm_core.families.base import Family
from ilm_core.tasks.base import Task

BATCHES = 16


def held_out_batches(task: Task, family: Family, size: int) -> list[Batch]:
    """Batches of ``size`` held-out examples, corrupted once and for all; none if the task keeps none back."""
    examples = task.validation_examples(BATCHES * size)
    if examples is None:
        return []
    rng = np.random.default_rng(0)
    order = examples.sorting_keys(rng).argsort(kind="stable")
    return [family.corrupt(examples.take(rows), rng) for rows in order.reshape(BATCHES, size)]


@torch.no_grad()
@torch.compiler.set_stance("force_eager")  # to compile once more for so few batches would take longer
def held_out_loss(family: Family, batches: Sequence[Batch]) -> float:
    """Mean loss of the batches, without dropout."""
    family.eval()
    losses = [
        family({name: tensor.to(family.device) for name, tensor in batch.items()})["loss"].item() for batch in batches
    ]
    family.train()
    return float(np.mean(losses))
