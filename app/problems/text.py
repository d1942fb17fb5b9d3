"""Texts on the page: a fresh story, or one with gaps."""

import re
from types import MappingProxyType
from typing import Any

from app.names import title_of
from app.problems.base import Board, Problem
from app.problems.text_form import parse_text, text_form
from ilm_core.tasks import make_task
from ilm_core.tasks.text import StoriesTask
from ilm_core.tasks.text_corpus import LONGEST
from ilm_core.tasks.text_gaps import SPACED, split_at_gaps
from ilm_core.trace import Recipe, Trace

MOST_CHARACTERS = 2000  # more than 128 tokens ever have
UNUSUAL = " Stories have no space before punctuation; without it the models write better."


class Texts(Problem):
    """Texts with gaps; there is no right answer and no board."""

    name = "Text"
    noun = "text"
    prize = "thread"
    reading = "prose"
    leaves_out = ("length",)
    settings = MappingProxyType({"token_temperature": 0.7, "token_top_p": 0.9, "gap_min_tokens": 1, "end_waits": True})
    tasks = (StoriesTask.name,)

    def parse(self, text: str) -> dict[str, Any]:
        self.check_size({"text": text})
        return parse_text(text)

    def text(self, document: dict[str, Any]) -> str:
        return text_form(document)

    def check_size(self, document: dict[str, Any]) -> None:
        given = [document.get("text"), *(document.get("truth") or ())]
        count = sum(len(part) for part in given if isinstance(part, str))
        if count > MOST_CHARACTERS:
            raise ValueError(f"The text has {count:,} characters; at most {MOST_CHARACTERS:,} can be taken.")

    def board(self, document: dict[str, Any]) -> Board | None:
        return None

    def count(self, text: str) -> str:
        """How much of the room a text takes, and what in it is strange to the models; empty if it cannot be read.

        Args:
            text: text form.
        """
        task = make_task(self.tasks[0])
        try:
            document = self.parse(text)
        except ValueError:
            return ""
        pieces = task.template(document).pieces
        given, gaps = sum(map(len, pieces)), len(pieces) - 1
        is_unusual = any(re.search(SPACED, piece) for piece in split_at_gaps(document["text"]))
        room = f"{given} of {LONGEST} tokens typed, {gaps} {'gap' if gaps == 1 else 'gaps'} to fill"
        return f"{room}.{UNUSUAL}" if is_unusual else room

    def note(self, recipe: Recipe) -> str:
        if recipe.family == "arm":
            unseen = split_at_gaps(recipe.input.get("text", ""))[1:]
            hidden = " … ".join(piece.strip() for piece in unseen if piece.strip())
            return f"It writes on from the left and cannot see what stands on the right: “{hidden}”" if hidden else ""
        if recipe.lengths is None:
            return ""
        *first, last = map(str, recipe.lengths)
        cells = f"{', '.join(first)} and {last}" if first else last
        return f"It was told {cells} {'cell' if cells == '1' else 'cells'}: {self.origin(recipe)}."

    def origin(self, recipe: Recipe) -> str:
        """Where the lengths of a recipe are from, in words."""
        usual = make_task(recipe.task).guess_lengths(recipe.input)
        if tuple(recipe.lengths or ()) != usual:
            return "lengths that somebody chose"
        if recipe.input.get("truth"):
            return "the true length" + ("s" if len(usual) > 1 else "")
        return "a guess, for nobody knows the length"

    def outcome(self, trace: Trace, title: str = "") -> str:
        title, count = title or title_of(trace.recipe.family), len(trace.steps)
        written = trace.canvases()[-1].placed
        passes = f"{count} forward pass" + ("" if count == 1 else "es")
        tokens = f"{written} token" + ("" if written == 1 else "s")
        ending = {"stop": "", "limit": ", up to the limit", "running": " before it was stopped"}[trace.ended]
        return f"{title} wrote {tokens} in {passes}{ending}."
