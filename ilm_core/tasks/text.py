"""Stories: write a text, or fill any gaps of one (`ilm_core.tasks.text_gaps` has the marks)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ilm_core.canvas import Canvas, Template
from ilm_core.families.base import Family
from ilm_core.sampling import Settings
from ilm_core.tasks.base import Task
from ilm_core.tasks.text_corpus import LONGEST, Corpus, Passages, read_stories
from ilm_core.tasks.text_gaps import MARK, split_at_gaps
from ilm_core.tasks.text_source import DATA, fetch_stories
from ilm_core.text_vocabulary import TextVocabulary

HELD_OUT = 50  # every so many-th story is kept from training
GUESS = 8  # cells of a gap whose length nobody knows
FRESH, GAPS = "fresh", "gaps"  # situations
HALF = re.compile("[\ud800-\udfff]")  # of a surrogate pair: no text, though JSON can say it


class StoriesTask(Task):
    """Text with gaps, ``{"text": "Once upon a time ___ cat."}``; an empty text is one gap.

    ``truth``, a list of what belongs in each gap, may be given with it.

    Args:
        data: file of stories to learn from; None takes ``data/tinystories/train.txt`` in
            the working copy, where a part of TinyStories is downloaded if there is none.
    """

    name = "stories"
    vocabulary = TextVocabulary()  # of all instances, so that its file is read once
    longest_answer = LONGEST

    def __init__(self, data: Path | None = None) -> None:
        self.data = data or DATA

    @cached_property
    def corpora(self) -> tuple[Corpus, Corpus]:
        """What is learned from, and what is held out.

        Raises:
            ValueError: with one sentence, if the file of stories cannot be used.
        """
        if self.data == DATA:
            fetch_stories()
        stories = read_stories(self.data)
        kept = [story for number, story in enumerate(stories, 1) if number % HELD_OUT]
        held_out = stories[HELD_OUT - 1 :: HELD_OUT] or kept
        return Corpus.encode(kept, self.vocabulary.encode_many), Corpus.encode(held_out, self.vocabulary.encode_many)

    def examples(self, rng: np.random.Generator, count: int, progress: float = 1.0) -> Passages:
        return self.corpora[0].passages(rng, count)

    def validation_examples(self, count: int) -> Passages:
        return self.corpora[1].passages(np.random.default_rng(0), count)

    def random_input(self, rng: np.random.Generator) -> dict[str, Any]:
        return {"text": ""}  # a fresh story; chance is in the decoding

    def pieces(self, document: dict[str, Any]) -> tuple[tuple[int, ...], ...]:
        """Ids of what stands around each gap; each piece is encoded on its own."""
        return tuple(tuple(self.vocabulary.encode(piece)) for piece in split_at_gaps(document["text"] or MARK))

    def check_input(self, document: dict[str, Any]) -> None:
        if not isinstance(document.get("text"), str):
            raise ValueError('The input has no text; it should read {"text": "Once upon a time ___ cat."}.')
        if HALF.search(document["text"]):
            raise ValueError("The text holds half a character, which cannot be written.")
        pieces = self.pieces(document)
        if len(pieces) == 1:
            raise ValueError(f"The text has no gap; mark one with {MARK}.")
        given = sum(map(len, pieces))
        if given >= LONGEST:
            raise ValueError(f"The text has {given} tokens; it may have at most {LONGEST - 1}.")
        truth = document.get("truth")
        if truth is not None and not (
            isinstance(truth, list | tuple)
            and len(truth) == len(pieces) - 1
            and all(isinstance(part, str) and not HALF.search(part) for part in truth)
        ):
            raise ValueError("The truth must be a list of texts, one for each gap.")
        if truth is not None and len(self.target(document)) > LONGEST:
            raise ValueError(f"The text has more than {LONGEST} tokens when its truth is filled in.")

    def prompt(self, document: dict[str, Any]) -> list[int]:
        return []

    def template(self, document: dict[str, Any]) -> Template:
        return Template(pieces=self.pieces(document))

    def fillings(self, document: dict[str, Any]) -> list[list[int]]:
        """Ids of the truth of each gap; none where it is not known."""
        return [self.vocabulary.encode(part) for part in document.get("truth") or ()]

    def target(self, document: dict[str, Any]) -> list[int]:
        template = self.template(document)
        return template.filled(self.fillings(document) or [()] * template.gaps)

    def guess_lengths(self, document: dict[str, Any]) -> tuple[int, ...]:
        """The true lengths where the truth is known; else a guess, as far as there is room.

        A gap with which the text ends takes all the room that is left and one cell for the end.
        """
        pieces = self.pieces(document)
        gaps, at_end = len(pieces) - 1, not pieces[-1]
        lengths = [len(filling) for filling in self.fillings(document)]
        if not lengths:
            room = LONGEST - sum(map(len, pieces))
            lengths = [min(GUESS, room // gaps)] * gaps
            if at_end:
                lengths[-1] = room - sum(lengths[:-1])
        lengths[-1] += at_end
        return tuple(lengths)

    def group(self, document: dict[str, Any]) -> str:
        return f"{len(self.pieces(document)) - 1} gaps"

    def status(self, document: dict[str, Any], canvas: Canvas, ended: bool) -> None:
        return None  # a text is neither right nor wrong

    def is_exact(self, document: dict[str, Any], answer: Sequence[int]) -> bool:
        return bool(document.get("truth")) and list(answer) == self.target(document)

    def situation(self, document: dict[str, Any]) -> str:
        """``fresh`` if nothing is given, else ``gaps``: ILM stops too early in the one, too late in the other."""
        return GAPS if any(self.pieces(document)) else FRESH

    def settings(self, family: Family) -> Settings:
        """Sampling that suits text (reference section 1.6).

        The token is drawn from the likeliest nine tenths, and no gap is left empty: without
        that rule ILM leaves nearly half of them so. Of a masked canvas the end waits.
        """
        return replace(
            family.settings,
            token_temperature=1.0,
            token_top_p=0.9,
            gap_min_tokens=1,
            end_waits=True,
            max_tokens=LONGEST + (family.growth == "unmask"),  # of a masked canvas the end is a cell
        )
