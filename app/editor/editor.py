"""The graph editor: a component whose value is the graph's text form."""

from pathlib import Path
from typing import Any

import gradio as gr

HERE = Path(__file__).parent
SCRIPTS = ("text.js", "layout.js", "drawing.js", "editor.js", "gestures.js")


class GraphEditor(gr.HTML):
    """Draws a graph and lets it be edited by mouse, touch, keyboard or as text.

    Everything a visitor can do changes one value, the text form read by
    `app.editor.graph_text.parse_graph`. The value is kept as typed, also while it is wrong.

    Args:
        value: text form of the first graph.
        problem: one sentence shown below the graph; empty for none. Set it with ``gr.update``.
        **options: as for any ``gr.HTML``.
    """

    def __init__(self, value: str = "", problem: str = "", **options: Any) -> None:
        super().__init__(
            value,
            problem=problem,
            html_template=(HERE / "skeleton.html").read_text(encoding="utf-8"),
            css_template=(HERE / "editor.css").read_text(encoding="utf-8"),
            js_on_load="\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS),
            apply_default_css=False,
            **options,
        )

    def api_info(self) -> dict[str, Any]:
        """What the value is, for callers of the API."""
        return {"type": "string", "description": "a graph, such as 0>5 5>7; source 0; goal 7"}
