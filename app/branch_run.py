"""A branch at work: one lane is run again up to its intervention, and then goes another way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from app.branches import Node, branch_recipe
from app.checking import LONGEST_CANVAS
from app.live import LiveRun
from app.models import ModelStore
from app.problems import check_size
from app.shown import Shown
from ilm_core.running import Run, rerun
from ilm_core.tasks import make_task
from ilm_core.trace import ForcedMove, Trace, TraceStep


@dataclass(frozen=True)
class BranchPlan:
    """A run that differs from a trace by one intervention, before its model is loaded."""

    parent: Trace
    entry: ForcedMove

    @property
    def trace(self) -> Trace:
        """The branch before its first step."""
        recipe = branch_recipe(self.parent.recipe, self.entry)
        return self.parent.model_copy(update={"recipe": recipe, "steps": (), "ended": "running"})

    def run(self, store: ModelStore) -> Run:
        """Load the model and get ready.

        Raises:
            ValueError: with one sentence, if the model that made the trace is not here, or the run would be too long.
        """
        recipe = self.trace.recipe
        check_size(recipe)
        if sum(recipe.lengths or ()) > LONGEST_CANVAS or recipe.settings.get("max_tokens", 0) > LONGEST_CANVAS:
            raise ValueError("The trace is too long to be changed here.")
        return rerun(self.trace, make_task(recipe.task), store.load(recipe.task, recipe.family))


class BranchRun(LiveRun):
    """One lane goes another way; the others stay on screen as they are.

    Args:
        shown: the lanes on screen.
        lane: which of them is changed, from 0.
        entry: what is imposed on it; checked.

    Raises:
        ValueError: with one sentence, if the lane has too many branches already.
    """

    def __init__(self, shown: Sequence[Shown], lane: int, entry: ForcedMove) -> None:
        plan = BranchPlan(shown[lane].trace, entry)
        super().__init__([plan])
        self.shown, self.lane, self.shared = tuple(shown), lane, entry.step
        self.going: Iterator[tuple[int, TraceStep]] = iter(())
        self.place(plan.trace)  # refuses one branch too many before anything is computed

    def load(self, store: ModelStore) -> None:
        """Load the model and repeat the steps that branch and parent share.

        Raises:
            ValueError: with one sentence, if that cannot be done.
        """
        super().load(store)
        self.going = super().steps()
        for _ in islice(self.going, self.shared):
            pass

    def steps(self) -> Iterator[tuple[int, TraceStep]]:
        """The steps from the intervention on, as `LiveRun.steps` yields them."""
        for _, step in self.going:
            yield self.lane, step

    def lanes(self) -> tuple[Shown, ...]:
        """The lanes with the branch in its place; nothing before all steps that it shares have been repeated."""
        repeated = [trace for trace in self.traces if len(trace.steps) >= self.shared]
        return self.place(repeated[0]) if repeated else ()

    def place(self, trace: Trace) -> tuple[Shown, ...]:
        """The lanes with the branch among them, in every tree to which it belongs."""
        parent = self.shown[self.lane]
        tree = parent.tree.with_node(Node(trace, "live"))
        root = tree.nodes[0].key
        grown = [replace(one, branches=tree) if one.tree.nodes[0].key == root else one for one in self.shown]
        grown[self.lane] = Shown(trace, "live", tree)
        return tuple(grown)
