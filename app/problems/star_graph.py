"""Star graphs on the page: one path leads from source to goal."""

from typing import Any

from app.editor.graph_text import graph_text, parse_graph
from app.figures.star_graph import frame, star_graph
from app.figures.style import to_document
from app.problems.base import Board, Problem
from ilm_core.tasks.star_examples import LEVELS
from ilm_core.tasks.star_graph import StarGraph

MOST_EDGES = 64  # no level has more than 55


class StarGraphs(Problem):
    """Star graphs; each level is a task."""

    name = "Star graph"
    noun = "graph"
    prize = "path"
    tasks = tuple(LEVELS)

    def parse(self, text: str) -> dict[str, Any]:
        return parse_graph(text)

    def text(self, document: dict[str, Any]) -> str:
        return graph_text(document)

    def check_size(self, document: dict[str, Any]) -> None:
        edges = document.get("edges")
        if isinstance(edges, list) and len(edges) > MOST_EDGES:
            raise ValueError(f"The graph has {len(edges)} edges; at most {MOST_EDGES} can be taken.")

    def board(self, document: dict[str, Any]) -> Board | None:
        try:
            graph = StarGraph.parse(document)
        except ValueError:
            return None
        return Board("figure", to_document(star_graph(graph)), lambda canvas, final: frame(graph, canvas))
