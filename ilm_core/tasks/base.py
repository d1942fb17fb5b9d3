"""What every task offers: training data, fresh instances, and judgement of an answer."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ilm_core.canvas import Canvas, Status, Template
from ilm_core.checkpoints import Loaded
from ilm_core.examples import Examples
from ilm_core.families.base import Family
from ilm_core.sampling import Settings, make_settings
from ilm_core.vocabulary import Vocabulary


class Task(ABC):
    """A kind of problem, at one level of difficulty.

    Attributes:
        name: how the command line and files call it.
        vocabulary: its tokens.
        longest_answer: most tokens of an answer, end not counted.
    """

    name: str
    vocabulary: Vocabulary
    longest_answer: int

    @abstractmethod
    def examples(self, rng: np.random.Generator, count: int, progress: float = 1.0) -> Examples:
        """Fresh training examples.

        Args:
            rng: source of randomness.
            count: how many.
            progress: part of the training that is done, 0 to 1, for a task that begins with easy ones.
        """

    def scope(self) -> dict[str, Any]:
        """What a model trained on this task knows of it, for its configuration; empty where it knows it all."""
        return {}

    def validation_examples(self, count: int) -> Examples | None:
        """Examples kept from training, always the same; None where data never repeat."""
        return None

    @abstractmethod
    def random_input(self, rng: np.random.Generator) -> dict[str, Any]:
        """A fresh instance with its answer, in the form of an input line."""

    @abstractmethod
    def check_input(self, document: dict[str, Any]) -> None:
        """Check an instance from outside.

        Raises:
            ValueError: with one plain sentence, if it is not a well-formed instance.
        """

    @abstractmethod
    def prompt(self, document: dict[str, Any]) -> list[int]:
        """Ids of what the model is given."""

    @abstractmethod
    def target(self, document: dict[str, Any]) -> list[int]:
        """Ids of the right answer."""

    def template(self, document: dict[str, Any]) -> Template:
        """What a model is given, and where the gaps are; a puzzle's whole answer is one gap."""
        return Template(prompt=tuple(self.prompt(document)))

    def guess_lengths(self, document: dict[str, Any]) -> tuple[int, ...]:
        """Cells of each gap, for a family that must be told; here the longest answer and its end."""
        return (self.longest_answer + 1,)

    def group(self, document: dict[str, Any]) -> str:
        """The kind of instance this is, by which results are told apart; here tokens of the answer."""
        return f"{len(self.target(document))} tokens"

    def parts_right(self, document: dict[str, Any], answer: Sequence[int]) -> float | None:
        """Share of an answer's parts that are right, where a task has parts; None where not."""
        return None

    @abstractmethod
    def status(self, document: dict[str, Any], canvas: Canvas, ended: bool) -> Status | None:
        """Judge a partial or whole answer.

        Args:
            document: the instance.
            canvas: the answer so far. What may still become of it depends on how it grows:
                insertion may add anywhere, appending only at the end, and each cell of a
                masked canvas has its place.
            ended: whether the model has stopped.

        Returns:
            ``solved``; ``solvable`` if moves exist that lead to the right answer; else
            ``lost``. None if the task has no right answer.
        """

    def is_exact(self, document: dict[str, Any], answer: Sequence[int]) -> bool:
        """Whether a whole answer is the right one."""
        return list(answer) == self.target(document)

    def settings(self, family: Family) -> Settings:
        """The settings a family starts from: its own, with room for a wrong answer to show."""
        return replace(family.settings, max_tokens=self.longest_answer + 4)

    def situation(self, document: dict[str, Any]) -> str:
        """The kind of instance for which a checkpoint may have settings of its own; empty if all are of one kind."""
        return ""


def suited_settings(task: Task, loaded: Loaded, situation: str, changes: Mapping[str, Any]) -> Settings:
    """The task's settings, with what suits the checkpoint best and then what somebody asks for.

    Args:
        task, loaded: the model and what it was trained on.
        situation: of the instance, from `Task.situation`.
        changes: settings asked for, by name.

    Raises:
        ValueError: with one sentence, if a setting is unknown or out of range.
    """
    return make_settings(task.settings(loaded.family), {**loaded.decoding_for(situation), **changes})
