"""Rendering of steps: from the tensors of decoding to the numbers of a trace."""

import math

from ilm_core.belief import Belief
from ilm_core.canvas import Move, Status
from ilm_core.step import Step
from ilm_core.trace import PlaceBelief, TracedMove, TraceStep

TOP = 10  # tokens kept for the places chosen, and moves kept for each step
TOP_ELSEWHERE = 5  # tokens kept for the other places
DIGITS = 6  # decimals of a recorded probability


def record(step: Step, status: Status | None = None) -> TraceStep:
    """Render a step of decoding to numbers.

    Args:
        step: the step, with tensors.
        status: what a puzzle says of the canvas after it.
    """
    belief, before = step.belief, step.before
    moves = []
    for move in step.moves:
        moves.append(traced(move, belief, before.limit if move.kind in ("insert", "append") else move.place))
    log_tokens = belief.log_tokens
    top = log_tokens.topk(min(TOP, log_tokens.shape[1]), dim=1)
    shares, ids = top.values.exp().tolist(), top.indices.tolist()
    chosen = {move.place for move in step.moves}
    flat = belief.log_moves.flatten()
    best = flat.topk(min(TOP, len(flat)))
    return TraceStep(
        moves=tuple(moves),
        forced=step.forced,
        stop=rounded(belief.stop),
        entropy=round(belief.entropy, DIGITS),
        places=tuple(
            PlaceBelief(
                place=place,
                probability=rounded(probability),
                tokens=tuple(
                    (token, rounded(p, 4))
                    for token, p in list(zip(row, share))[: TOP if place in chosen else TOP_ELSEWHERE]
                    if p >= 0.00005
                ),
            )
            for place, probability, row, share in zip(belief.places, belief.log_places.exp().tolist(), ids, shares)
        ),
        top_moves=tuple(
            (belief.places[index // log_tokens.shape[1]], index % log_tokens.shape[1], rounded(p))
            for index, p in zip(best.indices.tolist(), best.values.exp().tolist())
            if p >= 0.000001
        ),
        forward_passes=step.number + 1,
        milliseconds=round(step.milliseconds, 3),
        status=status,
    )


def traced(move: Move, belief: Belief, identity: int | None) -> TracedMove:
    """A move with the probabilities that a belief gives it."""
    place = None if move.kind == "stop" else belief.index(move)
    return TracedMove(
        kind=move.kind,
        place=move.place,
        token=move.token,
        identity=identity,
        probability=rounded(math.exp(belief.log_probability(move))),
        place_probability=None if place is None else rounded(belief.log_places[place].exp().item()),
        token_probability=None if place is None else rounded(belief.log_tokens[place, move.token].exp().item()),
        rank=belief.rank(move),
    )


def rounded(probability: float, digits: int = DIGITS) -> float:
    """A probability as recorded: cut to [0, 1] and to so many decimals."""
    return round(min(max(float(probability), 0.0), 1.0), digits)
