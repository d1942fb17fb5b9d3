"""Stop probability, and entropy of the belief, step by step."""

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from app.figures.glyphs import literal
from app.figures.style import axis, base_layout, lane_styles
from ilm_core.trace import Trace


def stop_curve(traces: Sequence[Trace], titles: Sequence[str]) -> go.Figure:
    """Draw both curves of every trace, one above the other.

    Args:
        traces: one for each lane.
        titles: what each lane is called.

    Returns:
        A figure; a click on a point leads to the canvas on which that step was decided, one
        step earlier, as ``meta`` tells.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.08)
    styles = lane_styles([trace.recipe.family for trace in traces])
    for lane, (trace, title, style) in enumerate(zip(traces, titles, styles)):
        numbers = list(range(1, len(trace.steps) + 1))
        curves = {1: [step.stop for step in trace.steps], 2: [step.entropy for step in trace.steps]}
        for row, values in curves.items():
            curve = go.Scatter(
                name=literal(title),
                legendgroup=f"lane{lane}",
                showlegend=row == 1,
                x=numbers,
                y=values,
                meta={"lane": lane, "axis": "x", "shift": -1},
                mode="lines+markers",
                line={"color": style["colour"], "dash": style["dash"], "width": 2},
                marker={"symbol": style["symbol"], "color": style["colour"], "size": 7},
                hovertemplate="step %{x}: %{y:.3f}<extra>%{fullData.name}</extra>",
            )
            figure.add_trace(curve, row=row, col=1)
    figure.update_layout(base_layout(hovermode="closest"))
    figure.update_xaxes(axis("", tickformat="d"))
    figure.update_xaxes(title_text="step", row=2, col=1)
    figure.update_yaxes(axis("p(stop)", range=[-0.04, 1.04]), row=1, col=1)
    figure.update_yaxes(axis("entropy (nats)", rangemode="tozero"), row=2, col=1)
    return figure
