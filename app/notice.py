"""One line of plain text on the page, such as what went wrong or what was found."""

from pathlib import Path
from typing import Any

import gradio as gr

HERE = Path(__file__).parent


class Notice(gr.HTML):
    """Shows its value as text, never as markup, and has it read out; tells the place in the queue meanwhile.

    Args:
        value: the sentence; empty for none.
        **options: as for any ``gr.HTML``.
    """

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(
            value,
            html_template='<p role="status"></p>',
            css_template=(HERE / "notice.css").read_text(encoding="utf-8"),
            js_on_load=(HERE / "notice.js").read_text(encoding="utf-8"),
            apply_default_css=False,
            elem_classes="notice",
            **options,
        )

    def api_info(self) -> dict[str, Any]:
        """What the value is, for callers of the API."""
        return {"type": "string", "description": "one sentence"}
