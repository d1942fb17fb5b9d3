"""Branches and steps in plain words; steps are counted from 1, as on the screen."""

from collections.abc import Sequence

from app.figures.glyphs import plain_glyphs
from app.names import title_of
from app.probabilities import move_probability, probability_words
from ilm_core.canvas import Canvas
from ilm_core.trace import ForcedMove, Trace

MAIN = "main"
MOST_NAMED = 3  # interventions that a badge has room for
DONE = {"insert": "inserted", "unmask": "unmasked", "append": "appended"}


def branch_name(trace: Trace, entries: Sequence[ForcedMove]) -> str:
    """What a branch is called.

    Args:
        trace: a run on which the entries were imposed.
        entries: those of its interventions that are to be named.
    """
    return ", then ".join(entry_words(trace, entry) for entry in entries) or MAIN


def imposed_words(trace: Trace) -> str:
    """All that was imposed on a run, in few words; empty where every choice was the model's own."""
    forced = trace.recipe.forced
    named = ", then ".join(entry_words(trace, entry) for entry in forced[:MOST_NAMED])
    return f"{named}, and {len(forced) - MOST_NAMED} more" if len(forced) > MOST_NAMED else named


def entry_words(trace: Trace, entry: ForcedMove) -> str:
    """One intervention, such as ``step 3: ‘dog’ after ‘the’``."""
    step = f"step {entry.step + 1}"
    if entry.kind == "stop":
        return f"stop at {step}"
    if entry.kind == "continue":
        return f"do not stop at {step}"
    where = place_words(trace, entry.step, entry.place)
    if entry.kind == "forbid":
        return f"nothing {where} from {step} on"
    if entry.kind == "place":
        return f"{step}: write {where}"
    return f"{step}: {quoted(trace, entry.token)} {where}"


def step_words(trace: Trace, number: int) -> str:
    """What a run did at a step, in one sentence.

    Args:
        trace: the run.
        number: of the step, from 0; one past the last says how the run ended.
    """
    title = title_of(trace.recipe.family)
    if number >= len(trace.steps):
        return f"{title} had ended before step {number + 1}."
    step = trace.steps[number]
    imposed = " (forced)" if step.forced else ""
    words = []
    for move in step.moves:
        p = probability_words(move_probability(move))
        if move.kind == "stop":
            words.append(f"stopped{imposed}, p {p}")
        else:
            where = place_words(trace, number, move.place)
            words.append(f"{DONE[move.kind]} {quoted(trace, move.token)} {where}{imposed}, p {p}")
    return f"Step {number + 1}: {title} {'; '.join(words) or 'made no move'}."


def place_words(trace: Trace, number: int, place: int | None) -> str:
    """A place on the canvas of a step: a cell by its number, a gap by the token on its left."""
    canvas = trace.start.canvas()
    if canvas.growth == "append":
        return "at the end"
    if canvas.growth == "unmask":
        return f"in cell {cell_number(canvas, place)}"
    first = trace.start.open.index(True) if True in trace.start.open else 0
    if place is not None and place <= first:  # a given token has its slot for identity
        return "after the prompt"
    return f"after {quoted(trace, token_of(trace, number, place))}"


def cell_number(canvas: Canvas, place: int | None) -> int:
    """The number of a cell, from 1 at the first masked one, as the player counts."""
    first = canvas.fixed.index(False) if False in canvas.fixed else 0
    return 1 if place is None else place - first + 1


def token_of(trace: Trace, number: int, identity: int | None) -> int | None:
    """The token with this identity, given at the start or placed before a step; None if there is none."""
    if identity is not None and 0 <= identity < len(trace.start.tokens):
        return trace.start.tokens[identity]
    made = (move for step in trace.steps[:number] for move in step.moves)
    return next((move.token for move in made if move.identity == identity), None)


def quoted(trace: Trace, token: int | None) -> str:
    """A token between quotation marks, its spaces visible."""
    spelling = trace.vocabulary.get(token, f"#{token}") if token is not None else ""
    return "a token" if token is None else f"‘{plain_glyphs(token, spelling)}’"
