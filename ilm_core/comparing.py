"""Whether two traces agree, and where they part; processors differ in the last digits."""

from typing import Any

from ilm_core.trace import Record, Trace, TraceStep

TOLERANCE = 1e-4  # by which numbers of two traces that agree may differ


def first_difference(one: Trace, other: Trace) -> str | None:
    """Compare two traces in all but the clock.

    Probabilities and entropies may differ by `TOLERANCE`, and moves that are nearly as likely as each
    other may change ranks.

    Returns:
        One sentence naming the first step that differs, counted from 1, or None if they agree.
    """
    for number, (left, right) in enumerate(zip(one.steps, other.steps), 1):
        for name in TraceStep.model_fields:
            if name != "milliseconds" and not alike(comparable(getattr(left, name)), comparable(getattr(right, name))):
                return f"Step {number} differs in {name}."
        if not same_ranks(left, right):
            return f"Step {number} differs in the rank of its moves."
    if len(one.steps) != len(other.steps):
        return f"Step {1 + min(len(one.steps), len(other.steps))} exists in only one of the two traces."
    if one.ended != other.ended:
        return f"The runs end differently: {one.ended} and {other.ended}."
    return None


def same_ranks(left: TraceStep, right: TraceStep) -> bool:
    """Whether moves that agree in all else have the same rank, or ranks that near ties explain.

    Of ranks below the listed moves nothing is asked, for there thousands of moves are as unlikely as each other.
    """
    listed = [probability for *_, probability in left.top_moves]
    for one, other in zip(left.moves, right.moves):
        near = [abs(probability - one.probability) <= 2 * TOLERANCE for probability in listed]
        if max(one.rank, other.rank) <= len(listed):
            same = abs(one.rank - other.rank) < max(sum(near), 1)
        else:
            same = min(one.rank, other.rank) > len(listed) or near[-1]
        if not same:
            return False
    return True


class Likeliest(dict):
    """The likeliest of many and their probabilities."""

    def most_elsewhere(self) -> float:
        """Most that anything not listed can have: the least that is listed, and what all those leave of 1."""
        rounding = TOLERANCE * len(self)
        return min(min(self.values(), default=0.0), 1 - sum(self.values()) + rounding)

    def agrees(self, other: "Likeliest") -> bool:
        """Whether what both list is alike, and what only one of them lists can be missing from the other."""
        elsewhere = other.most_elsewhere() if len(other) >= len(self) else 0.0  # a shorter list is not a full one
        return all(alike(self[key], other[key]) if key in other else self[key] <= elsewhere + TOLERANCE for key in self)


def comparable(value: Any) -> Any:
    """A part of a step as nested dicts, without ranks; lists of (id, ..., probability) by id, as near ties may swap."""
    if isinstance(value, Record):
        return {name: comparable(getattr(value, name)) for name in type(value).model_fields if name != "rank"}
    if isinstance(value, tuple) and (not value or isinstance(value[0], tuple)):
        return Likeliest({entry[:-1]: entry[-1] for entry in value})
    if isinstance(value, tuple):
        return dict(enumerate(map(comparable, value)))
    return value


def alike(left: Any, right: Any) -> bool:
    """Whether two parts agree."""
    if isinstance(left, Likeliest) and isinstance(right, Likeliest):
        return left.agrees(right) and right.agrees(left)
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(alike(left[key], right[key]) for key in left)
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) <= TOLERANCE
    return left == right
