"""From what a visitor chose to a run, and from a run to messages for the player."""

from collections.abc import Iterator, Mapping, Sequence
from time import monotonic
from typing import Any

from app.live import LiveRun, Plan
from app.models import ModelStore
from app.player.messages import board_of, figures_message, step_message
from app.problems import PROBLEMS, problem_for
from app.settings import changes_for, lengths_for, read_seed
from app.shown import message_for, titles_of
from ilm_core.canvas import Move
from ilm_core.families import FAMILIES

FIGURES_SECONDS = 0.5  # from one drawing of the charts to the next, while a run goes on


def prepare(level: str, text: str, families: Sequence[str], seed: Any, values: Mapping[str, Any]) -> LiveRun:
    """Check everything a run needs.

    Args:
        level: a level of any problem.
        text: text form of the instance.
        families: names of the families, a lane each.
        seed: seed of the sampling.
        values: value of each settings control, by name; one left out keeps what suits the model.

    Returns:
        The run, its models not loaded yet.

    Raises:
        ValueError: with one sentence, if something is missing or out of range.
    """
    problem = problem_for(level)
    if problem is None:
        known = ", ".join(level for problem in PROBLEMS for level in problem.levels)
        raise ValueError(f"There is no level {level[:40]!r}; the levels are {known}.")
    task, document = problem.read(level, text)
    wanted = [family for family in FAMILIES if family in families]
    if not wanted:
        raise ValueError("Choose at least one family.")
    gaps = len(task.guess_lengths(document))
    return LiveRun(
        [
            Plan(
                task=task.name,
                family=family,
                document=document,
                changes=changes_for(family, values),
                seed=read_seed(seed),
                lengths=lengths_for(family, values, gaps),
            )
            for family in wanted
        ]
    )


def stream(live: LiveRun, store: ModelStore) -> Iterator[str]:
    """Run, and tell the player of each step as it is computed.

    Args:
        live: from `prepare`; what goes wrong here is left in its ``problem``.
        store: where the models are.

    Yields:
        Messages for the player.
    """
    with live.failing():
        live.load(store)
        lanes = live.lanes()
        if not lanes:
            return
        yield message_for(lanes)
        canvases = [one.trace.canvases()[-1] for one in lanes]
        boards = [board_of(one.trace.recipe.task, one.trace.recipe.input) for one in lanes]
        made = [len(one.trace.steps) for one in lanes]
        due = monotonic() + FIGURES_SECONDS
        for index, step in live.steps():
            for move in step.moves:
                canvases[index] = canvases[index].apply(Move(move.kind, move.place, move.token))
            board = boards[index]
            yield step_message(index, made[index], step, board and board.frame(canvases[index], None))
            made[index] += 1
            if monotonic() >= due:
                now = live.lanes()
                yield figures_message([one.trace for one in now], titles_of(now))
                due = monotonic() + FIGURES_SECONDS
