"""What is on screen: traces, where they are from, and what can be said of them."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.branches import Node, Tree
from app.exports import LARGEST_FILE, read_traces
from app.names import title_of
from app.player.messages import Source, lane, load_message
from app.problems import Problem, problem_for
from app.stored import Example, StoredTraces
from ilm_core.trace import Trace

UNSHOWABLE = "This trace cannot be shown."
GONE = "This branch is not here any more; please make it again."
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shown:
    """A trace on screen, where it is from, and its branches, if there are any."""

    trace: Trace
    source: Source
    branches: Tree | None = None

    @property
    def node(self) -> Node:
        """The trace as one of its branches."""
        return Node(self.trace, self.source)

    @property
    def tree(self) -> Tree:
        """Its branches, or itself alone."""
        return self.branches or Tree((self.node,))

    def lane(self, title: str) -> dict[str, Any]:
        """The lane of the player, under the name that `titles_of` gives it."""
        return lane(self.trace, self.source, title) | {"key": self.node.key, "branches": self.tree.outline()}


@dataclass(frozen=True)
class Opening:
    """What a problem starts with: its first example that can be read, if there is one.

    Attributes:
        example: the example.
        shown: its traces.
        fault: one sentence for each damaged file met on the way.
    """

    example: Example | None = None
    shown: tuple[Shown, ...] = ()
    fault: str = ""


def open_example(example: Example) -> Opening:
    """Read a stored example; without traces if all its files are damaged."""
    traces, fault = example.read()
    return Opening(example, tuple(Shown(trace, "stored") for trace in traces), fault)


def first_opening(stored: StoredTraces, problem: Problem) -> Opening:
    """Open the first example of a problem that is not wholly damaged."""
    faults = []
    for example in stored.of(problem.tasks):
        opening = open_example(example)
        faults.extend(filter(None, [opening.fault]))
        if opening.shown:
            return Opening(example, opening.shown, " ".join(faults))
    return Opening(fault=" ".join(faults))


def titles_of(shown: Sequence[Shown]) -> list[str]:
    """What the lanes are called: the family, its number where other runs of it are above, the number of a branch."""
    roots: dict[str, list[str]] = {}
    titles = []
    for one in shown:
        keys = [node.key for node in one.tree.nodes]
        runs = roots.setdefault(one.trace.recipe.family, [])
        if keys[0] not in runs:
            runs.append(keys[0])
        number, branch = runs.index(keys[0]) + 1, keys.index(one.node.key)
        title = title_of(one.trace.recipe.family)
        titles.append(title + (f" {number}" if number > 1 else "") + (f" branch {branch}" if branch else ""))
    return titles


def message_for(shown: Sequence[Shown], play: bool = False, at: Mapping[str, Any] | None = None) -> str:
    """The message that puts traces on screen; it starts to play them, or goes to a moment, if wished."""
    return load_message([one.lane(title) for one, title in zip(shown, titles_of(shown))], play, at)


def outcomes(shown: Sequence[Shown]) -> str:
    """One sentence a lane on how the runs went; a trace of a task that is unknown here is passed over."""
    problems = [problem_for(one.trace.recipe.task) for one in shown]
    lanes = zip(problems, shown, titles_of(shown))
    return " ".join(problem.outcome(one.trace, title) for problem, one, title in lanes if problem)


def import_file(path: str) -> list[Shown]:
    """Traces from a file a visitor brings.

    Raises:
        ValueError: with one sentence, if it holds none that can be shown.
    """
    file = Path(path)
    if file.stat().st_size > LARGEST_FILE:
        raise ValueError(f"The file is too large; a trace has at most {LARGEST_FILE // 1_000_000} MB.")
    try:
        return [Shown(trace, "from a file") for trace in read_traces(file.read_bytes())]
    except Exception as fault:
        if type(fault) is ValueError:
            raise
        log.warning("A trace of a visitor could not be read.", exc_info=fault)
        raise ValueError(UNSHOWABLE) from fault


def arrange(shown: Sequence[Shown], keys: Sequence[str]) -> tuple[Shown, ...]:
    """Other branches of the lanes on screen.

    Args:
        shown: the lanes.
        keys: of the branches that are to be in the lanes.

    Raises:
        ValueError: with one sentence, if one of them is not here.
    """
    trees = {node.key: lane.tree for lane in shown for node in lane.tree.nodes}
    found = [(tree.find(key), tree) for key in keys if (tree := trees.get(key))]
    if len(found) < len(keys):
        raise ValueError(GONE)
    return tuple(Shown(node.trace, node.source, tree) for node, tree in found)
