"""What a clue of a zebra puzzle says, and how it is written in tokens.

The format of Shah et al. 2024, as the field's 25-id vocabulary spells it:
``TYPE LHS k a v RHS k a v CLUE_END``. Two types are ours to shape, because no source shows them:

- ``inbetween LHS x RHS y z CLUE_END``: x stands somewhere between y and z, in either order.
- ``ends LHS x RHS CLUE_END``: x lives in the first or the last house.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ilm_core.vocabulary import Vocabulary

DIGITS = tuple("012345")
VOCABULARY = Vocabulary(
    [*DIGITS, "nbr", "left-of", "inbetween", "immediate-left", "ends", "!=", "=", "c", "n", "CLUE_END", "RHS", "LHS"]
)
OPERANDS = {"=": 2, "!=": 2, "left-of": 2, "immediate-left": 2, "nbr": 2, "inbetween": 3, "ends": 1}
KINDS = tuple(OPERANDS)
INTERCHANGEABLE = {"=": (0, 1), "!=": (0, 1), "nbr": (0, 1), "inbetween": (1, 2)}  # operands whose order says nothing


@dataclass(frozen=True)
class Size:
    """Houses on the street, and attributes of each, house numbers not counted."""

    houses: int
    attributes: int

    def __str__(self) -> str:
        return f"{self.houses}×{self.attributes}"

    @property
    def cells(self) -> int:
        """Facts that make up a solution."""
        return self.houses * self.attributes


@dataclass(frozen=True, order=True)
class Thing:
    """What a clue speaks of: a value of an attribute, or a house by its number.

    Attributes:
        row: attribute from 1; 0 is the row of house numbers.
        value: value of the attribute, or house number, from 0.
    """

    row: int
    value: int

    @property
    def tokens(self) -> list[str]:
        """``c a v`` for a value, ``n 0 h`` for a house."""
        return ["c" if self.row else "n", str(self.row), str(self.value)]


@dataclass(frozen=True)
class Clue:
    """A kind and the things it relates, in the order they are written."""

    kind: str
    things: tuple[Thing, ...]

    @property
    def tokens(self) -> list[str]:
        """The clue as the model reads it."""
        left, *right = (thing.tokens for thing in self.things)
        return [self.kind, "LHS", *left, "RHS", *(token for thing in right for token in thing), "CLUE_END"]


def holds(kind: str, positions: Sequence[np.ndarray | int], houses: int) -> np.ndarray | bool:
    """Whether a clue is true.

    Args:
        kind: of the clue.
        positions: for each of its things the house it is in, from 0; numbers, or arrays of one shape.
        houses: how many there are.

    Returns:
        A boolean, or booleans of that shape.
    """
    first, *others = positions
    match kind:
        case "=":
            return first == others[0]
        case "!=":
            return first != others[0]
        case "left-of":
            return first < others[0]
        case "immediate-left":
            return first + 1 == others[0]
        case "nbr":
            return abs(first - others[0]) == 1
        case "inbetween":
            return (np.minimum(*others) < first) & (first < np.maximum(*others))
        case "ends":
            return (first == 0) | (first == houses - 1)
    raise ValueError(f"There is no clue type {kind!r}; the types are {', '.join(KINDS)}.")
