"""The input of texts: a text box with gaps, and how long MDM is told they are."""

import gradio as gr

from app.pages.problem_input import ProblemInput
from app.problems.text import Texts
from app.settings import CONTROLS
from app.text_editor.editor import TextEditor


class TextInput(ProblemInput):
    """A text to type; it has no levels, and nothing is drawn by number."""

    problem = Texts()

    def add_numbers(self) -> None:
        pass

    def wire_numbers(self, families: gr.CheckboxGroup, notice: gr.HTML) -> None:
        pass

    def add_editor(self, text: str, **said: str) -> TextEditor:
        return TextEditor(text, **said, elem_id="text", elem_classes="editor")

    def add_controls(self) -> dict[str, gr.components.Component]:
        return {"gap_cells": CONTROLS["gap_cells"].component()}

    def said(self, level: str, text: str) -> dict[str, str]:
        """As for any problem, and ``count``, how much of the room the text takes."""
        return {**super().said(level, text), "count": self.problem.count(text)}
