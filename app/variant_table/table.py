"""Several runs on one text, a row each; a component."""

from pathlib import Path
from typing import Any

import gradio as gr

HERE = Path(__file__).parent


class VariantTable(gr.HTML):
    """Shows what `app.variants.Variants.message` says; the event ``pick`` tells the ``row`` to put on
    stage, and the ``key`` of its comparison.

    Args:
        value: the message, or None for no table.
        **options: as for any ``gr.HTML``.
    """

    def __init__(self, value: str | None = None, **options: Any) -> None:
        super().__init__(
            value,
            html_template='<div class="variants"></div>',
            css_template=(HERE / "table.css").read_text(encoding="utf-8"),
            js_on_load=(HERE / "table.js").read_text(encoding="utf-8"),
            apply_default_css=False,
            **options,
        )

    def api_info(self) -> dict[str, Any]:
        """What the value is, for callers of the API."""
        return {"type": "string", "description": "runs to compare, as JSON"}
