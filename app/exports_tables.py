"""Traces as tables: one row for each move, or for each place of each step, all lanes in one file."""

from collections.abc import Callable, Sequence

import pandas as pd

from app.badge import badge
from app.shown import Shown
from ilm_core.trace import Trace

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take such a text for a formula


def moves_table(shown: Sequence[Shown], link: str) -> bytes:
    """Every move, as `Trace.to_frame` tells it; ``step`` counts from 0."""
    return table(shown, link, Trace.to_frame)


def places_table(shown: Sequence[Shown], link: str) -> bytes:
    """Every place a model could have written at, as `Trace.to_places_frame` tells it; ``step`` counts from 0."""
    return table(shown, link, Trace.to_places_frame)


def table(shown: Sequence[Shown], link: str, frame_of: Callable[[Trace], pd.DataFrame]) -> bytes:
    """The frames of all lanes, one below the other, with lane number and badge in front and the link behind."""
    frames = []
    for lane, one in enumerate(shown, 1):
        frame = frame_of(one.trace)
        for place, (name, fact) in enumerate({"lane": lane, **badge(one)}.items()):
            frame.insert(place, name, fact)
        frames.append(frame.assign(link=link))
    whole = pd.concat(frames, ignore_index=True)
    if "token" in whole:
        whole["token"] = whole["token"].map(harmless, na_action="ignore")
    return whole.to_csv(index=False).encode()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula; an apostrophe in front marks one that it might."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) and len(text) > 1 else text
