"""The input of star graphs: the graph editor, and what random graphs shall look like."""

from typing import Any

import gradio as gr

from app.editor.editor import GraphEditor
from app.events import QUICK
from app.pages.problem_input import ProblemInput
from app.problems.star_graph import StarGraphs

SHAPE = ("Paths", "Nodes on the path")


class GraphInput(ProblemInput):
    """A star graph to draw, or to write as text."""

    problem = StarGraphs()

    def add_numbers(self) -> None:
        super().add_numbers()
        noun = self.problem.noun
        with gr.Row(elem_classes="random"):
            self.shape = tuple(
                gr.Dropdown(**options, label=label, min_width=130, elem_id=f"{noun}-shape-{number}")
                for number, (label, options) in enumerate(zip(SHAPE, self.shape_choices(self.first_level)), 1)
            )

    def add_editor(self, text: str, **said: str) -> GraphEditor:
        return GraphEditor(text, **said, elem_id="graph", elem_classes="editor")

    def shape_choices(self, level: str) -> list[dict[str, Any]]:
        """Options of each control of the shape, "any" chosen."""
        return [
            {"choices": [("any", 0), *((str(number), number) for number in known)], "value": 0}
            for known in self.problem.shapes(level)
        ]

    def wire_numbers(self, families: gr.CheckboxGroup, notice: gr.HTML) -> None:
        super().wire_numbers(families, notice)
        self.level.change(self.reshape, self.level, list(self.shape), **QUICK)

    def reshape(self, level: str) -> list[dict[str, Any]]:
        """What random graphs of another level can look like."""
        return [gr.update(**options) for options in self.shape_choices(level)]
