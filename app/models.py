"""The shipped models: which there are, and each loaded once, when it is first needed."""

from pathlib import Path
from threading import Lock

from ilm_core.checkpoints import ASSETS, CONFIG, WEIGHTS, Loaded, load_checkpoint
from ilm_core.families import FAMILIES
from ilm_core.tasks import TASKS


class ModelStore:
    """Models in folders ``<task>/<family>``.

    Args:
        folder: where the folders are.
    """

    def __init__(self, folder: Path = ASSETS) -> None:
        self.folder = folder
        self.loaded: dict[tuple[str, str], Loaded] = {}
        self.lock = Lock()

    @property
    def tasks(self) -> list[str]:
        """Tasks with at least one model."""
        return [task for task in TASKS if self.families(task)]

    def families(self, task: str) -> list[str]:
        """Families with a model for a task, in the order of the screen."""
        return [family for family in FAMILIES if self.has(task, family)]

    def has(self, task: str, family: str) -> bool:
        """Whether there is a model; task and family may come from anywhere."""
        if task not in TASKS or family not in FAMILIES:
            return False
        folder = self.folder / task / family
        return (folder / CONFIG).is_file() and (folder / WEIGHTS).is_file()

    def load(self, task: str, family: str) -> Loaded:
        """The model, read from disk at the first call.

        Raises:
            ValueError: with one sentence, if there is no usable model.
        """
        if not self.has(task, family):
            raise ValueError(f"There is no {family[:20]} model for {task[:20]} here.")
        with self.lock:
            if (task, family) not in self.loaded:
                self.loaded[task, family] = load_checkpoint(self.folder / task / family)
            return self.loaded[task, family]
