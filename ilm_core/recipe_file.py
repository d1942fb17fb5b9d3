"""Recipe files: all arguments of a training, one TOML file per task."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "recipes"


@dataclass(frozen=True)
class TrainingPlan:
    """How long and how to train.

    Attributes:
        seed: of the initial weights and of the data.
        steps: optimiser steps.
        batch_size: examples a step, all processes together.
        learning_rate: its peak; warm_up_steps lead to it linearly.
        muon_learning_rate: the peak for the trunk's matrices where Muon moves them; 0 leaves them to AdamW.
        decay: last part of the training over which it falls linearly to zero.
        weight_decay, betas, clip: of the optimisers, and the largest gradient norm.
        precision: ``no``, ``bf16`` or ``fp16``.
        compiled: whether the trunk is compiled first; it takes a minute or two, then saves a quarter of each step.
    """

    seed: int
    steps: int
    batch_size: int
    learning_rate: float
    muon_learning_rate: float
    warm_up_steps: int
    decay: float
    weight_decay: float
    betas: tuple[float, float]
    clip: float
    precision: str
    compiled: bool

    def __post_init__(self) -> None:
        for name in ("steps", "batch_size"):
            if getattr(self, name) < 1:
                raise ValueError(f"The recipe's {name} must be at least 1.")

    def height_at(self, progress: float, step: int) -> float:
        """Part of the peak learning rate when ``progress`` (0 to 1) of the training is done, at a step from 0."""
        rising = min(1.0, (step + 1) / self.warm_up_steps) if self.warm_up_steps else 1.0
        falling = min(1.0, (1 - progress) / self.decay) if self.decay else 1.0
        return rising * max(falling, 0.0)


@dataclass(frozen=True)
class RecipeFile:
    """A recipe as read: dimensions of the trunk, and the plan."""

    trunk: dict[str, Any]
    training: TrainingPlan


def read_recipe(task: str, changes: dict[str, Any] | None = None, on_gpu: bool = False) -> RecipeFile:
    """Read the recipe of a task.

    Args:
        task: its name.
        changes: values that replace those of the file, by name.
        on_gpu: whether the file's values for a GPU, where it has any, replace the others before that.

    Raises:
        ValueError: with one sentence, if a name in ``changes`` is unknown or its value of another kind.
    """
    document = tomllib.loads((FOLDER / f"{task}.toml").read_text())
    larger = document.pop("gpu", {})
    if on_gpu:
        replace_values(document, larger)
    replace_values(document, changes or {})
    training = document["training"]
    return RecipeFile(document["trunk"], TrainingPlan(**{**training, "betas": tuple(training["betas"])}))


def replace_values(document: dict[str, dict[str, Any]], changes: dict[str, Any]) -> None:
    """Put values in the place of those that have their names, in whichever section.

    Raises:
        ValueError: with one sentence, if a name is unknown or a value of another kind.
    """
    for name, value in changes.items():
        section = next((part for part in document.values() if name in part), None)
        if section is None:
            known = ", ".join(key for part in document.values() for key in part)
            raise ValueError(f"The recipe has no value {name}; it has {known}.")
        usual = section[name]
        if type(value) is not type(usual) and not (type(usual) is float and type(value) is int):
            raise ValueError(f"The recipe's {name} cannot be {value!r}; it is {usual!r} elsewhere.")
        section[name] = value
