"""What the clue editor says of a puzzle: clues in English, how many solutions they leave, clues to add."""

import json
import random
from collections.abc import Sequence
from typing import Any

from app.problems.zebra import Zebra
from ilm_core.tasks.zebra.clue import Clue
from ilm_core.tasks.zebra.generator import candidate_clues
from ilm_core.tasks.zebra.puzzle import Fact, Puzzle, is_true, parse_clue
from ilm_core.tasks.zebra.solver import first_solutions
from ilm_core.tasks.zebra.words import clue_sentence, introduction, verdict

OFFERS = 6  # clues to add that are offered at a time
NO_RIGHT_ANSWER = "The models can work on it all the same, but no answer counts as right."


def read_puzzle(problem: Zebra, level: str, text: str) -> str:
    """Read a puzzle as far as it can be read.

    Args:
        problem: zebra puzzles.
        level: their size.
        text: clue tokens, which may be malformed.

    Returns:
        JSON for the editor: ``introduction``; ``sentences``, English by clue tokens; and, unless the puzzle is
        malformed, ``solutions``, one, several or none; ``verdict``, the same in a sentence; ``offers``, tokens
        of clues to add.
    """
    size = problem.size_of(level)
    said: dict[str, Any] = {"introduction": introduction(size), "sentences": english(text)}
    try:
        problem.check_size(problem.parse(text))
        puzzle = Puzzle.parse(text, size)
    except ValueError:
        return json.dumps(said)
    found = first_solutions(puzzle)
    offers = clues_to_add(puzzle, found)
    said["solutions"] = ("none", "one", "several")[len(found)]
    said["verdict"] = verdict(found) if len(found) == 1 else f"{verdict(found)} {NO_RIGHT_ANSWER}"
    said["offers"] = [" ".join(clue.tokens) for clue in offers]
    said["sentences"] |= {" ".join(clue.tokens): clue_sentence(clue) for clue in offers}
    return json.dumps(said)


def english(text: str) -> dict[str, str]:
    """The sentence of each clue in a text, by its tokens; clues that are malformed have none."""
    sentences = {}
    for part in text.split("CLUE_END")[:-1]:
        tokens = [*part.split(), "CLUE_END"]
        try:
            sentences[" ".join(tokens)] = clue_sentence(parse_clue(tokens, 1))
        except ValueError:
            continue
    return sentences


def clues_to_add(puzzle: Puzzle, found: Sequence[Sequence[Fact]]) -> list[Clue]:
    """Clues that are true of a solution, those first that rule out another one.

    Args:
        puzzle: what they are added to; the same puzzle is offered the same clues.
        found: its solutions, two at most.
    """
    if not found:
        return []
    candidates = [clue for clue in candidate_clues(puzzle.size, found[0]) if clue not in puzzle.clues]
    random.Random(puzzle.text).shuffle(candidates)
    if len(found) > 1:
        candidates.sort(key=lambda clue: is_true(clue, found[1], puzzle.houses))
    return candidates[:OFFERS]
