"""Star graphs on the page: one path leads from source to goal."""

from dataclasses import replace
from typing import Any

import numpy as np

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

    def shapes(self, level: str) -> tuple[range, range]:
        """How many paths the graphs of a level can have, and how many nodes on the path to the goal."""
        known = LEVELS[level]
        return range(2, known.degree + 1), range(max(known.shortest, known.after_hub + 1), known.longest + 1)

    def random_document(self, level: str, rng: np.random.Generator, paths: int = 0, nodes: int = 0) -> dict[str, Any]:
        """As for any problem; the shape is the number of paths and that of the nodes on the path to the goal."""
        for wanted, known, noun in zip((paths, nodes), self.shapes(level), ("paths", "nodes on the path to the goal")):
            if wanted and wanted not in known:
                numbers = f"{known[0]} to {known[-1]}" if len(known) > 1 else known[0]
                raise ValueError(f"Graphs of {level} have {numbers} {noun}.")
        drawn = replace(LEVELS[level], degree=paths or LEVELS[level].degree)
        return StarGraph.random(drawn, rng, nodes or None).to_dict()

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
