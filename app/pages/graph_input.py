"""The input of star graphs: the graph editor."""

from app.editor.editor import GraphEditor
from app.pages.problem_input import ProblemInput
from app.problems.star_graph import StarGraphs


class GraphInput(ProblemInput):
    """A star graph to draw, or to write as text."""

    problem = StarGraphs()

    def add_editor(self, text: str, **said: str) -> GraphEditor:
        return GraphEditor(text, **said, elem_id="graph", elem_classes="editor")
