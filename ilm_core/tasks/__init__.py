"""The tasks, by name."""

from pathlib import Path

from ilm_core.tasks.base import Task, suited_settings
from ilm_core.tasks.star_examples import LEVELS
from ilm_core.tasks.star_graph import StarGraphTask
from ilm_core.tasks.text import StoriesTask
from ilm_core.tasks.zebra import ZebraTask

__all__ = ["TASKS", "StoriesTask", "Task", "make_task", "suited_settings"]

TASKS = (*LEVELS, ZebraTask.name, StoriesTask.name)


def make_task(name: str, data: Path | None = None) -> Task:
    """The task of this name.

    Args:
        name: one of `TASKS`.
        data: text to learn from, for a task that does not draw its own examples.

    Raises:
        ValueError: if there is none, or it takes no text.
    """
    if name == StoriesTask.name:
        return StoriesTask(data)
    if data:
        raise ValueError(f"The task {name} draws its own examples and takes no text.")
    if name in LEVELS:
        return StarGraphTask(name)
    if name == ZebraTask.name:
        return ZebraTask()
    raise ValueError(f"There is no task {name!r}; the tasks are {', '.join(TASKS)}.")
