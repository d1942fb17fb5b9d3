"""Stories from a file, and passages of whole sentences cut from them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from ilm_core.examples import Examples
from ilm_core.vocabulary import PAD

SEPARATOR = re.compile(r"^<\|endoftext\|>[ \t]*$", re.MULTILINE)
# Up to and with closing punctuation, if no small letter goes on from there, or to the end of the story.
SENTENCE = re.compile(r""".+?(?:(?<!Mr)(?<!Mrs)(?<!Dr)[.!?]+["'”’)]*(?=\s+[^a-z\s])|\Z)""", re.DOTALL)
SHORTEST, LONGEST = 12, 128  # tokens of a passage's target size
HEAD = 3  # tokens
SPREAD = 32  # tokens by which lengths in a batch may differ, so that a masked canvas sees ends and padding


def read_stories(file: Path) -> list[str]:
    """Stories separated by lines ``<|endoftext|>``, without white space around them.

    Raises:
        ValueError: with one sentence, if the file is missing, is no UTF-8 text, or holds no story.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{file.name} cannot be read as UTF-8 text.") from None
    stories = [story.strip() for story in SEPARATOR.split(text)]
    if not any(stories):
        raise ValueError(f"{file.name} holds no story.")
    return [story for story in stories if story]


def split_sentences(story: str) -> list[str]:
    """Cut a story into sentences, each with the white space before it; joined they are the story."""
    return SENTENCE.findall(story)


def split_words(text: str) -> list[str]:
    """Cut a text into words, each with the white space before it; joined they are the text."""
    return re.findall(r"\s*\S+|\s+$", text)


@dataclass(frozen=True)
class Passages(Examples):
    """Passages of text: a batch is as wide as its longest, and of similar lengths."""

    def take(self, rows: np.ndarray) -> "Passages":
        targets = self.targets[rows]
        return Passages(self.prompts[rows], targets[:, : (targets != PAD).sum(1).max()])

    def sorting_keys(self, rng: np.random.Generator) -> np.ndarray:
        lengths = (self.targets != PAD).sum(1)
        return lengths + rng.uniform(0, SPREAD, len(lengths))


@dataclass(frozen=True)
class Corpus:
    """Encoded stories, for drawing passages by the thousand.

    A sentence inside a passage begins with its white space, as encoded with the story;
    one that opens a passage is encoded without.

    Attributes:
        inner, inner_ends: ids of all sentences as they stand, and where sentence s - 1 ends (S + 1,).
        opening, opening_ends: the same without white space before each.
        story_ends: number of the sentence with which story i - 1 ends, excluded (stories + 1,).
    """

    inner: np.ndarray
    inner_ends: np.ndarray
    opening: np.ndarray
    opening_ends: np.ndarray
    story_ends: np.ndarray

    @classmethod
    def encode(cls, stories: Sequence[str], encode_many: Callable[[Sequence[str]], list[list[int]]]) -> "Corpus":
        """Encode stories; a sentence longer than a passage may be parts its story in two."""
        sentences, firsts = [], []
        for story in stories:
            firsts.append(len(sentences))
            sentences.extend(split_sentences(story))
        inner = encode_many(sentences)
        opening = encode_many([sentence.lstrip() for sentence in sentences])
        fits = np.array([0 < len(ids) <= LONGEST for ids in opening])
        number = np.concatenate([[0], fits.cumsum()])  # of each sentence once the long ones are gone
        borders = np.concatenate([number[firsts], number[:-1][~fits], number[-1:]])
        return cls(
            *flatten([ids for ids, fit in zip(inner, fits) if fit]),
            *flatten([ids for ids, fit in zip(opening, fits) if fit]),
            np.unique(np.concatenate([[0], borders])),
        )

    def passages(self, rng: np.random.Generator, count: int) -> Passages:
        """Draw passages.

        Each begins with a sentence of a random story, half the time its first, and takes
        as many whole sentences as fit a size drawn from 12 to 128 tokens, at least one.

        Args:
            rng: source of randomness.
            count: how many, B.
        """
        story = rng.integers(0, len(self.story_ends) - 1, count)
        first, end = self.story_ends[story], self.story_ends[story + 1]
        start = np.where(rng.random(count) < 0.5, first, rng.integers(first, end))
        size = rng.integers(SHORTEST, LONGEST + 1, count)
        head = self.opening_ends[start + 1] - self.opening_ends[start]  # tokens of the first sentence
        after = self.inner_ends[start + 1]  # where the following sentences begin
        last = np.searchsorted(self.inner_ends, after + size - head, side="right") - 1
        last = np.clip(last, start + 1, end)
        length = (head + self.inner_ends[last] - after)[:, None]
        cell = np.arange(length.max())
        in_head = cell < head[:, None]
        from_opening = self.opening[np.where(in_head, self.opening_ends[start][:, None] + cell, 0)]
        from_inner = self.inner[np.where(~in_head & (cell < length), (after - head)[:, None] + cell, 0)]
        targets = np.where(cell < length, np.where(in_head, from_opening, from_inner), PAD).astype(np.int64)
        return Passages(np.zeros((count, 0), np.int64), targets)

    def sequences(self) -> Iterator[np.ndarray]:
        """Ids of every story, then the first few of each later sentence as it opens a passage."""
        for start, end in pairwise(self.inner_ends[self.story_ends]):
            yield self.inner[start:end]
        for sentence in np.setdiff1d(np.arange(len(self.opening_ends) - 1), self.story_ends):
            yield self.opening[self.opening_ends[sentence] : self.opening_ends[sentence + 1]][:HEAD]


def flatten(sequences: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Lay sequences end to end; returns the ids and the ends, 0 first."""
    ends = np.concatenate([[0], np.cumsum([len(ids) for ids in sequences])])
    return np.array([number for ids in sequences for number in ids], np.int16), ends
