"""What a person imposes on a run: "what if it had gone there, or had not stopped?"

An intervention is a rule of choice, like a sampling rule: the belief that is recorded
stays the model's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import torch

from ilm_core.belief import NEVER, Belief
from ilm_core.canvas import Move

InterventionKind = Literal["insert", "unmask", "append", "stop", "place", "forbid", "continue"]


@dataclass(frozen=True)
class Intervention:
    """One thing imposed.

    Attributes:
        step: number of the step, from 0.
        kind: a kind of move imposes that move; ``place`` imposes where, and leaves the
            token to the model; ``forbid`` rules a place out from this step on; ``continue``
            refuses to stop at this step.
        place: identity, as in `Move`; None for ``stop`` and ``continue``.
        token: id; only for a move that places one.
    """

    step: int
    kind: InterventionKind
    place: int | None = None
    token: int | None = None

    @property
    def is_move(self) -> bool:
        """Whether it leaves nothing to choose."""
        return self.kind in ("insert", "unmask", "append", "stop")


def imposed_moves(interventions: Sequence[Intervention], step: int, belief: Belief) -> list[Move]:
    """The moves imposed at a step; none if the model is to choose.

    Raises:
        ValueError: with one sentence, if the model never makes such a move on this canvas, or if there
            are several that one step cannot hold.
    """
    moves = []
    for one in interventions:
        if one.step != step or not one.is_move:
            continue
        if one.kind != "stop":
            row = belief.log_moves[belief.index(Move(one.kind, one.place))]
            if one.token is None or not 0 <= one.token < len(row) or row[one.token] == NEVER:
                raise ValueError(f"Step {step + 1}: the model never places token {one.token} there.")
        moves.append(Move(one.kind, one.place, one.token))
    if len(moves) > 1 and any(move.kind != "unmask" for move in moves):
        raise ValueError(f"Step {step + 1}: only one move can be imposed on a step, unless all fill masked cells.")
    return moves


def restrict(belief: Belief, interventions: Sequence[Intervention], step: int) -> Belief:
    """What is left of a belief to choose from, not normalised.

    Raises:
        ValueError: with one sentence, if nothing may be written at a place that is imposed.
    """
    log_moves, log_stop, log_finished = belief.log_moves, belief.log_stop, belief.log_finished
    rows = torch.arange(len(belief.places), device=log_moves.device)
    for one in interventions:
        if one.kind == "forbid" and one.step <= step and one.place in belief.places:
            log_moves = log_moves.masked_fill((rows == belief.places.index(one.place))[:, None], NEVER)
        elif one.kind == "place" and one.step == step:
            log_moves = log_moves.masked_fill((rows != belief.index(Move("insert", one.place)))[:, None], NEVER)
            log_stop, log_finished = torch.full_like(log_stop, NEVER), None
        elif one.kind == "continue" and one.step == step:
            log_stop, log_finished = torch.full_like(log_stop, NEVER), None
    if any(one.kind == "place" and one.step == step for one in interventions) and not (log_moves > NEVER).any():
        raise ValueError(f"Step {step + 1}: nothing may be written at the place that is imposed.")
    if log_moves is belief.log_moves and log_stop is belief.log_stop:
        return belief
    return replace(belief, log_moves=log_moves, log_stop=log_stop, log_finished=log_finished)
