"""Traces that are shown before any model is loaded: ``<task>.<number>.<family>.json`` in a folder."""

from pathlib import Path

from ilm_core.families import FAMILIES
from ilm_core.trace import Trace, parse_trace

FOLDER = Path(__file__).parent.parent / "assets" / "traces"


class StoredTraces:
    """Examples, each a graph solved by one or more families.

    Args:
        folder: where the files are; it need not exist.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        self.files: dict[str, dict[str, Path]] = {}
        for file in sorted(folder.glob("*.*.*.json"), key=lambda file: (len(file.name), file.name)):
            task, number, family, _ = file.name.rsplit(".", 3)
            if family in FAMILIES:
                self.files.setdefault(f"{task} {number}", {})[family] = file
        self.files = dict(sorted(self.files.items(), key=lambda item: item[0].split(" ")[0]))

    @property
    def names(self) -> list[str]:
        """The examples, such as ``star-easy 0``."""
        return list(self.files)

    def read(self, name: str) -> list[Trace]:
        """The traces of an example, one a family, in the order of the screen.

        Raises:
            ValueError: with one sentence, if there is no such example or a file is damaged.
        """
        if name not in self.files:
            raise ValueError(f"There is no stored example {name[:40]!r}.")
        files = self.files[name]
        return [parse_trace(files[family].read_bytes()) for family in FAMILIES if family in files]
