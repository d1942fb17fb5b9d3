"""What placed facts mean for the clues."""

import itertools
from collections.abc import Sequence
from typing import Literal

from ilm_core.tasks.zebra.clue import Clue, Thing, holds
from ilm_core.tasks.zebra.puzzle import Fact, Puzzle

ClueState = Literal["satisfied", "open", "violated"]


def clue_states(puzzle: Puzzle, facts: Sequence[Fact]) -> list[ClueState]:
    """What facts mean for each clue of a puzzle; see `clue_state`."""
    return [clue_state(clue, facts, puzzle.houses) for clue in puzzle.clues]


def clue_state(clue: Clue, facts: Sequence[Fact], houses: int) -> ClueState:
    """What facts mean for one clue, other clues apart.

    Args:
        clue: to judge.
        facts: placed so far; they may be wrong.
        houses: how many there are.

    Returns:
        ``satisfied`` if it is true however the street is filled up, ``violated`` if it is false however it is
        filled up, else ``open``. Facts that contradict each other about a thing of the clue violate it.
    """
    options = [possible_houses(thing, facts, houses) for thing in clue.things]
    results = {
        bool(holds(clue.kind, chosen, houses))
        for chosen in itertools.product(*options)
        if are_apart(clue.things, chosen)
    }
    if results == {True}:
        return "satisfied"
    return "open" if True in results else "violated"


def possible_houses(thing: Thing, facts: Sequence[Fact], houses: int) -> list[int]:
    """Houses where a thing may be, given facts about it and about the rest of its row."""
    if thing.row == 0:
        return [thing.value]
    row = [(house, value) for fact_row, house, value in facts if fact_row == thing.row - 1]
    return [
        house
        for house in range(houses)
        if all(
            (place == house) == (value == thing.value) for place, value in row if thing.value == value or place == house
        )
    ]


def are_apart(things: Sequence[Thing], chosen: Sequence[int]) -> bool:
    """Whether things of one row are in different houses."""
    return len({(thing.row, house) for thing, house in zip(things, chosen)}) == len(things)
