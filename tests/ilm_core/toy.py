"""A model whose belief is written down by hand, so that every answer is known."""

import math
from collections.abc import Callable, Sequence

import torch

from ilm_core.belief import Belief
from ilm_core.canvas import Canvas, MoveKind

VOCABULARY_SIZE = 12


def belief_of(kind: MoveKind, moves: dict[tuple[int, int], float], stop: float = 0.0) -> Belief:
    """A belief from probabilities by (place, token); what is not named cannot happen."""
    places = tuple(dict.fromkeys(place for place, _ in moves))
    log_moves = torch.full((len(places), VOCABULARY_SIZE), float("-inf"))
    for (place, token), probability in moves.items():
        log_moves[places.index(place), token] = math.log(probability)
    return Belief(kind, places, log_moves, torch.tensor(stop).log())


class ToyFamily:
    """Answers each canvas with the belief that a function gives for it."""

    def __init__(self, believe: Callable[[Canvas], Belief]) -> None:
        self.believe = believe
        self.forward_passes = 0

    def rows(self, canvas: Canvas) -> list[int]:
        """Open gaps, masked cells, or the end."""
        if canvas.growth == "insert":
            return [slot for slot, is_open in enumerate(canvas.open) if is_open]
        if canvas.growth == "unmask":
            return [slot for slot, token in enumerate(canvas.tokens) if token == 2]
        return [len(canvas) - 1]

    def belief(self, canvases: Sequence[Canvas]) -> list[Belief]:
        """One belief for each canvas."""
        self.forward_passes += 1
        return [self.believe(canvas) for canvas in canvases]


def inside_out(canvas: Canvas) -> Belief:
    """Writes 7 8 9 from the middle: 8 first, then 7 at the front, then 9 at the end, then stops."""
    answer = canvas.answer
    by_token = dict(zip(canvas.tokens, canvas.identities))
    front, back = by_token[4], by_token.get(8, by_token[4])
    if not answer:
        return belief_of("insert", {(front, 8): 0.6, (front, 7): 0.3}, stop=0.1)
    if 7 not in answer:
        return belief_of("insert", {(front, 7): 0.5, (back, 9): 0.4}, stop=0.1)
    if 9 not in answer:
        return belief_of("insert", {(front, 7): 0.05, (back, 9): 0.75}, stop=0.2)
    return belief_of("insert", {(by_token[9], 9): 0.1}, stop=0.9)
