"""The kinds of file that traces can be downloaded as."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.exports import traces_text
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


FORMATS = {
    "Traces (JSON)": Format(lambda count: ".json" if count == 1 else ".jsonl", traces_document),
}
