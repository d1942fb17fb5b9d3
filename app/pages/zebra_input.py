"""The input of zebra puzzles: the clue editor."""

from app.clues.clue_editor import ClueEditor
from app.clues.reading import read_puzzle
from app.pages.problem_input import ProblemInput
from app.problems.zebra import Zebra


class ZebraInput(ProblemInput):
    """Clues to remove and to add, or to write as tokens; the solver counts the solutions after every change."""

    problem = Zebra()
    level_label = "Size"

    def add_editor(self, text: str, **said: str) -> ClueEditor:
        return ClueEditor(text, **said, elem_id="clues", elem_classes="editor")

    def said(self, level: str, text: str) -> dict[str, str]:
        """As for any problem, and ``reading``, the clues in English and how many solutions they leave."""
        return {**super().said(level, text), "reading": read_puzzle(self.problem, level, text)}
