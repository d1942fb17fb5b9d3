"""What a kind of task gives to a page: its instances as text, its board and its words."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from app.names import title_of
from app.settings import read_seed
from ilm_core.canvas import Canvas
from ilm_core.tasks import make_task
from ilm_core.tasks.base import Task
from ilm_core.trace import Recipe, Trace


@dataclass(frozen=True)
class Board:
    """A picture of one instance that follows the answer.

    Attributes:
        kind: who draws it in the page: ``figure`` for Plotly, ``grid`` for the grid of a zebra puzzle.
        picture: a Plotly figure or a grid as plain JSON data, nothing of the answer on it yet.
        frame: what the page has to change on it for a canvas, as plain JSON data. It is given the
            canvas and the one on which the run has ended, None while the run goes on.
    """

    kind: Literal["figure", "grid"]
    picture: dict[str, Any]
    frame: Callable[[Canvas, Canvas | None], dict[str, Any]]


class Problem(ABC):
    """A kind of task, such as star graphs. An instance is a *document*, as in a recipe's input.

    Attributes:
        name: what the page calls it.
        noun: what the page calls one instance.
        prize: what a wrong move loses.
        tasks: names of its tasks in `ilm_core.tasks`.
        settings: first values of settings controls, by name, where they differ from the control's own.
        leaves_out: names of settings controls that are of no use to it; here those for several gaps.
        reading: whether an answer is read as separate ``tokens`` or as ``prose``.
    """

    name: str
    noun: str
    prize: str
    tasks: tuple[str, ...]
    settings: Mapping[str, Any] = MappingProxyType({})
    leaves_out: tuple[str, ...] = ("gap_cells", "gap_min_tokens", "gap_max_tokens")
    reading: Literal["tokens", "prose"] = "tokens"

    @property
    def levels(self) -> tuple[str, ...]:
        """What a visitor can choose from; here each task is a level. No other problem has one of this name."""
        return self.tasks

    def level_title(self, level: str) -> str:
        """What the page calls a level."""
        return level

    def task_of(self, level: str) -> str:
        """The task whose models solve this level."""
        return level

    def level_of(self, recipe: Recipe) -> str:
        """The level that an instance belongs to."""
        return recipe.task

    @abstractmethod
    def parse(self, text: str) -> dict[str, Any]:
        """Read the text form of an instance; whether it is a good one is for the task to say.

        Raises:
            ValueError: with one sentence, if it cannot be read.
        """

    @abstractmethod
    def text(self, document: dict[str, Any]) -> str:
        """The text form of an instance; `parse` reads it back."""

    @abstractmethod
    def check_size(self, document: dict[str, Any]) -> None:
        """Refuse an instance that is far too large, before anything costly looks at it.

        Raises:
            ValueError: with one sentence.
        """

    @abstractmethod
    def board(self, document: dict[str, Any]) -> Board | None:
        """The board of an instance; None if it has none, or is damaged."""

    def random_document(self, level: str, rng: np.random.Generator, *shape: int) -> dict[str, Any]:
        """Draw an instance of a level.

        Args:
            level: the level.
            rng: source of randomness.
            *shape: what a problem lets a visitor say of it, 0 for no matter; here nothing.

        Raises:
            ValueError: with one sentence, if no instance of the level has this shape.
        """
        return make_task(self.task_of(level)).random_input(rng)

    def random_text(self, level: str, seed: Any, *shape: int) -> str:
        """Text form of the instance with this number, and of this shape.

        Raises:
            ValueError: with one sentence, if the number or the shape is no good.
        """
        return self.text(self.random_document(level, np.random.default_rng(read_seed(seed)), *shape))

    def read(self, level: str, text: str) -> tuple[Task, dict[str, Any]]:
        """An instance that the models of a level can be given.

        Returns:
            The task and the document.

        Raises:
            ValueError: with one sentence, if it cannot be read or is not a good one.
        """
        task = make_task(self.task_of(level))
        document = self.parse(text)
        self.check_size(document)
        task.check_input(document)
        return task, document

    def mistake(self, level: str, text: str) -> str:
        """One sentence on what is wrong with an instance, empty if nothing is."""
        try:
            self.read(level, text)
        except ValueError as mistake:
            return str(mistake)
        return ""

    def note(self, recipe: Recipe) -> str:
        """One sentence on what a family was told, or cannot see, of this instance; empty for nothing."""
        return ""

    def outcome(self, trace: Trace, title: str = "") -> str:
        """One sentence on how a run went.

        Args:
            trace: the run.
            title: what its lane is called; empty takes the family's short name.
        """
        title, count = title or title_of(trace.recipe.family), len(trace.steps)
        passes = f"{count} forward pass" + ("" if count == 1 else "es")
        statuses = [step.status for step in trace.steps]
        if "lost" in statuses:
            return f"{title} lost the {self.prize} at step {statuses.index('lost') + 1} of {count}."
        if trace.ended == "running":
            return f"{title} was stopped after {passes}."
        return f"{title} solved it in {passes}." if statuses and statuses[-1] == "solved" else f"{title} took {passes}."
