"""One line of plain text on the page, such as what went wrong or what was found."""

from typing import Any

import gradio as gr

SCRIPT = """
const show = () => { element.querySelector('p').textContent = props.value ?? ''; };
watch('value', show);
show();
"""
STYLE = """
p {
  margin: 0; padding: 6px 10px; border-left: 4px solid var(--explorer-blue);
  font-size: 14px; color: var(--body-text-color);
}
p:empty { padding: 0; border: 0; }
"""


class Notice(gr.HTML):
    """Shows its value as text, never as markup, and has it read out.

    Args:
        value: the sentence; empty for none.
        **options: as for any ``gr.HTML``.
    """

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(
            value,
            html_template='<p role="status"></p>',
            css_template=STYLE,
            js_on_load=SCRIPT,
            apply_default_css=False,
            elem_classes="notice",
            **options,
        )

    def api_info(self) -> dict[str, Any]:
        """What the value is, for callers of the API."""
        return {"type": "string", "description": "one sentence"}
