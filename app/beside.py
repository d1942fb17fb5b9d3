"""New runs beside lanes that stay on screen: one family with other settings, another seed, another family."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.branches import recipe_key
from app.checking import MOST_LANES
from app.live import LiveRun, Plan
from app.models import ModelStore
from app.names import title_of
from app.problems import problem_for
from app.shown import Shown
from ilm_core.tasks import make_task
from ilm_core.trace import TraceStep


class RunBeside(LiveRun):
    """Runs whose lanes come after those that stay on screen as they are.

    Args:
        plans: one for each new lane.
        kept: the lanes that stay.

    Raises:
        ValueError: with one sentence, if these are too many lanes.
    """

    def __init__(self, plans: Sequence[Plan], kept: Sequence[Shown]) -> None:
        if len(plans) + len(kept) > MOST_LANES:
            raise ValueError(
                f"At most {MOST_LANES} lanes can be on screen, {len(kept)} of them kept and {len(plans)} new are too "
                "many; choose fewer families, or keep no lanes."
            )
        super().__init__(plans)
        self.kept = tuple(kept)

    def load(self, store: ModelStore) -> None:
        """Load all models.

        Raises:
            ValueError: with one sentence, if one cannot be loaded, or a lane on screen is such a run already.
        """
        super().load(store)
        known = {node.key for lane in self.kept for node in lane.tree.nodes}
        for trace in self.traces:
            if recipe_key(trace.recipe) in known:
                self.runs = []
                title = title_of(trace.recipe.family)
                raise ValueError(f"{title} is on screen with these settings and this seed; untick it, or change one.")

    def steps(self) -> Iterator[tuple[int, TraceStep]]:
        """As `LiveRun.steps`; lanes are counted from the first that stays."""
        for index, step in super().steps():
            yield len(self.kept) + index, step

    def lanes(self) -> tuple[Shown, ...]:
        """All lanes; nothing before the models are loaded."""
        made = super().lanes()
        return (*self.kept, *made) if made else ()


def beside(live: LiveRun, shown: Sequence[Shown]) -> LiveRun:
    """A run that keeps what is on screen, as far as it is of the same instance.

    Args:
        live: the run as it would be alone.
        shown: the lanes on screen.

    Raises:
        ValueError: as `RunBeside` does.
    """
    kept = [one for one in shown if is_of(live.plans[0], one)]
    if not kept:
        return live
    document = kept[0].trace.recipe.input  # it may tell more than a visitor can type, and one link holds one instance
    return RunBeside([replace(plan, document=document) for plan in live.plans], kept)


def is_of(plan: Plan, lane: Shown) -> bool:
    """Whether a lane shows the instance of a plan: a sound one, with the same text form."""
    recipe, problem = lane.trace.recipe, problem_for(plan.task)
    if recipe.task != plan.task:
        return False
    try:
        make_task(plan.task).check_input(recipe.input)
        return problem.text(recipe.input) == problem.text(plan.document)
    except (AttributeError, LookupError, TypeError, ValueError):
        return False  # a trace from a damaged file
