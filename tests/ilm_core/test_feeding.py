from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

from ilm_core.examples import Batch, Examples
from ilm_core.families import FAMILIES
from ilm_core.feeding import Chunks, feed
from ilm_core.tasks import make_task
from ilm_core.tasks.base import Task
from ilm_core.tasks.star_graph import StarGraphTask
from ilm_core.tasks.text_corpus import SPREAD
from ilm_core.transformer import TrunkConfig
from ilm_core.vocabulary import PAD


def chunks(task: Task, family: str = "arm", process: int = 0, progress=lambda step: 1.0) -> Chunks:
    model = FAMILIES[family](TrunkConfig(len(task.vocabulary), width=8, layers=1, heads=1, feed_forward=8))
    return Chunks(task, model, 1, 16, process, progress)


def lengths(batch: Batch) -> np.ndarray:
    return (batch["tokens"] != PAD).sum(1).numpy()


def same(one: Batch, other: Batch) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("workers", [0, 2])
def test_a_step_gets_its_batch_wherever_the_training_begins_and_whoever_draws_it(family: str, workers: int) -> None:
    source = chunks(make_task("star-medium"), family)
    first = list(islice(feed(source, 0, 0), 36))
    again = list(islice(feed(source, 5, workers), 31))
    assert all(same(one, other) for one, other in zip(first[5:], again, strict=True))


def test_each_process_has_data_of_its_own() -> None:
    task = make_task("star-medium")
    mine, other = (next(feed(chunks(task, process=process), 0, 0)) for process in (0, 1))
    assert not same(mine, other)


def test_batches_are_sorted_by_length() -> None:
    spread = [np.ptp(lengths(batch)) for batch in islice(feed(chunks(make_task("star-medium")), 0, 0), 16)]
    assert np.mean(spread) < 13  # of prompts between 14 and 32 tokens, with answers of 4 to 10


def test_batches_of_text_hold_similar_lengths(stories_file: Path) -> None:
    for batch in islice(feed(chunks(make_task("stories", stories_file)), 0, 0), 4):
        assert batch["tokens"].shape[1] == lengths(batch).max()
        assert np.ptp(lengths(batch)) <= SPREAD


def test_a_task_is_told_how_far_the_training_is() -> None:
    moments = []

    class Noting(StarGraphTask):
        def examples(self, rng: np.random.Generator, count: int, progress: float = 1.0) -> Examples:
            moments.append(progress)
            return super().examples(rng, count)

    list(islice(feed(chunks(Noting("star-easy"), progress=lambda step: step / 64), 20, 0), 29))
    assert moments == [16 / 64, 32 / 64, 48 / 64]  # of the chunk, so that a resumed training draws the same
