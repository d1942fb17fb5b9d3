"""Models small enough for a test: random weights, nothing learnt."""

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.models import ModelStore
from app.pages.runs import prepare
from ilm_core.checkpoints import save_checkpoint
from ilm_core.families import FAMILIES
from ilm_core.tasks import make_task
from ilm_core.transformer import TrunkConfig

TASK = "star-medium"
GRAPH = "4>1 1>2 2>9 1>5 5>6; source 4; goal 9"


def save_tiny_models(
    folder: Path, families: tuple[str, ...] = ("ilm", "mdm", "arm"), width: int = 32, task: str = TASK
) -> Path:
    """Write untrained models of a task.

    Args:
        folder: gets ``<task>/<family>`` folders.
        families: which ones.
        width: of the trunk; a wide one takes longer for a step.
        task: name of the task.

    Returns:
        The folder.
    """
    words = len(make_task(task).vocabulary)
    trunk = TrunkConfig(vocabulary_size=words, width=width, layers=2, heads=2, feed_forward=2 * width)
    for seed, name in enumerate(families):
        save_checkpoint(FAMILIES[name](trunk, seed), folder / task / name, {"task": task})
    return folder


def save_tiny_traces(
    folder: Path,
    models: Path,
    inputs: Sequence[str],
    families: Sequence[str] = ("ilm", "mdm"),
    level: str = TASK,
    seed: int = 0,
    values: Mapping[str, Any] = MappingProxyType({}),
    limit: int | None = None,
) -> Path:
    """Write a stored example for each input, numbered from 0.

    Args:
        folder: gets ``<task>.<number>.<family>.json`` files.
        models: folder of the models.
        inputs: in text form.
        families: who writes.
        level: of the inputs.
        seed, values: of the runs.
        limit: after so many messages of the runs they are left as they are.

    Returns:
        The folder.
    """
    store = ModelStore(models)
    for number, text in enumerate(inputs):
        live = prepare(level, text, families, seed, dict(values))
        live.load(store)
        for _ in itertools.islice(live.steps(), limit):
            pass
        for trace in live.traces:
            recipe = trace.recipe
            (folder / f"{recipe.task}.{number}.{recipe.family}.json").write_text(trace.to_json())
    return folder
