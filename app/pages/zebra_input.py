"""The input of zebra puzzles: the clue editor."""

from typing import Any

import gradio as gr

from app.clues.clue_editor import ClueEditor
from app.clues.reading import read_puzzle
from app.pages.problem_input import ProblemInput
from app.problems.zebra import Zebra


class ZebraInput(ProblemInput):
    """Clues to remove and to add, or to write as tokens; the solver counts the solutions after every change."""

    problem = Zebra()
    level_label = "Size"

    def add_editor(self, text: str, mistake: str) -> ClueEditor:
        reading = read_puzzle(self.problem, self.first_level, text)
        return ClueEditor(text, reading, mistake, elem_id="clues", elem_classes="editor")

    def check(self, level: str, text: str) -> dict[str, Any]:
        """Say what is wrong with the puzzle, if anything is, and how many solutions it has."""
        mistake = self.problem.mistake(level, text)
        return gr.update(problem=mistake, reading=read_puzzle(self.problem, level, text))
