"""Where a model believed the next token belongs: place × step, stop in a row of its own."""

import plotly.graph_objects as go

from app.figures.glyphs import glyphs
from app.figures.style import SCALE, axis, base_layout
from app.probabilities import place_lean
from ilm_core.canvas import Canvas
from ilm_core.trace import Trace
from ilm_core.vocabulary import BOS, SPECIAL

MOST_LABELS = 16  # on the y axis; more would overlap


def beliefs(trace: Trace, lane: int = 0) -> go.Figure:
    """Draw as a heat map how much a model leant towards each place.

    Args:
        trace: what to draw; a place that is not on its last canvas is left out.
        lane: number of its lane, for clicks.

    Returns:
        A figure; rows are places in final reading order, the last one is stop. A click
        on a cell leads to the canvas of that belief, one step earlier, as ``meta`` tells.
    """
    final = trace.canvases()[-1]
    used = {place.place for step in trace.steps for place in step.places}
    places = [identity for identity in final.identities if identity in used]
    if trace.start.growth == "append":  # the end moves on with each token, but it is one place
        rows, labels = dict.fromkeys(places, 0), ["at the end"]
    else:
        rows = {place: row for row, place in enumerate(places)}
        labels = [place_label(trace, final, place) for place in places]
    heights: list[list[float | None]] = [[None] * len(trace.steps) for _ in labels]
    for column, step in enumerate(trace.steps):
        for belief in step.places:
            if belief.place in rows:
                heights[rows[belief.place]][column] = round(place_lean(trace.start.growth, belief), 4)
    heights.append([round(step.stop, 4) for step in trace.steps])
    numbers = list(range(1, len(trace.steps) + 1))
    figure = go.Figure(
        go.Heatmap(
            z=heights,
            x=numbers,
            y=list(range(len(heights))),
            meta={"lane": lane, "axis": "x", "shift": -1},
            text=[[label] * len(numbers) for label in [*labels, "stop"]],
            colorscale=SCALE,
            zmin=0,
            zmax=1,
            xgap=1,
            ygap=1,
            hoverongaps=False,
            colorbar={"title": {"text": "p"}, "thickness": 10, "outlinewidth": 0},
            hovertemplate="step %{x}, %{text}: p %{z:.3f}<extra></extra>",
        )
    )
    ticks = labelled_rows(len(heights))
    figure.update_layout(
        base_layout(
            xaxis=axis("step", tickformat="d", showgrid=False),
            yaxis=axis(
                "",
                autorange="reversed",
                showgrid=False,
                tickvals=ticks,
                ticktext=[[*labels, "stop"][row] for row in ticks],
            ),
        )
    )
    return figure


def labelled_rows(count: int) -> list[int]:
    """Which of ``count`` rows bear a label: evenly spaced ones from the first on, and the last, none too near it."""
    last = count - 1
    gap = 1 + last // MOST_LABELS
    return [*range(0, last - gap + 1, gap), last]


def place_label(trace: Trace, final: Canvas, place: int) -> str:
    """What a place is called: a cell by its number, a gap by the token on its left."""
    slot = final.slot(place)
    if trace.start.growth == "unmask":
        return f"cell {final.fixed[: slot + 1].count(False)}"
    begins = final.tokens.index(BOS) if BOS in final.tokens else final.open.index(True) if True in final.open else None
    if slot == begins:
        return "after the prompt" if set(final.tokens[:slot]).difference(SPECIAL) else "at the beginning"
    token = final.tokens[slot]
    return f"after {glyphs(token, trace.vocabulary[token])}"
