"""The text editor: a component whose value is a text with gap marks."""

from pathlib import Path
from typing import Any

from app.editors import Editor


class TextEditor(Editor):
    """A text box that makes gaps and hides words, and says how much room is left.

    Args:
        value: text form of the first text, as `app.problems.text_form` reads it.
        count: how much of the room the text takes. Set it with ``gr.update``.
        **options: as for any `Editor`.
    """

    folder = Path(__file__).parent
    told = "a text with gaps, such as Once upon a time ___ cat."

    def __init__(self, value: str = "", count: str = "", **options: Any) -> None:
        super().__init__(value, count=count, **options)
