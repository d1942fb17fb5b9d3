"""Star graphs: find the one path from source to goal (reference section 4.1).

Several paths cross in one hub. The answer is the path's edges, flattened: inner nodes
stand twice, ``p0 p1 p1 p2 p2 p3``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from ilm_core.canvas import Canvas, Status
from ilm_core.examples import Examples
from ilm_core.tasks.base import Task
from ilm_core.tasks.star_examples import (
    FIRST_NODE,
    LEVELS,
    Level,
    random_paths,
    star_examples,
)
from ilm_core.tasks.star_lessons import BY_TOKEN, star_lesson
from ilm_core.vocabulary import EOS, MASK, number_vocabulary


@dataclass(frozen=True)
class StarGraph:
    """A directed graph with exactly one path from ``source`` to ``goal``.

    Args:
        edges: (from, to) pairs of node numbers, in the order the model reads them.
        source, goal: where the path starts and ends.

    Raises:
        ValueError: with one sentence, if an edge repeats, a node is unknown, the goal
            cannot be reached, or more than one path leads to it.
    """

    edges: tuple[tuple[int, int], ...]
    source: int
    goal: int

    def __post_init__(self) -> None:
        if not self.edges:
            raise ValueError("The graph has no edges.")
        seen = set()
        for start, end in self.edges:
            if start == end:
                raise ValueError(f"The edge {start} → {end} leads from a node to itself.")
            if (start, end) in seen:
                raise ValueError(f"The edge {start} → {end} is listed twice.")
            seen.add((start, end))
        for name in ("source", "goal"):
            if getattr(self, name) not in self.nodes:
                raise ValueError(f"The {name} {getattr(self, name)} is not on any edge.")
        if self.source == self.goal:
            raise ValueError("Source and goal are the same node.")
        if not self.path:
            raise ValueError(f"The goal {self.goal} cannot be reached from the source {self.source}.")
        if self.has_other_path:
            raise ValueError(f"More than one path leads from {self.source} to {self.goal}.")

    @cached_property
    def nodes(self) -> tuple[int, ...]:
        """All node numbers, ascending."""
        return tuple(sorted({node for edge in self.edges for node in edge}))

    @cached_property
    def path(self) -> tuple[int, ...]:
        """The answer, as nodes; empty if the goal cannot be reached."""
        return shortest_path(self.edges, self.source, self.goal)

    @property
    def has_other_path(self) -> bool:
        """Whether a second path exists: it has to leave out some edge of the first."""
        return any(
            shortest_path([other for other in self.edges if other != edge], self.source, self.goal)
            for edge in pairwise(self.path)
        )

    @classmethod
    def random(cls, level: Level, rng: np.random.Generator, answer: int | None = None) -> "StarGraph":
        """Draw a graph, its edges in random order.

        Args:
            level: the distribution.
            rng: source of randomness.
            answer: nodes on the path to the goal, as for `random_paths`.
        """
        paths = [[int(node) for node in path if node >= 0] for path in random_paths(level, rng, 1, answer)[0]]
        edges = [edge for path in paths for edge in pairwise(path)]
        order = rng.permutation(len(edges))
        return cls(tuple(edges[index] for index in order), paths[0][0], paths[0][-1])

    @classmethod
    def parse(cls, document: dict[str, Any]) -> "StarGraph":
        """Read ``{"edges": [[a, b], ...], "source": s, "goal": g}``; other fields are ignored.

        Raises:
            ValueError: with one sentence, if a field is missing or malformed, or the graph is bad.
        """
        for name in ("edges", "source", "goal"):
            if name not in document:
                raise ValueError(f"The graph has no {name}.")
        if not isinstance(document["edges"], list | tuple):
            raise ValueError("The edges must be a list of pairs of node numbers.")
        for edge in document["edges"]:
            if not isinstance(edge, list | tuple) or len(edge) != 2 or not all(map(is_node, edge)):
                raise ValueError(f"An edge must be a pair of node numbers, not {str(edge)[:40]}.")
        for name in ("source", "goal"):
            if not is_node(document[name]):
                raise ValueError(f"The {name} must be a node number, not {str(document[name])[:40]}.")
        edges = tuple((edge[0], edge[1]) for edge in document["edges"])
        return cls(edges, document["source"], document["goal"])

    def to_dict(self) -> dict[str, Any]:
        """The graph and its path as an input line."""
        return {
            "edges": [list(edge) for edge in self.edges],
            "source": self.source,
            "goal": self.goal,
            "path": list(self.path),
        }


def shortest_path(edges: Sequence[tuple[int, int]], source: int, goal: int) -> tuple[int, ...]:
    """A shortest path from source to goal, as nodes; empty if there is none."""
    following: dict[int, list[int]] = {}
    for start, end in edges:
        following.setdefault(start, []).append(end)
    reached_by, frontier = {source: source}, [source]
    for node in frontier:  # grows while it is read: breadth first
        for end in following.get(node, []):
            if end not in reached_by:
                reached_by[end] = node
                frontier.append(end)
    if goal not in reached_by:
        return ()
    path = [goal]
    while path[-1] != source:
        path.append(reached_by[path[-1]])
    return tuple(reversed(path))


def is_node(value: Any) -> bool:
    """Whether a value can be a node number."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def flatten(path: Sequence[int]) -> list[int]:
    """Path p0 p1 p2 ... to the ends of its edges: p0 p1 p1 p2 ..."""
    return [node for edge in pairwise(path) for node in edge]


def is_subsequence(part: Sequence[int], whole: Sequence[int]) -> bool:
    """Whether ``part`` is ``whole`` with some entries left out."""
    rest = iter(whole)
    return all(entry in rest for entry in part)


class StarGraphTask(Task):
    """Star graphs of one level: star-easy, star-medium or star-hard."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.level = LEVELS[name]
        self.vocabulary = number_vocabulary(self.level.nodes)
        self.longest_answer = self.level.longest_answer

    @property
    def most_edges(self) -> int:
        """Edges of the largest graph the models were trained on."""
        return self.level.degree * (self.level.longest - 1)

    def examples(self, rng: np.random.Generator, count: int, progress: float = 1.0) -> Examples:
        examples = star_examples(star_lesson(self.name, rng, count, progress), rng)
        return replace(examples, by_token=BY_TOKEN[self.name])

    def random_input(self, rng: np.random.Generator) -> dict[str, Any]:
        return StarGraph.random(self.level, rng).to_dict()

    def check_input(self, document: dict[str, Any]) -> None:
        graph = StarGraph.parse(document)
        if (largest := graph.nodes[-1]) >= self.level.nodes:
            last = self.level.nodes - 1
            raise ValueError(f"Node {largest} is unknown to {self.name}; its nodes run from 0 to {last}.")
        if len(graph.edges) > self.most_edges:
            raise ValueError(f"The graph has {len(graph.edges)} edges; {self.name} takes at most {self.most_edges}.")
        if len(flatten(graph.path)) > self.longest_answer:
            raise ValueError(
                f"The path has {len(graph.path)} nodes; {self.name} takes at most {self.longest_answer // 2 + 1}."
            )

    def prompt(self, document: dict[str, Any]) -> list[int]:
        nodes = [node for edge in document["edges"] for node in edge]
        return [FIRST_NODE + node for node in (*nodes, document["source"], document["goal"])]

    def target(self, document: dict[str, Any]) -> list[int]:
        return [FIRST_NODE + node for node in flatten(StarGraph.parse(document).path)]

    def status(self, document: dict[str, Any], canvas: Canvas, ended: bool) -> Status:
        target = self.target(document)
        if canvas.growth == "unmask":
            cells = canvas.tail[: len(target) + 1]
            wanted = [*target, EOS][: len(cells)]
            if len(cells) < len(target) or any(cell not in (MASK, want) for cell, want in zip(cells, wanted)):
                return "lost"
            if MASK in cells:
                return "lost" if ended else "solvable"
            return "solved"
        if list(canvas.answer) == target:
            return "solved"
        if canvas.growth == "append":
            solvable = list(canvas.answer) == target[: len(canvas.answer)]
        else:
            solvable = is_subsequence(canvas.answer, target)
        return "solvable" if solvable and not ended else "lost"
