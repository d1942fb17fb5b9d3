"""What a training is fed: batches, drawn in chunks, by processes of their own where a GPU should not wait."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from ilm_core.examples import Batch
from ilm_core.families.base import Family
from ilm_core.tasks.base import Task

CHUNK = 16  # batches drawn together and sorted by length, so that little is padding


@dataclass(frozen=True)
class Chunks(Dataset):
    """The batches of a training, some at a time; what a batch is depends on its step and the attributes alone.

    Where progress goes by the clock, a training that is resumed may get a chunk as of a later moment.

    Attributes:
        task: where examples come from.
        family: whose model learns from them.
        seed: of the data.
        size: examples a batch.
        process: index of the training's process; each has data of its own.
        progress: part of the training that is done at a step, 0 to 1.
    """

    task: Task
    family: Family
    seed: int
    size: int
    process: int
    progress: Callable[[int], float]

    def __getitem__(self, chunk: int) -> list[Batch]:
        """Batches of the steps ``chunk * CHUNK`` and on."""
        first = chunk * CHUNK
        rng = np.random.default_rng([self.seed, chunk, self.process])
        examples = self.task.examples(rng, CHUNK * self.size, self.progress(first))
        order = examples.sorting_keys(rng).argsort(kind="stable").reshape(CHUNK, self.size)
        return [
            self.family.corrupt(examples.take(rows), np.random.default_rng([self.seed, step, self.process, 1]))
            for step, rows in enumerate(rng.permutation(order), first)
        ]


def feed(chunks: Chunks, step: int, workers: int) -> Iterator[Batch]:
    """Batches from a step on, the same ones whatever the number of workers.

    Args:
        chunks: where they come from.
        step: the first step.
        workers: processes that draw ahead, into memory from which a GPU can copy on its own; 0 draws
            each chunk when it is needed, in this process.
    """
    chunk, offset = divmod(step, CHUNK)
    pinned = workers > 0 and torch.cuda.is_available()
    for drawn in DataLoader(chunks, batch_size=None, sampler=count(chunk), num_workers=workers, pin_memory=pinned):
        yield from drawn[offset:]
        offset = 0
