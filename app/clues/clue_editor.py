"""The clue editor: a component whose value is the clue tokens of a zebra puzzle."""

from pathlib import Path
from typing import Any

from app.editors import Editor


class ClueEditor(Editor):
    """Lists clues in English beside their tokens, and lets them be removed, added or written as text.

    Args:
        value: clue tokens of the first puzzle.
        reading: what there is to say of it, made by `app.clues.reading.read_puzzle`. Set it with ``gr.update``.
        **options: as for any `Editor`.
    """

    folder = Path(__file__).parent
    style, scripts = "clues.css", ("clues.js",)
    told = "clues, such as nbr LHS n 0 2 RHS c 1 0 CLUE_END"

    def __init__(self, value: str = "", reading: str = "{}", **options: Any) -> None:
        super().__init__(value, reading=reading, **options)
