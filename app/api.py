"""What callers from outside can ask for."""

from typing import Any

import gradio as gr

from app.models import ModelStore
from app.pages.runs import prepare
from app.problems import problem_for
from app.services import MODEL_QUEUE


class Api:
    """The endpoints.

    Args:
        models: the models.
    """

    def __init__(self, models: ModelStore) -> None:
        self.models = models

    def add(self) -> None:
        """Add the endpoints to the current Blocks."""
        gr.api(self.trace, api_name="trace", **MODEL_QUEUE)

    def trace(self, level: str, instance: str = "", family: str = "ilm", seed: int = 0) -> dict[str, Any]:
        """Let one model solve a puzzle, and return every step with what it believed.

        Args:
            level: which puzzle and models: star-easy or star-medium.
            instance: the puzzle, such as "0>5 5>7 5>9; source 0; goal 7"; empty draws one with the seed.
            family: ilm (inserts anywhere), mdm (fills masked cells) or arm (appends).
            seed: seed of the sampling, and of the puzzle if none is given.

        Returns:
            outcome, one sentence; and trace, the document of the published schema.
        """
        try:
            return trace_document(self.models, level, instance, family, seed)
        except ValueError as refused:
            raise gr.Error(str(refused), print_exception=False) from None


def trace_document(store: ModelStore, level: str, instance: str, family: str, seed: int) -> dict[str, Any]:
    """A whole run: how it went, and the trace.

    Raises:
        ValueError: with one sentence, if something is missing or out of range.
    """
    problem = problem_for(level)
    if problem and not instance:
        instance = problem.random_text(level, seed)
    live = prepare(level, instance, [family], seed, {})
    live.load(store)
    for _ in live.steps():
        pass
    (trace,) = live.traces
    return {"outcome": problem_for(trace.recipe.task).outcome(trace), "trace": trace.model_dump(mode="json")}
