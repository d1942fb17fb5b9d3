"""What a visitor, a file or a caller hands in, checked before anything costly looks at it."""

from typing import Any

from app.editor.graph_text import parse_graph
from ilm_core.tasks import make_task
from ilm_core.tasks.base import Task

MOST_EDGES = 64  # no level has more than 55


def check_size(document: dict[str, Any]) -> None:
    """Refuse a graph that is far too large.

    Raises:
        ValueError: with one sentence.
    """
    edges = document.get("edges")
    if isinstance(edges, list) and len(edges) > MOST_EDGES:
        raise ValueError(f"The graph has {len(edges)} edges; at most {MOST_EDGES} can be taken.")


def read_graph(level: str, text: str) -> tuple[Task, dict[str, Any]]:
    """A graph that the models of a level can be given.

    Args:
        level: name of the task.
        text: the graph's text form.

    Returns:
        The task, and the graph as its input line.

    Raises:
        ValueError: with one sentence, if the level is unknown or the graph is not a good one.
    """
    task = make_task(level)
    document = parse_graph(text)
    check_size(document)
    task.check_input(document)
    return task, document


def problem_of(level: str, text: str) -> str:
    """One sentence on what is wrong with a graph, empty if nothing is."""
    try:
        read_graph(level, text)
    except ValueError as problem:
        return str(problem)
    return ""
