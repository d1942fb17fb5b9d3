"""One step of decoding, as tensors; the trace renders it to numbers."""

from dataclasses import dataclass

from ilm_core.belief import Belief
from ilm_core.canvas import Canvas, Move


@dataclass(frozen=True)
class Step:
    """One forward pass and what came of it.

    Attributes:
        number: 0 for the first step of a canvas.
        before, after: the canvas around the moves.
        belief: what the model held of ``before``.
        moves: what was done, in order.
        forced: whether something was imposed on this step.
        ended: whether the run is at its end, since the model stopped or nothing is left to fill; a run
            that is cut by a limit has not ended.
        milliseconds: wall time of this step, shared by the canvases of its batch.
    """

    number: int
    before: Canvas
    after: Canvas
    belief: Belief
    moves: tuple[Move, ...]
    forced: bool
    ended: bool
    milliseconds: float

    @property
    def stopped(self) -> bool:
        """Whether the model stopped."""
        return self.moves[0].kind == "stop"
