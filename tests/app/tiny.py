"""Models small enough for a test: random weights, nothing learnt."""

from collections.abc import Sequence
from pathlib import Path

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
    folder: Path, models: Path, graphs: Sequence[str], families: Sequence[str] = ("ilm", "mdm")
) -> Path:
    """Write a stored example for each graph.

    Args:
        folder: gets ``<task>.<number>.<family>.json`` files.
        models: folder of the models of `TASK`.
        graphs: in text form.
        families: who solves them.

    Returns:
        The folder.
    """
    store = ModelStore(models)
    for number, graph in enumerate(graphs):
        live = prepare(TASK, graph, families, 0, {})
        live.load(store)
        list(live.steps())
        for trace in live.traces:
            (folder / f"{TASK}.{number}.{trace.recipe.family}.json").write_text(trace.to_json())
    return folder
