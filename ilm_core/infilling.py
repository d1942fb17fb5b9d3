"""Texts with holes to measure infilling by, and what a model put into each hole.

Three kinds, as in Patel et al. 2025: one sentence, one chunk of a fifth, several chunks.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ilm_core.canvas import Canvas, Template
from ilm_core.tasks.text_corpus import split_sentences, split_words
from ilm_core.tasks.text_gaps import join_with_gaps
from ilm_core.vocabulary import EOS, SPECIAL

SHARE, CHUNKS = 0.2, 3  # part of the words that is cut out; chunks of the third kind
Hole = tuple[int, int]  # from a word or sentence to one, excluded


def one_sentence(text: str, rng: np.random.Generator) -> tuple[list[str], list[Hole]] | None:
    """A sentence that is neither the first nor the last."""
    parts = split_sentences(text)
    if len(parts) < 3:
        return None
    start = int(rng.integers(1, len(parts) - 1))
    return parts, [(start, start + 1)]


def one_chunk(text: str, rng: np.random.Generator) -> tuple[list[str], list[Hole]] | None:
    """A fifth of the words in a row; the first and the last word stay."""
    return some_chunks(text, rng, 1)


def several_chunks(text: str, rng: np.random.Generator) -> tuple[list[str], list[Hole]] | None:
    """A fifth of the words in three chunks, one in each third of the text."""
    return some_chunks(text, rng, CHUNKS)


def some_chunks(text: str, rng: np.random.Generator, chunks: int) -> tuple[list[str], list[Hole]] | None:
    """Equal chunks, each somewhere in its own part of the text, with at least a word around each."""
    parts = split_words(text)
    size = max(1, round(SHARE * len(parts) / chunks))
    borders = np.linspace(1, len(parts) - 1, chunks + 1).astype(int)
    if (np.diff(borders) <= size).any():
        return None
    starts = [int(rng.integers(first, end - size)) for first, end in pairwise(borders)]
    return parts, [(start, start + size) for start in starts]


KINDS: dict[str, Callable[[str, np.random.Generator], tuple[list[str], list[Hole]] | None]] = {
    "sentence": one_sentence,
    "chunk": one_chunk,
    "chunks": several_chunks,
}


def cut(parts: Sequence[str], holes: Sequence[Hole]) -> dict[str, Any]:
    """An instance of the task stories: the text without the holes' parts, which are its truth."""
    edges = [0, *(edge for hole in holes for edge in hole), len(parts)]
    runs = ["".join(parts[start:end]) for start, end in pairwise(edges)]
    return {"text": join_with_gaps(runs[::2]), "truth": runs[1::2]}


def infilling_instances(texts: Sequence[str], seed: int) -> list[tuple[str, dict[str, Any]]]:
    """Kind and instance for each text that is long enough, the kinds taking turns."""
    rng, instances = np.random.default_rng(seed), []
    for text in texts:
        kind = list(KINDS)[len(instances) % len(KINDS)]
        if found := KINDS[kind](text, rng):
            instances.append((kind, cut(*found)))
    return instances


def fillings(canvas: Canvas, template: Template) -> list[list[int]]:
    """Ids that stand in each gap; a gap with which the text ends goes up to its first end token."""
    ends = np.cumsum([len(piece) for piece in template.pieces[:-1]]).tolist()
    found: list[list[int]] = [[] for _ in ends]
    given = 0
    for token, is_fixed in zip(canvas.tail, canvas.fixed[len(canvas) - len(canvas.tail) :]):
        if is_fixed:
            given += 1
        elif given in ends:
            found[ends.index(given)].append(token)
    if not template.pieces[-1] and EOS in found[-1]:
        found[-1] = found[-1][: found[-1].index(EOS)]
    return [[token for token in filling if token not in SPECIAL] for filling in found]
