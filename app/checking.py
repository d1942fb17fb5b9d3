"""Is a trace what its recipe says? Makes it again, with the shipped model, and compares."""

from app.models import ModelStore
from app.problems import check_size
from ilm_core.running import verify
from ilm_core.tasks import make_task
from ilm_core.trace import Trace

MOST_STEPS = 512
LONGEST_CANVAS = 512
MOST_LANES = 4  # on screen at a time


def check_trace(trace: Trace, store: ModelStore) -> str | None:
    """Make a trace again, as far as it goes.

    The model is chosen by task and family, never by the name a file gives: that could be
    any folder.

    Args:
        trace: from anywhere.
        store: where the models are.

    Returns:
        One sentence naming the first step that differs, or None if all agree.

    Raises:
        ValueError: with one sentence, if the trace cannot be made again here.
    """
    recipe = trace.recipe
    task = make_task(recipe.task)
    check_size(recipe)
    if len(trace.steps) > MOST_STEPS or sum(recipe.lengths or ()) > LONGEST_CANVAS:
        raise ValueError("The trace is too long to be made again here.")
    return verify(trace, task, store.load(recipe.task, recipe.family))
