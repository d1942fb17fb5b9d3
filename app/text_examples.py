"""Makes the stored traces of the Write page: every shipped family on the texts of ``examples.toml``.

An entry of that file may have a ``text`` in the form of `app.problems.text_form` and a
``seed``; its traces are made with the settings that the page starts with.
``python -m app.text_examples`` writes them beside the file.
"""

import tomllib
from pathlib import Path
from typing import Any

from app.models import ModelStore
from app.pages.runs import prepare
from app.problems.text import Texts
from app.stored import FOLDER, WORDS


def text_entries(folder: Path) -> dict[str, dict[str, Any]]:
    """The entries of ``examples.toml`` that have a text, by name such as ``stories.1``."""
    words = tomllib.loads((folder / WORDS).read_text(encoding="utf-8"))
    return {name: said for name, said in words.items() if name.rsplit(".", 1)[0] in Texts.tasks}


def make_text_traces(store: ModelStore, folder: Path) -> int:
    """Run all families that have a model on all texts.

    Returns:
        How many files were written.
    """
    written = 0
    for name, said in text_entries(folder).items():
        task = name.rsplit(".", 1)[0]
        live = prepare(task, said["text"], store.families(task), said.get("seed", 0), dict(Texts.settings))
        live.load(store)
        for _ in live.steps():
            pass
        for trace in live.traces:
            (folder / f"{name}.{trace.recipe.family}.json").write_text(trace.to_json() + "\n", encoding="utf-8")
            written += 1
    return written


if __name__ == "__main__":
    print(f"{make_text_traces(ModelStore(), FOLDER)} traces written")
