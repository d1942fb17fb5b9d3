"""The tasks, by name."""

from ilm_core.tasks.base import Task, task_settings
from ilm_core.tasks.star_examples import LEVELS
from ilm_core.tasks.star_graph import StarGraphTask

__all__ = ["TASKS", "Task", "make_task", "task_settings"]

TASKS = tuple(LEVELS)


def make_task(name: str) -> Task:
    """The task of this name.

    Raises:
        ValueError: if there is none.
    """
    if name not in LEVELS:
        raise ValueError(f"There is no task {name!r}; the tasks are {', '.join(TASKS)}.")
    return StarGraphTask(name)
