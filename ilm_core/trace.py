"""The trace: a recipe, every step with what the model believed, and the final canvas.

One JSON document, self-contained and versioned. It knows no family and no task, so any
program can write one; every view of the app is a function of it.
"""

import json
from collections.abc import Iterable
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ilm_core.canvas import Canvas, Growth, Move, MoveKind, Status
from ilm_core.interventions import Intervention, InterventionKind

SCHEMA_VERSION = 2
LONGEST = 1024  # tokens of the first canvas, and steps; a file that has more is refused

Probability = Annotated[float, Field(ge=0, le=1)]


class Record(BaseModel):
    """A part of the document; unknown fields are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class ForcedMove(Record):
    """What was imposed on a step; fields as in `Intervention`."""

    step: Annotated[int, Field(ge=0)]
    kind: InterventionKind
    place: int | None = None
    token: int | None = None

    def intervention(self) -> Intervention:
        """The rule itself."""
        return Intervention(self.step, self.kind, self.place, self.token)


class Checkpoint(Record):
    """Which weights: a folder or Hub name, and the SHA-256 of the file."""

    name: str
    sha256: str


class Recipe(Record):
    """All that is needed to make the same trace again.

    ``lengths`` are the cells of each gap, for a family that must be told; None for the others.
    """

    task: str
    family: str
    checkpoint: Checkpoint
    input: dict[str, Any]
    settings: dict[str, Any]
    lengths: tuple[Annotated[int, Field(ge=0)], ...] | None = None
    seed: int = 0
    forced: tuple[ForcedMove, ...] = ()


class StartCanvas(Record):
    """The canvas before the first step; the token in slot i has identity i."""

    growth: Growth
    tokens: Annotated[tuple[int, ...], Field(max_length=LONGEST)]
    open: Annotated[tuple[bool, ...], Field(max_length=LONGEST)]

    def canvas(self) -> Canvas:
        """The canvas itself."""
        return Canvas.start(self.growth, self.tokens, [slot for slot, is_open in enumerate(self.open) if is_open])


class TracedMove(Record):
    """A move, and what the model gave it.

    ``identity`` is the identity of the token placed; ``probability`` is over all moves
    and stop, ``place_probability`` that of the place, ``token_probability`` that of the
    token given the place; ``rank`` 1 was the likeliest of all moves.
    """

    kind: MoveKind
    place: int | None
    token: int | None
    identity: int | None
    probability: Probability
    place_probability: Probability | None
    token_probability: Probability | None
    rank: Annotated[int, Field(ge=1)]


class PlaceBelief(Record):
    """One place: its probability, and its likeliest tokens as (id, probability given the place)."""

    place: int
    probability: Probability
    tokens: tuple[tuple[int, Probability], ...]


class TraceStep(Record):
    """One forward pass. ``stop`` and the places' probabilities sum to 1; entropy is in nats.

    ``status`` says what a partial answer to a puzzle is worth after the moves.
    """

    moves: Annotated[tuple[TracedMove, ...], Field(min_length=1)]
    forced: bool
    stop: Probability
    entropy: float
    places: tuple[PlaceBelief, ...]
    top_moves: tuple[tuple[int, int, Probability], ...]
    forward_passes: int
    milliseconds: float
    status: Status | None = None


class Trace(Record):
    """A whole run."""

    schema_version: Literal[2] = SCHEMA_VERSION
    recipe: Recipe
    vocabulary: dict[int, str]
    start: StartCanvas
    steps: Annotated[tuple[TraceStep, ...], Field(max_length=LONGEST)]
    ended: Literal["stop", "limit", "running"]

    def canvases(self) -> list[Canvas]:
        """The canvas before the first step, then after each.

        Raises:
            ValueError: if a move does not fit the canvas it is made on, or comes after a stop.
        """
        canvases = [self.start.canvas()]
        stopped = False
        for step in self.steps:
            canvas = canvases[-1]
            for move in step.moves:
                if stopped:
                    raise ValueError("A move comes after the stop.")
                stopped = move.kind == "stop"
                made = {"insert": canvas.limit, "append": canvas.limit, "unmask": move.place}.get(move.kind)
                if move.identity != made:
                    raise ValueError(f"The token placed by {move.kind} must have identity {made}, not {move.identity}.")
                canvas = canvas.apply(Move(move.kind, move.place, move.token))
            canvases.append(canvas)
        return canvases

    def to_frame(self) -> pd.DataFrame:
        """One row for each move: where it ended up, when, and how sure the model was."""
        final = self.canvases()[-1]
        given = final.fixed.index(False) if False in final.fixed else len(final)
        rows = []
        for number, step in enumerate(self.steps):
            for move in step.moves:
                position = None if move.identity is None else final.slot(move.identity) - given
                token = None if move.token is None else self.vocabulary[move.token]
                rows.append(
                    {
                        "step": number,
                        **move.model_dump(exclude={"token"}),
                        "token": token,
                        "position": position,
                        "stop": step.stop,
                        "entropy": step.entropy,
                        "forced": step.forced,
                        "forward_passes": step.forward_passes,
                        "milliseconds": step.milliseconds,
                        "status": step.status,
                    }
                )
        return pd.DataFrame(rows)

    def to_places_frame(self) -> pd.DataFrame:
        """One row for each place of each step, with its probability and likeliest token."""
        rows = [
            {"step": number, "place": place.place, "probability": place.probability, "token": best}
            for number, step in enumerate(self.steps)
            for place in step.places
            for best in [self.vocabulary[place.tokens[0][0]] if place.tokens else None]
        ]
        return pd.DataFrame(rows, columns=["step", "place", "probability", "token"])

    def to_json(self) -> str:
        """The document, without spaces."""
        return self.model_dump_json(exclude_defaults=False)

    def can_be_written(self) -> bool:
        """Whether what `to_json` writes is read as the same; not so with NaN, or half a character, in the recipe."""
        try:
            return Trace.model_validate_json(self.to_json()) == self
        except (ValueError, RecursionError):
            return False


def parse_trace(text: str | bytes) -> Trace:
    """Read a trace.

    Raises:
        ValueError: with one plain sentence, if the text is no trace of a known version.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("This is not a trace: the file is not valid JSON.") from None
    if not isinstance(document, dict) or "schema_version" not in document:
        raise ValueError("This is not a trace: the field schema_version is missing.")
    if document["schema_version"] != SCHEMA_VERSION:
        version = str(document["schema_version"])[:20]
        raise ValueError(f"This trace has version {version}; only version {SCHEMA_VERSION} can be read.")
    try:
        trace = Trace.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))[:80]
        raise ValueError(f"This trace is damaged at {where}: {first['msg'].rstrip('.')}.") from None
    if len(trace.start.open) != len(trace.start.tokens):
        raise ValueError("This trace is damaged: its first canvas has not as many gaps as tokens.")
    try:
        trace.canvases()
    except ValueError as error:
        raise ValueError(f"This trace is damaged: {error}") from None
    if missing := sorted(used_tokens(trace.start, trace.steps) - trace.vocabulary.keys()):
        raise ValueError(f"This trace is damaged: its vocabulary lacks token {missing[0]}.")
    if not trace.can_be_written():
        raise ValueError("This trace is damaged: it holds values that no JSON file can hold.")
    return trace


def used_tokens(start: StartCanvas, steps: Iterable[TraceStep]) -> set[int]:
    """Ids of all tokens that stand on a canvas, were placed, or are named among the likeliest."""
    used = set(start.tokens)
    for step in steps:
        used.update(move.token for move in step.moves if move.token is not None)
        used.update(token for place in step.places for token, _ in place.tokens)
        used.update(token for _, token, _ in step.top_moves)
    return used
