"""What callers from outside can ask for."""

from typing import Any

import gradio as gr
import numpy as np

from app.branch_api import BranchApi
from app.events import MODEL_QUEUE
from app.models import ModelStore
from app.names import title_of
from app.pages.runs import prepare
from app.problems import PROBLEMS, Problem, problem_for
from app.settings import read_seed
from ilm_core.evaluation import evaluate
from ilm_core.tasks import make_task, suited_settings

MOST_INSTANCES = 50
REPORTED = (
    "task", "family", "count", "exact_match", "interval", "parts_right", "lost_by_stopping",
    "forward_passes_per_example", "settings", "parameters", "checkpoint", "seconds",
)  # fmt: skip


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
        BranchApi(self.models).add()
        gr.api(self.evaluate, api_name="evaluate", **MODEL_QUEUE)

    def trace(self, level: str, instance: str = "", family: str = "ilm", seed: int = 0) -> dict[str, Any]:
        """Let one model solve a puzzle or write a text, and return every step with what it believed.

        Args:
            level: which puzzle and models: star-easy, star-medium or star-hard (star graphs), zebra-3x3 (zebra
                puzzles), or stories (texts).
            instance: a star graph, such as "0>5 5>7 5>9; source 0; goal 7"; the clues of a zebra puzzle, such as
                "nbr LHS n 0 2 RHS c 1 0 CLUE_END"; or a text with gaps, such as "Once upon a time ___ cat.", which
                may be empty. An empty puzzle is drawn with the seed.
            family: ilm (inserts anywhere), mdm (fills masked cells) or arm (appends).
            seed: seed of the sampling, and of the puzzle if none is given.

        Returns:
            outcome, one sentence; and trace, the document of the published schema.
        """
        try:
            return trace_document(self.models, level, instance, family, seed)
        except ValueError as refused:
            raise gr.Error(str(refused), print_exception=False) from None

    def evaluate(self, level: str, family: str = "ilm", count: int = 20, seed: int = 0) -> dict[str, Any]:
        """Let one model solve fresh puzzles, and count how many it gets right.

        Args:
            level: which puzzles and models: star-easy, star-medium, star-hard or zebra-3x3; a text of the level
                stories has no right answer to count.
            family: ilm (inserts anywhere), mdm (fills masked cells) or arm (appends).
            count: how many puzzles, from 1 to 50.
            seed: seed of the puzzles and of the sampling; the same seed gives the same puzzles to every family.

        Returns:
            outcome, one sentence; exact_match, the share solved, with its 95 % interval; how many failures were
            lost by stopping; forward_passes_per_example; settings; and the checkpoint.
        """
        try:
            return evaluation(self.models, level, family, count, seed)
        except ValueError as refused:
            raise gr.Error(str(refused), print_exception=False) from None


def evaluation(store: ModelStore, level: str, family: str, count: int, seed: int) -> dict[str, Any]:
    """How many fresh instances a model solves, with the task's own settings.

    Raises:
        ValueError: with one sentence, if something is missing or out of range.
    """
    problem = known_problem(level)
    if not isinstance(count, int) or not 1 <= count <= MOST_INSTANCES:
        raise ValueError(f"The count must be a whole number from 1 to {MOST_INSTANCES}.")
    task, rng = make_task(problem.task_of(level)), np.random.default_rng(read_seed(seed))
    documents = [problem.random_document(level, rng) for _ in range(count)]
    if not all(map(task.target, documents)):
        raise ValueError(f"There are no right answers for {level}, so there is nothing to count.")
    loaded = store.load(task.name, family)
    settings = suited_settings(task, loaded, task.situation(documents[0]), {})
    report = evaluate(task, loaded, documents, settings, seed)
    solved = round(report["exact_match"] * count)
    outcome = f"{title_of(family)} solved {solved} of {count} fresh instances of {level}."
    return {"outcome": outcome, **{name: report[name] for name in REPORTED}}


def known_problem(level: str) -> Problem:
    """The problem of a level.

    Raises:
        ValueError: with one sentence, if there is no such level.
    """
    if problem := problem_for(level):
        return problem
    known = ", ".join(level for problem in PROBLEMS for level in problem.levels)
    raise ValueError(f"There is no level {level[:40]!r}; the levels are {known}.")


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
