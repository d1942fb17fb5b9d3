"""Which probabilities of a trace are shown, and how they are told; as the player does."""

from ilm_core.canvas import Growth
from ilm_core.trace import PlaceBelief, TracedMove


def place_lean(growth: Growth, belief: PlaceBelief) -> float:
    """How much a model leans towards a place: its share, or for a masked cell the probability of the best token there.

    A masked diffusion model holds all cells equally likely; which one it fills depends on how sure it is of a token.
    """
    if growth != "unmask":
        return belief.probability
    return max((probability for _, probability in belief.tokens), default=0.0)


def move_probability(move: TracedMove) -> float:
    """How likely a move was; for a masked cell the token in that cell, for the reason that `place_lean` gives."""
    if move.kind == "unmask" and move.token_probability is not None:
        return move.token_probability
    return move.probability


def probability_words(value: float) -> str:
    """Three decimals, and never a false 0 or 1: those of a trace are rounded."""
    if value < 0.0005:
        return "< 0.001"
    return "> 0.999" if value >= 0.9995 else f"{value:.3f}"
