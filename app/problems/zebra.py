"""Zebra puzzles on the page: who lives where on a street, from clues."""

from typing import Any, ClassVar

import numpy as np

from app.figures.zebra_grid import ZebraGrid
from app.problems.base import Board, Problem
from ilm_core.tasks import make_task
from ilm_core.tasks.base import Task
from ilm_core.tasks.zebra import ZebraTask
from ilm_core.tasks.zebra.clue import Size
from ilm_core.tasks.zebra.puzzle import Puzzle
from ilm_core.tasks.zebra.solver import first_solutions
from ilm_core.trace import Recipe, Trace

MOST_CLUES = 60  # no puzzle of a size on offer has more than 20
LONGEST_TEXT = 8000  # characters; 60 clues take 4,000


class Zebra(Problem):
    """Zebra puzzles; each size is a level of one task, since all sizes share their models.

    Attributes:
        sizes: houses and attributes of each level.
    """

    name = "Zebra puzzle"
    noun = "puzzle"
    prize = "puzzle"
    tasks = (ZebraTask.name,)
    sizes: ClassVar[dict[str, Size]] = {f"zebra-{size.houses}x{size.attributes}": size for size in ZebraTask().sizes}

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(self.sizes)

    def level_title(self, level: str) -> str:
        size = self.sizes[level]
        return f"{size.houses} houses, {size.attributes} attributes"

    def task_of(self, level: str) -> str:
        return ZebraTask.name

    def level_of(self, recipe: Recipe) -> str:
        size = Puzzle.parse(recipe.input).size
        return next((level for level, known in self.sizes.items() if known == size), self.levels[0])

    def size_of(self, level: str) -> Size:
        """Houses and attributes of a level.

        Raises:
            ValueError: with one sentence, if there is no such level.
        """
        if level not in self.sizes:
            raise ValueError(f"There is no level {str(level)[:40]!r}; the levels are {', '.join(self.levels)}.")
        return self.sizes[level]

    def parse(self, text: str) -> dict[str, Any]:
        return {"input": " ".join(text.split())}

    def text(self, document: dict[str, Any]) -> str:
        return document["input"]

    def check_size(self, document: dict[str, Any]) -> None:
        clues = document.get("input")
        if not isinstance(clues, str):
            return
        if (count := clues.count("CLUE_END")) > MOST_CLUES:
            raise ValueError(f"The puzzle has {count} clues; at most {MOST_CLUES} can be taken.")
        if max(len(clues), len(str(document.get("output", "")))) > LONGEST_TEXT:
            raise ValueError(f"The puzzle is too long; at most {LONGEST_TEXT} characters can be taken.")

    def read(self, level: str, text: str) -> tuple[Task, dict[str, Any]]:
        """As for any problem; the solver adds the solution, where there is just one."""
        task, size, document = make_task(ZebraTask.name), self.size_of(level), self.parse(text)
        self.check_size(document)
        puzzle = Puzzle.parse(document, size)
        found = first_solutions(puzzle)
        if len(found) == 1:
            document = puzzle.to_dict(found[0])
        else:
            document = {**puzzle.to_dict(), "houses": size.houses, "attributes": size.attributes}
        task.check_input(document)
        return task, document

    def random_document(self, level: str, rng: np.random.Generator, *shape: int) -> dict[str, Any]:
        """Draw a puzzle of a size, one that no model has been trained on."""
        size, task = self.size_of(level), ZebraTask()
        while Puzzle.parse(document := task.random_input(rng)).size != size:
            pass
        return document

    def board(self, document: dict[str, Any]) -> Board | None:
        try:
            grid = ZebraGrid(document)
        except ValueError:
            return None
        return Board("grid", grid.picture(), grid.frame)

    def outcome(self, trace: Trace, title: str = "") -> str:
        sentence = super().outcome(trace, title)
        if "output" in trace.recipe.input:
            return sentence
        return f"{sentence.removesuffix('.')}; no answer is right, because the clues leave no single solution."
