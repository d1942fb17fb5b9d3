"""What happens on the Plan page: plain functions from the values of controls to new ones."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.checking import check_trace
from app.editor.graph_text import graph_text
from app.exports import LARGEST_FILE, read_traces
from app.inputs import read_graph
from app.live import LiveRun, Plan
from app.models import ModelStore
from app.player.messages import Source, board_frame, lane, load_message, step_message
from app.settings import length_for, read_seed, settings_for
from ilm_core.canvas import Move
from ilm_core.families import FAMILIES
from ilm_core.tasks import make_task
from ilm_core.trace import Trace


@dataclass(frozen=True)
class Shown:
    """A trace on screen, and where it is from."""

    trace: Trace
    source: Source


def title_of(family: str) -> str:
    """What people call a family; a name this program does not know stays as it is."""
    return FAMILIES[family].title if family in FAMILIES else family


def message_for(shown: Sequence[Shown], play: bool = False) -> str:
    """The message that puts traces on screen, and starts to play them if wished."""
    return load_message([lane(one.trace, one.source, title_of(one.trace.recipe.family)) for one in shown], play)


def random_seed() -> int:
    """A seed for another random graph, short enough to be passed on by word of mouth."""
    return random.randrange(10_000)


def random_graph(level: str, seed: Any) -> str:
    """Text form of the graph with this seed.

    Raises:
        ValueError: with one sentence, if level or seed is no good.
    """
    rng = np.random.default_rng(read_seed(seed))
    return graph_text(make_task(level).random_input(rng))


def prepare(level: str, graph: str, families: Sequence[str], seed: Any, values: Mapping[str, Any]) -> LiveRun:
    """Check everything a run needs.

    Args:
        level: name of the task.
        graph: text form of the graph.
        families: names of the families, a lane each.
        seed: seed of the sampling.
        values: value of each settings control, by name.

    Returns:
        The run, its models not loaded yet.

    Raises:
        ValueError: with one sentence, if something is missing or out of range.
    """
    task, document = read_graph(level, graph)
    wanted = [family for family in FAMILIES if family in families]
    if not wanted:
        raise ValueError("Choose at least one family.")
    return LiveRun(
        [
            Plan(
                task.name,
                name,
                document,
                settings_for(task.name, name, values),
                read_seed(seed),
                length_for(name, values),
            )
            for name in wanted
        ]
    )


def stream(live: LiveRun, store: ModelStore) -> Iterator[str]:
    """Run, and tell the player of each step as it is computed.

    Args:
        live: from `prepare`; a problem met here is left in its ``problem``.
        store: where the models are.

    Yields:
        Messages for the player.
    """
    try:
        live.load(store)
    except ValueError as problem:
        live.problem = str(problem)
    if live.runs:
        yield message_for([Shown(trace, "live") for trace in live.traces])
    canvases = [run.canvas for run in live.runs]
    for index, step in live.steps():
        for move in step.moves:
            canvases[index] = canvases[index].apply(Move(move.kind, move.place, move.token))
        yield step_message(index, step, board_frame(live.plans[index].document, canvases[index]))


def outcome(trace: Trace) -> str:
    """One sentence on how a run went."""
    title, count = title_of(trace.recipe.family), len(trace.steps)
    passes = f"{count} forward pass" + ("" if count == 1 else "es")
    statuses = [step.status for step in trace.steps]
    if "lost" in statuses:
        return f"{title} lost the path at step {statuses.index('lost') + 1} of {count}."
    if trace.ended == "running":
        return f"{title} was stopped after {passes}."
    return f"{title} solved it in {passes}." if statuses and statuses[-1] == "solved" else f"{title} took {passes}."


def outcomes(shown: Sequence[Shown]) -> str:
    """One sentence a lane on how the runs went."""
    return " ".join(outcome(one.trace) for one in shown)


def import_file(path: str) -> list[Shown]:
    """Traces from a file a visitor brings.

    Raises:
        ValueError: with one sentence, if it holds none that can be shown.
    """
    file = Path(path)
    if file.stat().st_size > LARGEST_FILE:
        raise ValueError(f"The file is too large; a trace has at most {LARGEST_FILE // 1_000_000} MB.")
    return [Shown(trace, "stored") for trace in read_traces(file.read_bytes())]


def verify_shown(shown: Sequence[Shown], store: ModelStore) -> str:
    """Make every trace on screen again; one sentence a lane."""
    if not shown:
        return "There is no trace on screen."
    sentences = []
    for one in shown:
        title = title_of(one.trace.recipe.family)
        try:
            difference = check_trace(one.trace, store)
        except ValueError as problem:
            sentences.append(f"{title} could not be checked: {problem}")
            continue
        count = len(one.trace.steps)
        same = f"made again, {'the one step is' if count == 1 else f'all {count} steps are'} the same."
        sentences.append(f"{title}: {difference or same}")
    return " ".join(sentences)


def trace_document(store: ModelStore, level: str, graph: str, family: str, seed: int) -> dict[str, Any]:
    """A whole run for callers of the API: how it went, and the trace.

    Raises:
        ValueError: with one sentence, if something is missing or out of range.
    """
    live = prepare(level, graph or random_graph(level, seed), [family], seed, {})
    live.load(store)
    for _ in live.steps():
        pass
    (trace,) = live.traces
    return {"outcome": outcome(trace), "trace": trace.model_dump(mode="json")}
