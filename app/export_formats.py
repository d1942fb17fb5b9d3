"""The kinds of file that traces can be downloaded as."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.exports import traces_text
from app.exports_animation import animation, video
from app.exports_tables import moves_table, places_table
from app.offline.page import page_with_figures, page_without_figures
from app.shown import Shown


@dataclass(frozen=True)
class Format:
    """One kind of file.

    Attributes:
        ending: what its name ends with, for so many traces.
        make: its content, from the traces on screen and the link to them, which may be empty.
    """

    ending: Callable[[int], str]
    make: Callable[[Sequence[Shown], str], bytes]


def traces_document(shown: Sequence[Shown], link: str) -> bytes:
    """The traces themselves; `read_traces` reads them back."""
    return traces_text([one.trace for one in shown]).encode()


def always(ending: str) -> Callable[[int], str]:
    """The same ending, however many traces there are."""
    return lambda count: ending


FORMATS = {
    "Traces (JSON)": Format(lambda count: ".json" if count == 1 else ".jsonl", traces_document),
    "Moves (CSV)": Format(always("-moves.csv"), moves_table),
    "Places (CSV)": Format(always("-places.csv"), places_table),
    "Web page": Format(always(".html"), page_without_figures),
    "Web page with figures, 5 MB": Format(always("-figures.html"), page_with_figures),
    "Animation (GIF)": Format(always(".gif"), animation),
    "Video (MP4)": Format(always(".mp4"), video),
}
