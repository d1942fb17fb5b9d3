"""The clue editor: a component whose value is the clue tokens of a zebra puzzle."""

from pathlib import Path
from typing import Any

import gradio as gr

HERE = Path(__file__).parent


class ClueEditor(gr.HTML):
    """Lists clues in English beside their tokens, and lets them be removed, added or written as text.

    Everything a visitor can do changes one value, the tokens. The value is kept as typed, also while it is wrong.

    Args:
        value: clue tokens of the first puzzle.
        reading: what there is to say of it, made by `app.clues.reading.read_puzzle`. Set it with ``gr.update``.
        problem: one sentence on what is wrong with it; empty for nothing. Set it with ``gr.update``.
        **options: as for any ``gr.HTML``.
    """

    def __init__(self, value: str = "", reading: str = "{}", problem: str = "", **options: Any) -> None:
        super().__init__(
            value,
            reading=reading,
            problem=problem,
            html_template=(HERE / "skeleton.html").read_text(encoding="utf-8"),
            css_template=(HERE / "clues.css").read_text(encoding="utf-8"),
            js_on_load=(HERE / "clues.js").read_text(encoding="utf-8"),
            apply_default_css=False,
            **options,
        )

    def api_info(self) -> dict[str, Any]:
        """What the value is, for callers of the API."""
        return {"type": "string", "description": "clues, such as nbr LHS n 0 2 RHS c 1 0 CLUE_END"}
