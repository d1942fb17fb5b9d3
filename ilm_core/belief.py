"""A model's distribution over every allowed move at one canvas, stop included."""

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from ilm_core.canvas import Move, MoveKind

NEVER = float("-inf")  # log-probability of what is not allowed


@dataclass(frozen=True)
class Belief:
    """Log-probabilities, in float32, before any sampling rule.

    Attributes:
        kind: what a move that places a token does.
        places: identity of each place where a move is allowed (P,).
        log_moves: log-probability of each (place, token) (P, V); -inf where not allowed.
        log_stop: log-probability of stopping, a scalar.
        log_finished: for each place (P,), log-probability that nothing more belongs
            there, in families that decide it place by place; None in the others.
    """

    kind: MoveKind
    places: tuple[int, ...]
    log_moves: Tensor
    log_stop: Tensor
    log_finished: Tensor | None = None

    @cached_property
    def log_places(self) -> Tensor:
        """Log-probability that the next move is at each place (P,)."""
        return self.log_moves.logsumexp(1)

    @cached_property
    def log_tokens(self) -> Tensor:
        """Log-probability of each token given the place (P, V)."""
        return self.log_moves - self.log_places[:, None]

    @property
    def stop(self) -> float:
        """Probability of stopping."""
        return self.log_stop.exp().item()

    @property
    def total(self) -> float:
        """Sum over all moves and stop; 1 up to rounding."""
        return (self.log_moves.exp().sum() + self.log_stop.exp()).item()

    @property
    def entropy(self) -> float:
        """Entropy over all moves and stop, in nats."""
        everything = torch.cat([self.log_moves.flatten(), self.log_stop[None]])
        return torch.special.entr(everything.exp()).sum().item()

    def log_probability(self, move: Move) -> float:
        """Log-probability of a move.

        Raises:
            ValueError: if the move's place is not allowed on this canvas.
        """
        if move.kind == "stop":
            return self.log_stop.item()
        return self.log_moves[self.index(move), move.token].item()

    def index(self, move: Move) -> int:
        """Row of a move's place among ``places``.

        Raises:
            ValueError: if the place is not among them.
        """
        if move.place not in self.places:
            raise ValueError(f"No move is allowed at place {move.place} on this canvas.")
        return self.places.index(move.place)

    def rank(self, move: Move) -> int:
        """1 for the likeliest of all moves and stop, 2 for the next, and so on."""
        chosen = self.log_probability(move)
        return 1 + int((self.log_moves > chosen).sum()) + int(self.log_stop > chosen)
