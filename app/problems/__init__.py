"""The problems a page can show; a new one is a file here, its input in `app.pages`, and a line below."""

from app.problems.base import Board, Problem
from app.problems.star_graph import StarGraphs
from app.problems.text import Texts
from app.problems.zebra import Zebra
from ilm_core.trace import Recipe

__all__ = ["PROBLEMS", "Board", "Problem", "check_size", "problem_for"]

PROBLEMS: tuple[Problem, ...] = (StarGraphs(), Zebra(), Texts())


def problem_for(name: str) -> Problem | None:
    """The problem that a task or a level belongs to; None if there is none of this name."""
    return next((problem for problem in PROBLEMS if name in (*problem.tasks, *problem.levels)), None)


def check_size(recipe: Recipe) -> None:
    """Refuse a trace whose instance is far too large, before anything costly looks at it.

    Raises:
        ValueError: with one sentence.
    """
    if problem := problem_for(recipe.task):
        problem.check_size(recipe.input)
