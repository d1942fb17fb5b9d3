"""Exact match on fresh instances, and where the answers that fail were lost."""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ilm_core.canvas import Canvas
from ilm_core.checkpoints import Loaded
from ilm_core.decoding import decode_many
from ilm_core.sampling import Settings
from ilm_core.tasks.base import Task

BATCH = 256  # canvases scored in one forward pass


@dataclass(frozen=True)
class Outcome:
    """How one instance went.

    Attributes:
        exact: whether the answer is right and the run ended there.
        group: kind of instance, from `Task.group`.
        parts_right: share of the answer's parts that are right, from `Task.parts_right`.
        forward_passes: how many it took.
        lost_at: step, counted from 1, after which no right answer was possible any more; None if there is none.
        lost_by_stopping: whether that step was the stop.
    """

    exact: bool
    group: str
    parts_right: float | None
    forward_passes: int
    lost_at: int | None
    lost_by_stopping: bool


def fresh_instances(task: Task, count: int, seed: int) -> list[dict[str, Any]]:
    """Instances of a seed, none of which training has a reason to have seen."""
    rng = np.random.default_rng([seed, 2**31])  # another stream than any training seed
    return [task.random_input(rng) for _ in range(count)]


def outcomes(
    task: Task,
    loaded: Loaded,
    documents: Sequence[dict[str, Any]],
    settings: Settings,
    seed: int = 0,
) -> Iterator[Outcome]:
    """Let a model answer instances.

    Args:
        task: of the instances.
        loaded: the model.
        documents: well-formed instances.
        settings: sampling rules.
        seed: instance i is decoded with seed + i.

    Yields:
        One outcome for each, in order.
    """
    family = loaded.family
    for first in range(0, len(documents), BATCH):
        part = documents[first : first + BATCH]
        starts = [family.start(task.template(document), task.guess_lengths(document)) for document in part]
        finals: list[Canvas] = list(starts)
        passes = [0] * len(part)
        lost: dict[int, tuple[int, bool]] = {}
        ended: set[int] = set()
        seeds = range(seed + first, seed + first + len(part))
        for steps in decode_many(family, starts, settings, seeds):
            for index, step in steps.items():
                finals[index] = step.after
                passes[index] += 1
                if step.ended:
                    ended.add(index)
                if index not in lost and task.status(part[index], step.after, step.ended) == "lost":
                    lost[index] = (step.number + 1, step.stopped)
        for index, (document, final) in enumerate(zip(part, finals)):
            at, by_stopping = lost.get(index, (None, False))
            exact = index in ended and task.is_exact(document, final.answer)
            parts = task.parts_right(document, final.answer)
            yield Outcome(exact, task.group(document), parts, passes[index], at, by_stopping)


def wilson_interval(successes: int, count: int) -> tuple[float, float]:
    """95 % interval of a proportion (Wilson 1927)."""
    z = 1.959964
    share = successes / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def evaluate(
    task: Task,
    loaded: Loaded,
    documents: Sequence[dict[str, Any]],
    settings: Settings,
    seed: int = 0,
    advance: Callable[[int], object] = lambda count: None,
) -> dict[str, Any]:
    """Measure a model on instances.

    Args:
        task, loaded, documents, settings, seed: as for `outcomes`.
        advance: told each time how many more instances are done.

    Returns:
        What ``evaluate --json`` prints: task, family, count, exact_match (a share) with its
        95 % interval, exact match by kind of instance, share of right parts where a task
        has parts, how failures were lost and how many merely came to no end, settings, parameters, checkpoint,
        forward_passes_per_example, seconds.
    """
    started = time.perf_counter()
    results = []
    for outcome in outcomes(task, loaded, documents, settings, seed):
        results.append(outcome)
        advance(1)
    groups = sorted({result.group for result in results}, key=lambda group: (len(group), group))
    parts = [result.parts_right for result in results if result.parts_right is not None]
    failures = [result for result in results if not result.exact]
    successes = len(results) - len(failures)
    low, high = wilson_interval(successes, len(results))
    return {
        "task": task.name,
        "family": loaded.family.name,
        "count": len(results),
        "exact_match": successes / len(results),
        "interval": [round(low, 5), round(high, 5)],
        "exact_match_by_group": {
            group: round(float(np.mean([result.exact for result in results if result.group == group])), 5)
            for group in groups
        },
        "parts_right": round(float(np.mean(parts)), 5) if parts else None,
        "lost_by_stopping": sum(result.lost_by_stopping for result in failures),
        "lost_at_step": dict(sorted(Counter(result.lost_at for result in failures if result.lost_at).items())),
        "cut_by_limit": sum(result.lost_at is None for result in failures),
        "settings": asdict(settings),
        "parameters": sum(weight.numel() for weight in loaded.family.parameters()),
        "checkpoint": f"{loaded.name}@{loaded.sha256[:12]}",
        "forward_passes_per_example": round(float(np.mean([result.forward_passes for result in results])), 3),
        "seconds": round(time.perf_counter() - started, 3),
    }
