"""A zebra puzzle as data: clues in tokens, and its solution as facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ilm_core.tasks.zebra.clue import DIGITS, KINDS, OPERANDS, Clue, Thing

FEWEST_HOUSES, MOST_HOUSES, FEWEST_ATTRIBUTES, MOST_ATTRIBUTES = 2, 6, 1, 5
Fact = tuple[int, int, int]  # row, house and value, all from 0; the row of house numbers is not counted


@dataclass(frozen=True)
class Puzzle:
    """Clues about a street.

    Attributes:
        clues: in the order the model reads them.
        houses, attributes: size of the street.
    """

    clues: tuple[Clue, ...]
    houses: int
    attributes: int

    @classmethod
    def parse(cls, document: dict[str, Any]) -> "Puzzle":
        """Read ``{"input": "<clue tokens>"}``; with an "output" its facts count for the size, too.

        The street is as large as the largest numbers that are spoken of.

        Raises:
            ValueError: with one sentence that names the clue, if one is malformed.
        """
        clues = parse_clues(document.get("input"))
        facts = parse_facts(document["output"]) if "output" in document else ()
        things = [thing for clue in clues for thing in clue.things]
        houses = max([thing.value for thing in things] + [max(fact[1:]) for fact in facts]) + 1
        attributes = max([thing.row for thing in things] + [fact[0] + 1 for fact in facts])
        puzzle = cls(clues, max(houses, FEWEST_HOUSES), max(attributes, FEWEST_ATTRIBUTES))
        if facts:
            puzzle.check_facts(facts)
        return puzzle

    @property
    def text(self) -> str:
        """The clue tokens, as an input line holds them."""
        return " ".join(token for clue in self.clues for token in clue.tokens)

    def check_facts(self, facts: Sequence[Fact]) -> None:
        """Check that facts fill the street: each attribute's values all different, each cell once.

        Raises:
            ValueError: with one sentence, if they do not.
        """
        cells = {(row, house) for row, house, _ in facts}
        values = {(row, value) for row, _, value in facts}
        if not len(facts) == len(cells) == len(values) == self.houses * self.attributes:
            raise ValueError(
                f"The output must name each of {self.houses} values of {self.attributes} attributes once; "
                f"it has {len(facts)} facts."
            )


def parse_clues(text: Any) -> tuple[Clue, ...]:
    """Read clue tokens.

    Raises:
        ValueError: with one sentence that names the clue, if one is malformed.
    """
    if not isinstance(text, str):
        raise ValueError("The puzzle has no input: the clues, as one line of tokens.")
    clues, start = [], 0
    tokens = text.split()
    for end, token in enumerate(tokens):
        if token == "CLUE_END":
            clues.append(parse_clue(tokens[start : end + 1], len(clues) + 1))
            start = end + 1
    if start < len(tokens):
        raise ValueError(f"Clue {len(clues) + 1}: it does not end in CLUE_END.")
    if not clues:
        raise ValueError("The puzzle has no clues.")
    return tuple(clues)


def parse_clue(tokens: Sequence[str], number: int) -> Clue:
    """Read one clue, CLUE_END included.

    Args:
        tokens: of the clue.
        number: of the clue in its puzzle, from 1, for the sentence that refuses it.

    Raises:
        ValueError: with one sentence, if it is malformed.
    """
    kind = tokens[0]
    if kind not in KINDS:
        raise ValueError(f"Clue {number}: {kind[:20]!r} is no clue type; the types are {', '.join(KINDS)}.")
    length = 4 + 3 * OPERANDS[kind]
    if len(tokens) != length or tokens[1] != "LHS" or tokens[5] != "RHS":
        things = " ".join(["k a v"] * (OPERANDS[kind] - 1) + ["CLUE_END"])
        raise ValueError(f"Clue {number}: a clue of type {kind} is written {kind} LHS k a v RHS {things}.")
    inner = [*tokens[2:5], *tokens[6:-1]]
    things = tuple(parse_thing(inner[first : first + 3], number) for first in range(0, len(inner), 3))
    if len(set(things)) < len(things):
        raise ValueError(f"Clue {number}: it speaks of {' '.join(things[-1].tokens)} twice.")
    return Clue(kind, things)


def parse_thing(tokens: Sequence[str], number: int) -> Thing:
    """Read ``c a v`` or ``n 0 h``; raises as `parse_clue`."""
    letter, row, value = tokens
    if letter not in ("c", "n") or row not in DIGITS or value not in DIGITS or (letter == "n") != (row == "0"):
        raise ValueError(
            f"Clue {number}: {' '.join(tokens)[:40]!r} is neither c with attribute 1 to 5 and value 0 to 5, "
            "nor n 0 with house 0 to 5."
        )
    return Thing(int(row), int(value))


def parse_facts(text: Any) -> tuple[Fact, ...]:
    """Read triples ``r h v``.

    Raises:
        ValueError: with one sentence, if they are malformed.
    """
    tokens = text.split() if isinstance(text, str) else []
    if not tokens or len(tokens) % 3 or any(token not in DIGITS for token in tokens):
        raise ValueError("The output must be triples of digits 0 to 5: attribute, house, value.")
    numbers = [int(token) for token in tokens]
    return tuple((row, house, value) for row, house, value in zip(numbers[::3], numbers[1::3], numbers[2::3]))
