"""A star graph as a board: hub in the middle, arms as rays, the path in bold."""

import math
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from app.figures.style import CLEAR, GREEN, PAPER, VERMILION, base_layout
from ilm_core.canvas import Canvas
from ilm_core.tasks.star_examples import FIRST_NODE
from ilm_core.tasks.star_graph import StarGraph
from ilm_core.vocabulary import MASK

UNUSED, RIGHT, WRONG = range(3)
PALE = "#8A93A3"  # reads on white and on black
WIDTH = 2.5  # angle of a fan of arms, in radians

# What the page gives the edges and nodes of each state: colour and a second cue.
STYLES = {
    "edges": [
        {"line.color": PALE, "line.width": 1.5, "line.dash": "solid", "marker.color": PALE},
        {"line.color": GREEN, "line.width": 4.5, "line.dash": "solid", "marker.color": GREEN},
        {"line.color": VERMILION, "line.width": 4.5, "line.dash": "4px,3px", "marker.color": VERMILION},
    ],
    "nodes": [
        {"marker.color": "rgba(138,147,163,0.25)", "marker.line.color": PALE, "marker.line.width": 1},
        {"marker.color": "rgba(0,158,115,0.35)", "marker.line.color": GREEN, "marker.line.width": 2.5},
        {"marker.color": "rgba(213,94,0,0.30)", "marker.line.color": VERMILION, "marker.line.width": 2.5},
    ],
}


def star_graph(graph: StarGraph) -> go.Figure:
    """Draw a graph, nothing of it on the path yet.

    Args:
        graph: what to draw.

    Returns:
        A figure with one trace for each edge, in the graph's order, then one that covers the ends
        of the edges with the colour of the paper, then one for the nodes, in ascending order.
        Its ``layout.meta`` holds the styles of the states in `frame`.
    """
    places = arrange(graph)
    reach = max(1.0, *(math.hypot(x, y) for x, y in places.values()))
    size = max(13, min(24, 84 / reach))
    figure = go.Figure()
    for start, end in graph.edges:
        (x0, y0), (x1, y1) = places[start], places[end]
        figure.add_trace(
            go.Scatter(
                x=[x0, 0.42 * x0 + 0.58 * x1, x1],
                y=[y0, 0.42 * y0 + 0.58 * y1, y1],
                mode="lines+markers",
                line={"color": PALE, "width": 1.5},
                marker={"symbol": "arrow", "angleref": "previous", "size": [0, 10, 0], "color": PALE},
                hoverinfo="skip",
            )
        )
    symbols = {graph.source: "square", graph.goal: "star"}
    sizes = {graph.source: 1.15 * size, graph.goal: 1.5 * size}
    names = {graph.source: "source", graph.goal: "goal"}
    shape = {
        "symbol": [symbols.get(node, "circle") for node in graph.nodes],
        "size": [sizes.get(node, size) for node in graph.nodes],
        "opacity": 1,
    }
    places_of_nodes = {axis: [places[node][number] for node in graph.nodes] for number, axis in enumerate("xy")}
    figure.add_trace(
        go.Scatter(
            **places_of_nodes,
            mode="markers",
            marker={**shape, "color": PAPER},
            hoverinfo="skip",
            meta={"isGround": True},  # the page has paper of its own
        )
    )
    plain = STYLES["nodes"][UNUSED]
    figure.add_trace(
        go.Scatter(
            **places_of_nodes,
            mode="markers+text",
            text=[str(node) for node in graph.nodes],
            textfont={"size": max(9, round(size / 2.1))},
            customdata=[names.get(node, "") for node in graph.nodes],
            hovertemplate="node %{text} %{customdata}<extra></extra>",
            marker={
                **shape,
                "color": [plain["marker.color"]] * len(graph.nodes),
                "line": {
                    "color": [plain["marker.line.color"]] * len(graph.nodes),
                    "width": [plain["marker.line.width"]] * len(graph.nodes),
                },
            },
        )
    )
    for node, word in names.items():
        x, y = places[node]
        room = sizes[node] / 2
        if x < -0.5 or x == min(left for left, _ in places.values()):
            where = {"xanchor": "right", "xshift": -room - 2}
        elif x > 0.5:
            where = {"xanchor": "left", "xshift": room + 2}
        else:  # in the middle, where arms leave on both sides
            where = {"yshift": -room - 9}
        figure.add_annotation(x=x, y=y, text=word, showarrow=False, **where)
    hidden = {"visible": False, "fixedrange": True}
    figure.update_layout(
        base_layout(
            margin={"l": 8, "r": 8, "t": 8, "b": 8},
            showlegend=False,
            xaxis={**hidden, "range": padded([x for x, _ in places.values()], 0.24)},
            yaxis={**hidden, "range": padded([y for _, y in places.values()], 0.12)},
            hovermode="closest",
            plot_bgcolor=CLEAR,
            meta=STYLES,
            height=250 if len(graph.nodes) <= 24 else 330,
        )
    )
    return figure


def frame(graph: StarGraph, canvas: Canvas) -> dict[str, Any]:
    """What the answer so far has put on the path.

    An edge is on the path when its two ends stand next to each other in the answer.

    Args:
        graph: the puzzle.
        canvas: the answer so far.

    Returns:
        The state of each edge and of each node, unused, right or wrong, and the same in words.
    """
    nodes = [token - FIRST_NODE if token != MASK else None for token in canvas.answer]
    neighbours = set(pairwise(nodes))
    solution = set(pairwise(graph.path))
    edges = [state(edge in neighbours, edge in solution) for edge in graph.edges]
    return {
        "edges": edges,
        "nodes": [state(node in nodes, node in graph.path) for node in graph.nodes],
        "words": words(graph, edges),
    }


def words(graph: StarGraph, edges: list[int]) -> str:
    """What the states of the edges show, in one sentence."""
    parts = []
    for kind, name in ((RIGHT, "on the path"), (WRONG, "wrong turn")):
        if named := [f"{start}→{end}" for (start, end), is_now in zip(graph.edges, edges) if is_now == kind]:
            parts.append(f"{name} {', '.join(named)}")
    return "; ".join(parts) or "no edge yet"


def state(is_used: bool, is_right: bool) -> int:
    """Unused, right or wrong."""
    return (RIGHT if is_right else WRONG) if is_used else UNUSED


def padded(values: list[float], share: float) -> list[float]:
    """A range with room for markers and words around the values, a share of their spread."""
    room = max(0.6, share * (max(values) - min(values)))
    return [min(values) - room, max(values) + room]


def arrange(graph: StarGraph) -> dict[int, tuple[float, float]]:
    """Place the node with most edges in the middle and all others on rays around it.

    Arms that lead to the hub fan out on the left, arms that leave it on the right; many
    arms of one kind share the whole circle. What hangs on no arm stands in a row below.
    """
    neighbours: dict[int, list[int]] = {node: [] for node in graph.nodes}
    for start, end in graph.edges:
        neighbours[start].append(end)
        neighbours[end].append(start)
    hub = max(graph.nodes, key=lambda node: len(neighbours[node]))
    children, seen, frontier = {hub: []}, {hub}, [hub]
    for node in frontier:  # grows while it is read: breadth first
        for near in neighbours[node]:
            if near not in seen:
                seen.add(near)
                frontier.append(near)
                children[node].append(near)
                children[near] = []
    places = {hub: (0.0, 0.0)}
    into = [node for node in children[hub] if (node, hub) in graph.edges]
    out = [node for node in children[hub] if node not in into]
    if max(len(into), len(out)) > 4 and not (into and out):
        fan(children, into or out, 0.0, 2 * math.pi, 1, places)
    else:
        fan(children, into, math.pi, WIDTH, first_ring(into), places)
        fan(children, out, 0.0, WIDTH, first_ring(out), places)
    bottom = min(y for _, y in places.values()) - 1
    for number, node in enumerate(node for node in graph.nodes if node not in places):
        places[node] = (float(number), bottom - number % 2 * 0.6)
    return places


def first_ring(nodes: list[int]) -> float:
    """How far from the hub its neighbours stand: further if there are many."""
    return 1 + 0.5 * max(0, len(nodes) - 3)


def fan(
    children: dict[int, list[int]],
    nodes: list[int],
    middle: float,
    width: float,
    depth: float,
    places: dict[int, tuple[float, float]],
) -> None:
    """Spread nodes, and what hangs on them, over an angle; a branch gets room for its leaves."""
    shares = [leaves(children, node) for node in nodes]
    angle = middle + width / 2
    for node, share in zip(nodes, shares):
        part = width * share / sum(shares)
        direction = angle - part / 2
        places[node] = (depth * math.cos(direction), depth * math.sin(direction))
        fan(children, children[node], direction, min(part, 1.0), depth + 1, places)
        angle -= part


def leaves(children: dict[int, list[int]], node: int) -> int:
    """Ends of the branches that hang on a node; 1 if it is an end itself."""
    return sum(leaves(children, child) for child in children[node]) or 1
