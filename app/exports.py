"""Traces as files: what a visitor takes away, and what one brings."""

import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from app.checking import MOST_LANES
from app.problems import check_size
from ilm_core.trace import Trace, parse_trace

LARGEST_FILE = 8_000_000  # bytes; a trace of 128 steps with all its beliefs has about 1.4 million
KEPT = 3600.0  # seconds a file waits to be downloaded


def file_stem(traces: Sequence[Trace]) -> str:
    """What a file with these traces is called, without its ending."""
    recipe = traces[0].recipe
    families = "-".join(trace.recipe.family for trace in traces)
    stem = "".join(letter if letter.isalnum() or letter == "-" else "_" for letter in f"{recipe.task}-{families}")
    return f"{stem[:60]}-seed{recipe.seed}"


def traces_text(traces: Sequence[Trace]) -> str:
    """Traces as text: one a line, each a whole document of the published schema."""
    return "\n".join(trace.to_json() for trace in traces)


def read_traces(content: bytes) -> list[Trace]:
    """Read what `traces_text` wrote, or any file with one trace.

    Raises:
        ValueError: with one sentence, if it holds no traces, too many, or a damaged one.
    """
    if len(content) > LARGEST_FILE:
        raise ValueError(f"The file is too large; a trace has at most {LARGEST_FILE // 1_000_000} MB.")
    try:
        traces = [parse_trace(content)]
    except ValueError:
        lines = [line for line in content.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith(b"{") and line.rstrip().endswith(b"}") for line in lines):
            raise
        if len(lines) > MOST_LANES:
            raise ValueError(f"The file holds {len(lines)} traces; at most {MOST_LANES} can be shown.") from None
        traces = [parse_trace(line) for line in lines]
    for trace in traces:
        check_size(trace.recipe)
        trace.to_frame()  # fails where a move names a token that it did not place
    return traces


class Exports:
    """Files to download, in a folder that goes when the app ends."""

    def __init__(self) -> None:
        self._directory = TemporaryDirectory(prefix="explorer-")
        self.folder = Path(self._directory.name)

    def write(self, name: str, content: bytes) -> Path:
        """Write a file of this name."""
        self.sweep()
        folder = self.folder / uuid4().hex  # two visitors may ask for the same name
        folder.mkdir()
        file = folder / name
        file.write_bytes(content)
        return file

    def sweep(self) -> None:
        """Remove files that have waited long enough."""
        for file in self.folder.glob("*/*"):
            if time.time() - file.stat().st_mtime > KEPT:
                file.unlink(missing_ok=True)
                file.parent.rmdir()
