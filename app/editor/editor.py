"""The graph editor: a component whose value is the graph's text form."""

from pathlib import Path

from app.editors import Editor


class GraphEditor(Editor):
    """Draws a graph and lets it be edited by mouse, touch, keyboard or as text.

    The value is what `app.editor.graph_text.parse_graph` reads.
    """

    folder = Path(__file__).parent
    scripts = ("text.js", "layout.js", "drawing.js", "editor.js", "gestures.js")
    told = "a graph, such as 0>5 5>7; source 0; goal 7"
