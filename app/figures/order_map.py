"""Order map: where each token ended up against the step that placed it."""

from collections.abc import Sequence

import plotly.graph_objects as go

from app.figures.glyphs import glyphs, literal
from app.figures.style import axis, base_layout, lane_styles
from app.probabilities import move_probability
from ilm_core.trace import Trace


def order_map(traces: Sequence[Trace], titles: Sequence[str]) -> go.Figure:
    """Draw all traces on the same axes: a diagonal is left to right, scatter is out of order.

    Args:
        traces: one for each lane.
        titles: what each lane is called.

    Returns:
        A figure; a click on a point leads to the step that ``meta`` tells how to find.
    """
    figure = go.Figure()
    styles = lane_styles([trace.recipe.family for trace in traces])
    for lane, (trace, title, style) in enumerate(zip(traces, titles, styles)):
        table = trace.to_frame()
        placed = table[table["identity"].notna()] if len(table) else table
        moves = [move for step in trace.steps for move in step.moves if move.identity is not None]
        figure.add_trace(
            go.Scatter(
                name=literal(title),
                x=[int(position) + 1 for position in placed.get("position", [])],
                y=[int(step) + 1 for step in placed.get("step", [])],
                customdata=[
                    [glyphs(move.token, trace.vocabulary[move.token]), move_probability(move)] for move in moves
                ],
                meta={"lane": lane, "axis": "y", "shift": 0},
                mode="lines+markers",
                line={"width": 1.5, "color": style["colour"], "dash": style["dash"]},
                marker={
                    "size": max(6, 13 - 3 * lane),  # so that none hides where they coincide
                    "symbol": style["symbol"],
                    "color": style["colour"],
                    "line": {"width": 1, "color": "rgba(128,128,128,0.6)"},
                },
                hovertemplate="%{customdata[0]} placed at step %{y}<br>position %{x}, p %{customdata[1]:.3f}"
                "<extra>%{fullData.name}</extra>",
            )
        )
    last = max((len(trace.steps) for trace in traces), default=1)
    figure.update_layout(
        base_layout(
            xaxis=axis("final position in the answer", tickformat="d"),
            yaxis=axis("step (first on top)", range=[last + 0.6, 0.4], tickformat="d"),
            hovermode="closest",
        )
    )
    return figure
