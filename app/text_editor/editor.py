"""The text editor: a component whose value is a text with gap marks."""

from pathlib import Path
from typing import Any

import gradio as gr

HERE = Path(__file__).parent


class TextEditor(gr.HTML):
    """A text box that makes gaps and hides words, and says how much room is left.

    The value is kept as typed, also while it is wrong.

    Args:
        value: text form of the first text, as `app.problems.text_form` reads it.
        problem: one sentence on what is wrong; empty for nothing. Set it with ``gr.update``.
        count: how much of the room the text takes. Set it with ``gr.update``.
        **options: as for any ``gr.HTML``.
    """

    def __init__(self, value: str = "", problem: str = "", count: str = "", **options: Any) -> None:
        super().__init__(
            value,
            problem=problem,
            count=count,
            html_template=(HERE / "skeleton.html").read_text(encoding="utf-8"),
            css_template=(HERE / "editor.css").read_text(encoding="utf-8"),
            js_on_load=(HERE / "editor.js").read_text(encoding="utf-8"),
            apply_default_css=False,
            **options,
        )

    def api_info(self) -> dict[str, Any]:
        """What the value is, for callers of the API."""
        return {"type": "string", "description": "a text with gaps, such as Once upon a time ___ cat."}
