"""Colours, marker shapes and the layout that all figures share."""

import json
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

# Okabe and Ito's palette: told apart by colour-blind readers. Each family has a shape and a
# line pattern too, so that colour is never the only cue. These are the colours for white
# paper; on the page, the player's style sheet has them, and others for the dark.
BLUE, BROWN, GREEN, VERMILION, PURPLE, CHARCOAL = "#0072B2", "#7A4F00", "#009E73", "#D55E00", "#CC79A7", "#333333"

COLOURS = {"ilm": BLUE, "mdm": PURPLE, "arm": CHARCOAL, "it": BROWN}
SCALE = [[0, "#D9E2EC"], [0.5, "#3F8FC4"], [1, "#00304D"]]  # of probabilities: the more, the further from the paper
SYMBOLS = {"ilm": "diamond", "mdm": "square", "arm": "circle", "it": "triangle-up"}
DASHES = {"ilm": "solid", "mdm": "dash", "arm": "dot", "it": "dashdot"}
AGAIN = ("", "-open", "-dot", "-open-dot")  # how the markers of a family change as it comes again

PAPER = "#FFFFFF"
CLEAR = "rgba(0,0,0,0)"
GRID = "rgba(128,128,128,0.28)"  # reads on white and on black


def lane_styles(families: Sequence[str]) -> list[dict[str, str]]:
    """Colour, marker symbol and dash of each lane.

    Unknown families share one plain style; a family that comes again gets other markers each time.
    """
    styles = []
    for lane, family in enumerate(families):
        styles.append(
            {
                "colour": COLOURS.get(family, GREEN),
                "symbol": SYMBOLS.get(family, "cross") + AGAIN[families[:lane].count(family) % len(AGAIN)],
                "dash": DASHES.get(family, "longdash"),
            }
        )
    return styles


def base_layout(**changes: Any) -> dict[str, Any]:
    """A transparent layout with narrow margins; the page sets the colour of its text."""
    return {
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"l": 52, "r": 12, "t": 12, "b": 46},
        "font": {"size": 12},
        "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        **changes,
    }


def axis(title: str, **changes: Any) -> dict[str, Any]:
    """An axis with a title, a light grid and no zero line."""
    return {"title": {"text": title}, "gridcolor": GRID, "zeroline": False, "automargin": True, **changes}


def to_document(figure: go.Figure) -> dict[str, Any]:
    """A figure as plain JSON data, without plotly's large default template."""
    document = json.loads(figure.to_json())
    document["layout"].pop("template", None)
    return {"data": document["data"], "layout": document["layout"]}
