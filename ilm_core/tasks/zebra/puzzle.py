"""A zebra puzzle as data: clues in tokens, and its solution as facts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ilm_core.tasks.zebra.clue import DIGITS, KINDS, OPERANDS, Clue, Size, Thing, holds

LIMITS = "A puzzle has 2 to 6 houses and 1 to 5 attributes."
Fact = tuple[int, int, int]  # row, house and value, all from 0; the row of house numbers is not counted


@dataclass(frozen=True)
class Puzzle:
    """Clues about a street.

    Attributes:
        clues: in the order the model reads them.
        size: of the street.
    """

    clues: tuple[Clue, ...]
    size: Size

    @classmethod
    def parse(cls, document: dict[str, Any] | str, size: Size | None = None) -> "Puzzle":
        """Read clue tokens, or ``{"input": "<clue tokens>", "output": "<facts>"}``.

        Args:
            document: clues; an "output" is optional, and so are "houses" and "attributes".
            size: of the street; None takes that of the document, or of the output, or else the largest
                numbers spoken of.

        Raises:
            ValueError: with one sentence, which names the clue if one is malformed.
        """
        fields = {"input": document} if isinstance(document, str) else document
        clues = parse_clues(fields.get("input"))
        facts = parse_facts(fields["output"]) if "output" in fields else ()
        size = size or stated_size(fields) or (size_of(facts) if facts else spoken_size(clues))
        if not (2 <= size.houses <= len(DIGITS) and 1 <= size.attributes < len(DIGITS)):
            raise ValueError(LIMITS)
        for number, clue in enumerate(clues, 1):
            for thing in clue.things:
                if thing.value >= size.houses or thing.row > size.attributes:
                    raise ValueError(
                        f"Clue {number}: {' '.join(thing.tokens)} is not on a street of {size} (houses × attributes)."
                    )
        puzzle = cls(clues, size)
        if facts:
            puzzle.check_solution(facts)
        return puzzle

    @property
    def houses(self) -> int:
        """How many houses there are."""
        return self.size.houses

    @property
    def attributes(self) -> int:
        """How many attributes each house has, its number not counted."""
        return self.size.attributes

    @property
    def text(self) -> str:
        """The clue tokens, as an input line holds them."""
        return " ".join(token for clue in self.clues for token in clue.tokens)

    def to_dict(self, facts: Sequence[Fact] = ()) -> dict[str, Any]:
        """The puzzle as an input line, with its solution if that is given."""
        return {"input": self.text} | ({"output": facts_text(sorted(facts))} if facts else {})

    def without(self, index: int) -> "Puzzle":
        """The puzzle without the clue at an index."""
        return replace(self, clues=self.clues[:index] + self.clues[index + 1 :])

    def with_clue(self, clue: Clue) -> "Puzzle":
        """The puzzle with one more clue, at the end."""
        return replace(self, clues=(*self.clues, clue))

    def check_solution(self, facts: Sequence[Fact]) -> None:
        """Check that facts fill the street and make every clue true.

        Raises:
            ValueError: with one sentence, if they do not.
        """
        cells = {(row, house) for row, house, _ in facts}
        values = {(row, value) for row, _, value in facts}
        if not len(facts) == len(cells) == len(values) == self.size.cells or size_of(facts) != self.size:
            raise ValueError(
                f"The output must give each of the {self.houses} houses one value of each of the {self.attributes} "
                "attributes, all different."
            )
        for number, clue in enumerate(self.clues, 1):
            if not is_true(clue, facts, self.houses):
                raise ValueError(f"Clue {number}: it is not true of the output.")


def is_true(clue: Clue, facts: Sequence[Fact], houses: int) -> bool:
    """Whether a clue is true of a whole solution."""
    where = {Thing(row + 1, value): house for row, house, value in facts}
    return bool(holds(clue.kind, [where.get(thing, thing.value) for thing in clue.things], houses))


def size_of(facts: Sequence[Fact]) -> Size:
    """Size of the street that facts fill."""
    return Size(max(max(fact[1:]) for fact in facts) + 1, max(fact[0] for fact in facts) + 1)


def stated_size(document: dict[str, Any]) -> Size | None:
    """Size that a document gives in so many words; None if it gives none.

    Raises:
        ValueError: with one sentence, if that is no size.
    """
    numbers = [document.get(name) for name in ("houses", "attributes")]
    if numbers == [None, None]:
        return None
    if not all(type(number) is int for number in numbers):
        raise ValueError("The puzzle must give both houses and attributes as whole numbers, or neither.")
    return Size(*numbers)


def spoken_size(clues: Sequence[Clue]) -> Size:
    """Size of the smallest street on which clues make sense."""
    things = [thing for clue in clues for thing in clue.things]
    return Size(max(2, *(thing.value + 1 for thing in things)), max(1, *(thing.row for thing in things)))


def parse_clues(text: Any) -> tuple[Clue, ...]:
    """Read clue tokens.

    Raises:
        ValueError: with one sentence that names the clue, if one is malformed.
    """
    if not isinstance(text, str):
        raise ValueError("The puzzle has no input: its clues, as one line of tokens.")
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
    if len(tokens) != 4 + 3 * OPERANDS[kind] or tokens[1] != "LHS" or tokens[5] != "RHS":
        right = " ".join(["k a v"] * (OPERANDS[kind] - 1) + ["CLUE_END"])
        raise ValueError(f"Clue {number}: a clue of type {kind} is written {kind} LHS k a v RHS {right}.")
    inner = [*tokens[2:5], *tokens[6:-1]]
    things = tuple(parse_thing(inner[first : first + 3], number) for first in range(0, len(inner), 3))
    if len(set(things)) < len(things):
        raise ValueError(f"Clue {number}: it relates {' '.join(things[-1].tokens)} to itself.")
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
    """Read facts ``r h v``.

    Raises:
        ValueError: with one sentence, if they are malformed.
    """
    tokens = text.split() if isinstance(text, str) else []
    if not tokens or len(tokens) % 3 or any(token not in DIGITS for token in tokens):
        raise ValueError("The output must be triples of digits 0 to 5: attribute, house, value.")
    numbers = [int(token) for token in tokens]
    return tuple(zip(numbers[::3], numbers[1::3], numbers[2::3]))


def facts_text(facts: Sequence[Fact]) -> str:
    """Facts as tokens, joined by spaces."""
    return " ".join(str(number) for fact in facts for number in fact)
