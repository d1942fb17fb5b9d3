"""The tasks, by name."""

from ilm_core.tasks.base import Task, task_settings
from ilm_core.tasks.star_examples import LEVELS
from ilm_core.tasks.star_graph import StarGraphTask
from ilm_core.tasks.zebra import ZebraTask

__all__ = ["TASKS", "Task", "make_task", "task_settings"]

TASKS = (*LEVELS, ZebraTask.name)


def make_task(name: str) -> Task:
    """The task of this name.

    Raises:
        ValueError: if there is none.
    """
    if name in LEVELS:
        return StarGraphTask(name)
    if name == ZebraTask.name:
        return ZebraTask()
    raise ValueError(f"There is no task {name!r}; the tasks are {', '.join(TASKS)}.")
