"""MDM on one text in several ways: other lengths than it was told, or more cells in each pass."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.live import LiveRun, Plan
from ilm_core.canvas import Canvas
from ilm_core.tasks import make_task
from ilm_core.text_vocabulary import TextVocabulary
from ilm_core.vocabulary import MASK, SPECIAL

OFFSETS = range(-2, 5)  # cells that each gap gets more than it should have
CELLS_PER_PASS = (1, 2, 4, 8, 0)
MEASURED = "evaluation.json"  # beside the weights of MDM: what `card stories mdm` measured


@dataclass(frozen=True)
class Variants:
    """Several runs to compare.

    Attributes:
        caption: what is compared, in one sentence.
        titles: what each run is called.
        live: the runs.
        reference: the run that each of the others is shown beside.
        measured: for each run, what was measured over many texts; empty where nothing was.
    """

    caption: str
    titles: tuple[str, ...]
    live: LiveRun
    reference: int
    measured: tuple[dict[str, float], ...] = ()

    @property
    def key(self) -> str:
        """A name that no other comparison has."""
        return self.live.key

    def message(self, canvases: Sequence[Canvas], steps: Sequence[int]) -> str:
        """What the table shows, as JSON.

        Args:
            canvases: how far each run has come.
            steps: forward passes each run has made.
        """
        vocabulary = make_task(self.live.plans[0].task).vocabulary
        measured = self.measured or ({},) * len(self.titles)
        rows = [
            {"title": title, "passes": made, "pieces": pieces(canvas, vocabulary), "measured": numbers}
            for title, made, canvas, numbers in zip(self.titles, steps, canvases, measured)
        ]
        return json.dumps({"key": self.key, "caption": self.caption, "rows": rows}, ensure_ascii=False)


def by_length(mdm: Plan, ilm: Plan | None) -> Variants:
    """The lengths from two cells too few to four too many, beside ILM, which needs none.

    Args:
        mdm: what MDM does with the length it is told now.
        ilm: what ILM does; None if there is no such model.
    """
    usual = mdm.lengths or make_task(mdm.task).guess_lengths(mdm.document)
    plans: dict[tuple[int, ...], Plan] = {}
    titles = []
    for offset in OFFSETS:
        lengths = tuple(max(1, length + offset) for length in usual)
        if lengths not in plans:
            plans[lengths] = replace(mdm, lengths=lengths)
            name = f"n {'+' if offset > 0 else '−'} {abs(offset)}" if offset else "n"
            titles.append(f"MDM, {name}: {' and '.join(map(str, lengths))}")
    others = [ilm] if ilm else []
    titles += ["ILM, told nothing"] * len(others)
    caption = "Cells that MDM was told for each gap, from two too few to four too many; ILM chooses for itself."
    runs = [*plans.values(), *others]
    return Variants(caption, tuple(titles), LiveRun(runs), len(runs) - 1)


def by_cells_per_pass(mdm: Plan, models: Path) -> Variants:
    """More and more cells filled in one pass, each without knowing of the others.

    Args:
        mdm: what MDM does now.
        models: folder of the models, where the measured numbers are.
    """
    plans = [replace(mdm, changes={**mdm.changes, "cells_per_pass": cells}) for cells in CELLS_PER_PASS]
    titles = tuple(f"{cells or 'all'} {'cell' if cells == 1 else 'cells'} a pass" for cells in CELLS_PER_PASS)
    curve, count = read_curve(models / mdm.task / mdm.family / MEASURED)
    caption = (
        "MDM fills the cells of a pass without knowing of each other: the more, the faster, and the worse they fit."
    )
    if curve:
        caption += f" NLL per token was measured on {count:,} fresh texts; lower is likelier text."
    return Variants(caption, titles, LiveRun(plans), 0, tuple(curve.get(cells, {}) for cells in CELLS_PER_PASS))


def read_curve(file: Path) -> tuple[dict[int, dict[str, float]], int]:
    """Measured NLL by cells per pass and oracle, and on how many texts; empty without a usable file."""
    try:
        (document,) = json.loads(file.read_text(encoding="utf-8"))["parallel"]
        curve = {
            point["cells_per_pass"]: {oracle: float(numbers["nll"]) for oracle, numbers in point["oracles"].items()}
            for point in document["curve"]
        }
        return curve, int(document["count"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}, 0


def pieces(canvas: Canvas, vocabulary: TextVocabulary) -> list[list[Any]]:
    """A canvas as text in pieces of one kind: ``typed``, ``written``, ``special`` or ``masked``.

    Special tokens and masks are never joined, so that each can be counted.
    """
    found: list[tuple[str, list[int]]] = []
    first = len(canvas) - len(canvas.tail)
    for token, fixed in zip(canvas.tail, canvas.fixed[first:]):
        kind = "masked" if token == MASK else "special" if token in SPECIAL else "typed" if fixed else "written"
        if found and found[-1][0] == kind and kind in ("typed", "written"):
            found[-1][1].append(token)
        else:
            found.append((kind, [token]))
    return [[vocabulary.text(ids) or vocabulary.tokens[ids[0]], kind] for kind, ids in found]
