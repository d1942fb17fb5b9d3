"""Zebra puzzles: who lives where, from clues (reference section 4.2).

The answer is triples ``r h v``: attribute, house, value. They may come in any order.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ilm_core.canvas import Canvas, Status
from ilm_core.examples import Examples
from ilm_core.families.base import Family
from ilm_core.sampling import Settings
from ilm_core.tasks.base import Task
from ilm_core.tasks.zebra.catalogue import count_ways
from ilm_core.tasks.zebra.clue import VOCABULARY, Size
from ilm_core.tasks.zebra.examples import Order, zebra_examples
from ilm_core.tasks.zebra.lessons import lesson
from ilm_core.tasks.zebra.progress import is_complete, is_solvable, triples
from ilm_core.tasks.zebra.puzzle import Puzzle
from ilm_core.vocabulary import PAD

MOST_CLUES = 60  # those of a 3×3 puzzle are seldom more than ten
LEARNED = (Size(3, 3),)  # sizes of the shipped models


class ZebraTask(Task):
    """Zebra puzzles of the sizes that models are trained on.

    Args:
        order: of the facts in the answers that models learn from.
        sizes: that models learn.
    """

    name = "zebra"
    vocabulary = VOCABULARY

    def __init__(self, order: Order = "house", sizes: tuple[Size, ...] = LEARNED) -> None:
        self.order, self.sizes = order, sizes

    @property
    def longest_answer(self) -> int:
        """Tokens of the facts of the largest size."""
        return 3 * max(size.cells for size in self.sizes)

    def scope(self) -> dict[str, Any]:
        return {"sizes": [str(size) for size in self.sizes]}

    def examples(self, rng: np.random.Generator, count: int, progress: float = 1.0) -> Examples:
        return lesson(self.sizes, self.order, rng, count, progress)

    def settings(self, family: Family) -> Settings:
        """As elsewhere, but where tokens are inserted, place and token are chosen together.

        Once the frame of the answer stands, each gap lacks one value and all places are equally likely;
        choosing together writes the surest value first, from which others follow.
        """
        usual = super().settings(family)
        return replace(usual, place_rule="joint") if family.growth == "insert" else usual

    def random_input(self, rng: np.random.Generator) -> dict[str, Any]:
        examples = zebra_examples(self.sizes, self.order, "test", rng, 1)
        words = [self.vocabulary.decode(row[row != PAD]) for row in (examples.prompts[0], examples.targets[0])]
        return {"input": " ".join(words[0]), "output": " ".join(words[1])}

    def check_input(self, document: dict[str, Any]) -> None:
        """Check a puzzle; one whose clues leave no single solution is given by its size in place of an output."""
        if "output" not in document and "houses" not in document:
            raise ValueError("The puzzle has no output: the facts of its solution.")
        puzzle = Puzzle.parse(document)
        if len(puzzle.clues) > MOST_CLUES:
            raise ValueError(f"The puzzle has {len(puzzle.clues)} clues; it may have at most {MOST_CLUES}.")
        if puzzle.size not in self.sizes:
            known = " and ".join(map(str, self.sizes))
            raise ValueError(f"The puzzle is {puzzle.size} (houses × attributes); the models know {known}.")
        count = count_ways(puzzle)
        if "output" in document and count > 1:
            raise ValueError(f"The clues leave {count} solutions, not one.")
        if "output" not in document and count == 1:
            raise ValueError("The clues leave one solution, which the puzzle must give as its output.")

    def group(self, document: dict[str, Any]) -> str:
        """The size of the puzzle, such as 3×3."""
        return str(Puzzle.parse(document).size)

    def prompt(self, document: dict[str, Any]) -> list[int]:
        return self.vocabulary.encode(document["input"].split())

    def target(self, document: dict[str, Any]) -> list[int]:
        if "output" not in document:
            raise ValueError("The clues of a puzzle leave no single solution, so there is no right answer.")
        return self.vocabulary.encode(document["output"].split())

    def status(self, document: dict[str, Any], canvas: Canvas, ended: bool) -> Status | None:
        if "output" not in document:
            return None
        facts = triples(self.target(document))
        if is_complete(facts, canvas):
            return "solved"
        return "solvable" if not ended and is_solvable(facts, canvas) else "lost"

    def is_exact(self, document: dict[str, Any], answer: Sequence[int]) -> bool:
        return sorted(triples(answer)) == sorted(triples(self.target(document)))

    def parts_right(self, document: dict[str, Any], answer: Sequence[int]) -> float:
        """Share of the facts of the solution that the answer states."""
        facts = set(triples(self.target(document)))
        return len(facts & set(triples(answer))) / len(facts)
