"""What all editors share: a component whose value is the text form of an instance, and the look of its controls."""

from pathlib import Path
from typing import Any, ClassVar

import gradio as gr

SHARED_STYLE = Path(__file__).parent / "editors.css"


class Editor(gr.HTML):
    """Everything a visitor can do changes one value, a text, which is kept as typed, also while it is wrong.

    Args:
        value: text form of the first instance.
        problem: one sentence on what is wrong with it; empty for nothing. Set it with ``gr.update``.
        **options: as for any ``gr.HTML``; further properties of a subclass among them.

    Attributes:
        folder: where its skeleton.html, its style sheet and its scripts stand.
        style: name of the style sheet.
        scripts: names of the scripts, in the order in which they are joined.
        told: what the value is, for callers of the API.
    """

    folder: ClassVar[Path]
    style: ClassVar[str] = "editor.css"
    scripts: ClassVar[tuple[str, ...]] = ("editor.js",)
    told: ClassVar[str]

    def __init__(self, value: str = "", problem: str = "", **options: Any) -> None:
        super().__init__(
            value,
            problem=problem,
            html_template=self.read("skeleton.html"),
            css_template=SHARED_STYLE.read_text(encoding="utf-8") + self.read(self.style),
            js_on_load="\n".join(map(self.read, self.scripts)),
            apply_default_css=False,
            **options,
        )

    def read(self, name: str) -> str:
        """The text of one of its files."""
        return (self.folder / name).read_text(encoding="utf-8")

    def api_info(self) -> dict[str, Any]:
        """What the value is, for callers of the API."""
        return {"type": "string", "description": self.told}
