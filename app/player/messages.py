"""What the server tells the trace player: one JSON string a message."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from app.branch_words import imposed_words
from app.figures.charts import charts
from app.names import title_of
from app.player.settings_line import settings_line
from app.problems import Board, problem_for
from ilm_core.trace import Trace, TraceStep

Source = Literal["stored", "live", "from a file"]


def lane(trace: Trace, source: Source, title: str | None = None) -> dict[str, Any]:
    """One lane of the player.

    Args:
        trace: the run, whole or not yet ended.
        source: ``stored`` if it ships with the app, ``live`` if it was just computed, ``from a file`` if a
            visitor gave it.
        title: what the lane is called; None takes the family's short name.

    Returns:
        The lane as the page expects it, for `load_message`.
    """
    recipe = trace.recipe
    problem = problem_for(recipe.task)
    return {
        "family": recipe.family,
        "title": title or title_of(recipe.family),
        "source": source,
        "checkpoint": recipe.checkpoint.name,
        "sha256": recipe.checkpoint.sha256[:8],
        "seed": recipe.seed,
        "settings": " · ".join(filter(None, [settings_line(recipe), imposed_words(trace)])),
        "reading": problem.reading if problem else "tokens",
        "note": problem.note(recipe) if problem else "",
        "trace": trace.model_dump(mode="json"),
        "board": whole_board(trace),
    }


def load_message(lanes: Sequence[dict[str, Any]], play: bool = False, at: Mapping[str, Any] | None = None) -> str:
    """The message that puts lanes on screen, in place of what was there.

    Args:
        lanes: made by `lane`; an empty list clears the player.
        play: start to play at once, unless the reader asked for less motion.
        at: the moment to go to: ``lane``, ``step`` and ``clock`` as in `app.links.View`.
    """
    traces = [Trace.model_validate(one["trace"]) for one in lanes]
    titles = [one["title"] for one in lanes]
    message: dict[str, Any] = {"command": "load", "lanes": list(lanes), "figures": None, "play": play, "at": at}
    if traces:
        message["figures"] = charts(traces, titles)
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def figures_message(traces: Sequence[Trace], titles: Sequence[str]) -> str:
    """The message that draws the charts again while runs go on.

    Args:
        traces: what has been done so far, one for each lane.
        titles: what each lane is called.
    """
    message = {"command": "figures", "figures": charts(traces, titles)}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def step_message(index: int, number: int, step: TraceStep, board_frame: dict[str, Any] | None) -> str:
    """The message that adds one step to a lane while its run goes on.

    Args:
        index: which lane, from 0.
        number: which step of that lane, from 0; one that the player has already, it leaves aside.
        step: the step.
        board_frame: what the lane's board says of the canvas after it; None without a board.
    """
    message = {
        "command": "step",
        "lane": index,
        "number": number,
        "step": step.model_dump(mode="json"),
        "board": board_frame,
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def board_of(task: str, document: dict[str, Any]) -> Board | None:
    """The board of an instance; None if its task is unknown or has no board."""
    problem = problem_for(task)
    return problem.board(document) if problem else None


def whole_board(trace: Trace) -> dict[str, Any] | None:
    """The board's picture under the name of its kind, and its frame for every canvas, the first one included."""
    board = board_of(trace.recipe.task, trace.recipe.input)
    if board is None:
        return None
    canvases = trace.canvases()
    final = None if trace.ended == "running" else canvases[-1]
    return {board.kind: board.picture, "frames": [board.frame(canvas, final) for canvas in canvases]}
