"""Traces that are shown before any model is loaded: ``<task>.<number>.<family>.json`` in a folder.

A file ``examples.toml`` beside them can give each example, such as ``star-easy.1``, a
``title`` and a sentence ``watch`` on what there is to see.
"""

import logging
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ilm_core.families import FAMILIES
from ilm_core.tasks import make_task
from ilm_core.trace import Trace, parse_trace

FOLDER = Path(__file__).parent.parent / "assets" / "traces"
WORDS = "examples.toml"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Example:
    """One instance, solved by one or more families.

    Attributes:
        name: such as ``star-easy.1``.
        title: what the page calls it.
        watch: one sentence on what there is to see; may be empty.
        files: the file of each family, in the order of the screen.
    """

    name: str
    title: str
    watch: str
    files: Mapping[str, Path]

    @property
    def task(self) -> str:
        """Name of its task."""
        return self.name.rsplit(".", 1)[0]

    def read(self) -> tuple[list[Trace], str]:
        """The traces that can be read, one a family.

        Returns:
            The traces, and one sentence for each damaged file that was left out.
        """
        traces, faults = [], []
        for file in self.files.values():
            try:
                traces.append(self.check(parse_trace(file.read_bytes())))
            except (ValueError, OSError) as fault:
                faults.append(f"The stored trace {file.name} was left out: {fault}")
                log.warning("%s", faults[-1])
        return traces, " ".join(faults)

    def check(self, trace: Trace) -> Trace:
        """The trace itself, if it belongs here.

        Raises:
            ValueError: with one sentence, if it is of another task or its instance is no good.
        """
        if trace.recipe.task != self.task:
            raise ValueError(f"It is of the task {trace.recipe.task[:40]}.")
        make_task(self.task).check_input(trace.recipe.input)
        return trace


class StoredTraces:
    """The examples of a folder.

    Args:
        folder: where the files are; it need not exist.

    Attributes:
        examples: the examples by name, in the order of the screen.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        words = read_words(folder / WORDS)
        files: dict[str, dict[str, Path]] = {}
        for file in folder.glob("*.*.*.json"):
            name, family, _ = file.name.rsplit(".", 2)
            files.setdefault(name, {})[family] = file
        self.examples = {}
        listed = list(words)
        for name in sorted(files, key=lambda name: place_in_list(name, listed)):
            ordered = {family: files[name][family] for family in FAMILIES if family in files[name]}
            if ordered:
                said = words.get(name, {})
                title = str(said.get("title", name.replace(".", " ")))
                self.examples[name] = Example(name, title, str(said.get("watch", "")), ordered)

    def of(self, tasks: Sequence[str]) -> list[Example]:
        """The examples of some tasks."""
        return [example for example in self.examples.values() if example.task in tasks]


def place_in_list(name: str, listed: Sequence[str]) -> tuple[str, int, int, str]:
    """Examples stand by task, then as `WORDS` lists them, then by number, so that 10 comes after 2."""
    task, number = name.rsplit(".", 1)
    return task, listed.index(name) if name in listed else len(listed), len(number), number


def read_words(file: Path) -> dict[str, dict[str, str]]:
    """Title and ``watch`` of the examples, by name; without a usable file there are none."""
    if not file.is_file():
        return {}
    try:
        words = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as fault:
        log.warning("The words of the examples were left out: %s", fault)
        return {}
    return {name: said for name, said in words.items() if isinstance(said, dict)}
