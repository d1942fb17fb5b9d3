"""The sequence so far, and the moves that change it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ilm_core.vocabulary import BOS, EOS, MASK

Growth = Literal["insert", "unmask", "append"]
MoveKind = Literal["insert", "unmask", "append", "stop"]
Status = Literal["solvable", "solved", "lost"]  # what a partial answer to a puzzle is worth


@dataclass(frozen=True)
class Move:
    """One change of a canvas.

    Attributes:
        kind: insert (gap, token), unmask (cell, token), append (token) or stop.
        place: identity of the token left of the gap, of the masked cell, or of the last
            token; None for stop.
        token: id of the token placed; None for stop.
    """

    kind: MoveKind
    place: int | None = None
    token: int | None = None


STOP = Move("stop")


@dataclass(frozen=True)
class Template:
    """What is given before the first move.

    Attributes:
        prompt: ids of the question.
        pieces: the given parts of the answer; between each two of them stands a gap. A
            puzzle gives nothing: two empty pieces and one gap.
    """

    prompt: tuple[int, ...] = ()
    pieces: tuple[tuple[int, ...], ...] = ((), ())

    @property
    def gaps(self) -> int:
        """How many gaps there are to fill."""
        return len(self.pieces) - 1

    def filled(self, fillings: Sequence[Sequence[int]]) -> list[int]:
        """The answer with something in each gap."""
        ids = list(self.pieces[0])
        for filling, piece in zip(fillings, self.pieces[1:], strict=True):
            ids.extend((*filling, *piece))
        return ids


@dataclass(frozen=True)
class Canvas:
    """Tokens in reading order, each with an identity that never changes.

    Attributes:
        growth: what kind of move places a token here.
        tokens: ids; MASK where a cell waits to be filled.
        identities: a number for each token, unique on this canvas.
        open: for each token, whether something may be inserted right after it.
        fixed: for each token, whether it was given rather than placed by a model.
        limit: one more than the largest identity so far.
    """

    growth: Growth
    tokens: tuple[int, ...]
    identities: tuple[int, ...]
    open: tuple[bool, ...]
    fixed: tuple[bool, ...]
    limit: int

    @classmethod
    def start(cls, growth: Growth, tokens: Sequence[int], open_after: Sequence[int] = ()) -> "Canvas":
        """A canvas of given tokens.

        Args:
            growth: what kind of move will place tokens.
            tokens: ids in reading order; MASK marks a cell to fill, everything else is fixed.
            open_after: slots after which a gap is open.

        Returns:
            The canvas; the token in slot i has identity i.
        """
        slots, after = range(len(tokens)), set(open_after)
        return cls(
            growth=growth,
            tokens=tuple(tokens),
            identities=tuple(slots),
            open=tuple(slot in after for slot in slots),
            fixed=tuple(token != MASK for token in tokens),
            limit=len(tokens),
        )

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def placed(self) -> int:
        """How many tokens a model has put on this canvas."""
        return sum(not fixed and token != MASK for fixed, token in zip(self.fixed, self.tokens))

    @property
    def tail(self) -> tuple[int, ...]:
        """Everything after BOS."""
        return self.tokens[self.tokens.index(BOS) + 1 :]

    @property
    def answer(self) -> tuple[int, ...]:
        """Tokens after BOS up to the first EOS; cells still masked show as MASK."""
        return self.tail[: self.tail.index(EOS)] if EOS in self.tail else self.tail

    def slot(self, identity: int) -> int:
        """Where the token with this identity stands.

        Raises:
            ValueError: if no token has it.
        """
        if identity not in self.identities:
            raise ValueError(f"No token on the canvas has identity {identity}.")
        return self.identities.index(identity)

    def apply(self, move: Move) -> "Canvas":
        """The canvas after a move; a new token takes identity ``limit``.

        Raises:
            ValueError: if the place does not exist, its gap is closed, or its cell is filled.
        """
        if move.kind == "stop":
            return self
        if move.place is None or move.token is None:
            raise ValueError(f"A move that places a token needs a place and a token, got {move}.")
        if move.kind != self.growth:
            raise ValueError(f"The move {move.kind} does not fit a canvas that grows by {self.growth}.")
        slot = self.slot(move.place)
        if move.kind == "unmask":
            if self.tokens[slot] != MASK:
                raise ValueError(f"Cell {move.place} is already filled.")
            return replace(self, tokens=(*self.tokens[:slot], move.token, *self.tokens[slot + 1 :]))
        if move.kind == "insert" and not self.open[slot]:
            raise ValueError(f"The gap after token {move.place} is closed.")
        if move.kind == "append" and slot != len(self) - 1:
            raise ValueError("Only the end of the canvas can be appended to.")
        after = slot + 1
        return replace(
            self,
            tokens=(*self.tokens[:after], move.token, *self.tokens[after:]),
            identities=(*self.identities[:after], self.limit, *self.identities[after:]),
            open=(*self.open[:after], move.kind == "insert", *self.open[after:]),
            fixed=(*self.fixed[:after], False, *self.fixed[after:]),
            limit=self.limit + 1,
        )
