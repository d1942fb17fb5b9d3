"""All solutions of a puzzle of any size, by a SAT solver.

Kept apart from the task itself, because training and evaluation do without the library.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType

from pysat.solvers import Glucose4

from ilm_core.tasks.zebra.clue import Clue, Size, Thing, holds
from ilm_core.tasks.zebra.puzzle import Fact, Puzzle


class Street:
    """A solver that knows the rules of a street, and clues that can be switched on and off.

    Use it as a context; a clue is known by its place in the order in which clues were added.

    Args:
        size: of the street.
    """

    def __init__(self, size: Size) -> None:
        self.size = size
        self.solver = Glucose4(incr=True)
        self.clues: list[Clue] = []
        self.cells = size.cells * size.houses
        for row, value in itertools.product(range(size.attributes), range(size.houses)):
            self.exactly_one([self.variable((row, house, value)) for house in range(size.houses)])
            self.exactly_one([self.variable((row, value, other)) for other in range(size.houses)])

    def __enter__(self) -> "Street":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.solver.delete()

    def variable(self, fact: Fact) -> int:
        """Number of the variable that says a fact is true, from 1."""
        row, house, value = fact
        return (row * self.size.houses + house) * self.size.houses + value + 1

    def switch(self, index: int) -> int:
        """Number of the variable that switches a clue on."""
        return self.cells + index + 1

    def exactly_one(self, variables: Sequence[int]) -> None:
        """Rule that one of some variables is true."""
        self.solver.add_clause(variables)
        for pair in itertools.combinations(variables, 2):
            self.solver.add_clause([-variable for variable in pair])

    def add(self, clue: Clue) -> int:
        """Add a clue; returns its index. Each way to break it is ruled out while it is on."""
        index, houses = len(self.clues), range(self.size.houses)
        self.clues.append(clue)
        options = [houses if thing.row else [thing.value] for thing in clue.things]
        for chosen in itertools.product(*options):
            if not holds(clue.kind, chosen, self.size.houses):
                self.solver.add_clause([-self.switch(index), *self.denials(clue.things, chosen)])
        return index

    def denials(self, things: Sequence[Thing], chosen: Sequence[int]) -> list[int]:
        """Literals one of which is true unless each thing is in the house chosen for it."""
        return [
            -self.variable((thing.row - 1, house, thing.value)) for thing, house in zip(things, chosen) if thing.row
        ]

    def forbid(self, facts: Sequence[Fact]) -> None:
        """Rule a solution out for good."""
        self.solver.add_clause([-self.variable(fact) for fact in facts])

    def solve(self, active: Iterable[int]) -> tuple[Fact, ...] | None:
        """A solution under the clues at some indices, its facts sorted, or None."""
        if not self.solver.solve(assumptions=[self.switch(index) for index in active]):
            return None
        true = {number for number in self.solver.get_model()[: self.cells] if number > 0}
        houses, attributes = range(self.size.houses), range(self.size.attributes)
        return tuple(fact for fact in itertools.product(attributes, houses, houses) if self.variable(fact) in true)


def solutions(puzzle: Puzzle) -> Iterator[tuple[Fact, ...]]:
    """Every solution of a puzzle, one after the other, its facts sorted by row and house."""
    with Street(puzzle.size) as street:
        active = [street.add(clue) for clue in puzzle.clues]
        while (facts := street.solve(active)) is not None:
            yield facts
            street.forbid(facts)


def first_solutions(puzzle: Puzzle, limit: int = 2) -> list[tuple[Fact, ...]]:
    """Up to ``limit`` solutions of a puzzle; two are enough to know that the answer is not unique."""
    return list(itertools.islice(solutions(puzzle), limit))


def count_solutions(puzzle: Puzzle, limit: int = 2) -> int:
    """How many solutions a puzzle has, counted up to ``limit``."""
    return len(first_solutions(puzzle, limit))
