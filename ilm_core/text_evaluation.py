"""Measures of text: fresh texts, filled gaps, and how both change with a setting."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from ilm_core.canvas import Template
from ilm_core.checkpoints import Loaded
from ilm_core.decoding import decode_many
from ilm_core.infilling import fillings, infilling_instances
from ilm_core.judging import Jury, mean
from ilm_core.sampling import Settings
from ilm_core.tasks import StoriesTask, suited_settings
from ilm_core.tasks.text import FRESH, GAPS
from ilm_core.tasks.text_corpus import Corpus
from ilm_core.vocabulary import PAD

CELLS_PER_PASS = (1, 2, 4, 8, 0)
STOP_THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
ORDERS = (  # place rule, and whether the end waits
    ("confidence", True),
    ("confidence", False),
    ("margin", True),
    ("margin", False),
    ("entropy", True),
    ("entropy", False),
    ("first", False),
    ("random", False),
)
BATCH = 32  # canvases decoded together
MOST_DRAWN = 64  # passages for each one that gets a hole; some are too short
SHORT = 4  # tokens of a short gap, at most


@dataclass(frozen=True)
class Experiment:
    """A writer, a jury, and held-out text.

    Attributes:
        task: the stories.
        loaded: the model that writes.
        changes: sampling settings that shall differ from those that suit the model, by name.
        jury: who judges.
        corpus: held-out text.
        count: texts to write.
        seed: of the passages held up and of each run.
        advance: told each time how many more texts are done.
    """

    task: StoriesTask
    loaded: Loaded
    changes: Mapping[str, Any]
    jury: Jury
    corpus: Corpus
    count: int
    seed: int = 0
    advance: Callable[[int], object] = lambda count: None

    def passages(self, count: int) -> list[str]:
        """Held-out passages."""
        targets = self.corpus.passages(np.random.default_rng(self.seed), count).targets
        return [self.task.vocabulary.text(row[row != PAD].tolist()) for row in targets]

    def settings(self, situation: str) -> Settings:
        """The model's sampling rules for fresh texts, or for gaps."""
        return suited_settings(self.task, self.loaded, situation, self.changes)

    def write(
        self, templates: Sequence[Template], lengths: Sequence[Sequence[int]], settings: Settings
    ) -> tuple[list[list[list[int]]], float]:
        """Let the model fill gaps.

        Returns:
            Ids put into each gap of each template, and the mean number of forward passes.
        """
        family, written, passes = self.loaded.family, [], 0
        for first in range(0, len(templates), BATCH):
            part = templates[first : first + BATCH]
            finals = [family.start(*given) for given in zip(part, lengths[first:])]
            seeds = range(self.seed + first, self.seed + first + len(part))
            for steps in decode_many(family, list(finals), settings, seeds):
                passes += len(steps)
                for index, step in steps.items():
                    finals[index] = step.after
            written.extend(map(fillings, finals, part))
            self.advance(len(part))
        return written, round(passes / len(templates), 3)

    def unconditional(self) -> dict[str, Any]:
        """Fresh texts. A model that must be told a length is told those of held-out passages."""
        truth = self.passages(self.count)
        lengths = [[len(ids) + 1] for ids in self.task.vocabulary.encode_many(truth)]
        written, passes = self.write([Template()] * self.count, lengths, self.settings(FRESH))
        texts = [self.task.vocabulary.text(filling) for (filling,) in written]
        judged, wanted = self.jury.describe(texts), self.jury.describe(truth)
        return {**judged, "forward_passes_per_example": passes, "truth": wanted}

    def instances(self) -> list[tuple[str, dict[str, Any]]]:
        """Kind and instance of ``count`` held-out passages with holes.

        Raises:
            ValueError: with one sentence, if hardly any passage is long enough.
        """
        drawn = 2 * self.count
        while drawn <= MOST_DRAWN * self.count:
            found = infilling_instances(self.passages(drawn), self.seed)
            if len(found) >= self.count:
                return found[: self.count]
            drawn *= 2
        raise ValueError("The texts are too short: hardly any has three sentences and words enough to cut out.")

    def infill(self, offset: int = 0) -> dict[str, Any]:
        """Held-out passages with holes.

        Args:
            offset: added to the true length of each gap, for a model that must be told.

        Raises:
            ValueError: with one sentence, if the family does not see what follows a gap.
        """
        family, task = self.loaded.family, self.task
        if family.causal:
            raise ValueError(f"{family.title} does not see what follows a gap, so infilling cannot measure it.")
        kinds, documents = zip(*self.instances())
        templates = [task.template(document) for document in documents]
        lengths = [[max(1, length + offset) for length in task.guess_lengths(document)] for document in documents]
        written, passes = self.write(templates, lengths, self.settings(GAPS))
        truths = [task.fillings(document) for document in documents]
        texts, true_texts, closed_texts = (
            [task.vocabulary.text(template.filled(gaps)) for template, gaps in zip(templates, filled)]
            for filled in (written, truths, [[()] * template.gaps for template in templates])
        )
        changes = {
            "delta_nll_truth_percent": self.jury.changes(texts, true_texts),
            "delta_nll_input_percent": self.jury.changes(texts, closed_texts),
        }
        encode, text = task.vocabulary.encode, task.vocabulary.text
        written = [[encode(text(filling)) for filling in gaps] for gaps in written]
        result = {**self.jury.describe(texts), **recovery(written, truths)}
        for name, by_oracle in changes.items():
            for oracle, values in by_oracle.items():
                result["oracles"][oracle][name] = mean(values)
        result["by_kind"] = {}
        for kind in dict.fromkeys(kinds):
            rows = [row for row, other in enumerate(kinds) if other == kind]
            result["by_kind"][kind] = {
                "count": len(rows),
                **recovery([written[row] for row in rows], [truths[row] for row in rows]),
                "oracles": {
                    oracle: {name: mean(by_oracle[oracle][rows]) for name, by_oracle in changes.items()}
                    for oracle in result["oracles"]
                },
            }
        result["length_offset"] = offset if family.growth == "unmask" else None
        return {**result, "forward_passes_per_example": passes, "truth": self.jury.describe(true_texts)}

    def under(self, **changes: Any) -> "Experiment":
        """The same with other sampling rules."""
        return replace(self, changes={**self.changes, **changes})

    def parallel(self) -> dict[str, Any]:
        """Fresh texts of a masked model, by how many cells it fills in a pass; 0 is all of them.

        Raises:
            ValueError: with one sentence, if the family fills no cells.
        """
        if self.loaded.family.growth != "unmask":
            raise ValueError(f"{self.loaded.family.title} has no cells to fill in parallel.")
        curve = [
            {"cells_per_pass": cells, **self.under(cells_per_pass=cells).unconditional()} for cells in CELLS_PER_PASS
        ]
        return with_one_truth(curve)

    def orders(self) -> dict[str, Any]:
        """Fresh texts of a masked model, by which cell it fills first.

        Raises:
            ValueError: with one sentence, if the family fills no cells.
        """
        if self.loaded.family.growth != "unmask":
            raise ValueError(f"{self.loaded.family.title} has no cells to fill in another order.")
        return with_one_truth(
            [
                {"place_rule": rule, "end_waits": waits, **changed.unconditional()}
                for rule, waits in ORDERS
                for changed in [self.under(place_rule=rule, end_waits=waits)]
            ]
        )

    def stopping(self) -> dict[str, Any]:
        """How much an insertion model writes, by its stop threshold: fresh texts, and gaps.

        Raises:
            ValueError: with one sentence, if the family has no such threshold.
        """
        if self.loaded.family.growth != "insert":
            raise ValueError(f"{self.loaded.family.title} has no stop threshold.")
        curve = []
        for threshold in STOP_THRESHOLDS:
            changed = self.under(stop_threshold=threshold)
            curve.append(
                {"stop_threshold": threshold, "unconditional": changed.unconditional(), "infill": changed.infill()}
            )
        return {"curve": curve}

    def measure(self, name: str, offsets: Sequence[int] = (0,)) -> list[dict[str, Any]]:
        """What ``evaluate stories FAMILY --measure NAME --json`` prints.

        Args:
            name: of the method that measures.
            offsets: for infilling, a result for each of them.
        """
        started = time.perf_counter()
        results = [self.infill(offset) for offset in offsets] if name == "infill" else [getattr(self, name)()]
        about = {
            "task": self.task.name,
            "family": self.loaded.family.name,
            "measure": name,
            "count": self.count,
            "seed": self.seed,
        }
        how = {
            "settings": asdict(self.settings(GAPS if name == "infill" else FRESH)),
            "parameters": sum(weight.numel() for weight in self.loaded.family.parameters()),
            "checkpoint": f"{self.loaded.name}@{self.loaded.sha256[:12]}",
            "seconds": round(time.perf_counter() - started, 3),
        }
        return [{**about, **result, **how} for result in results]


def recovery(written: Sequence[list[list[int]]], truths: Sequence[list[list[int]]]) -> dict[str, Any]:
    """How often a gap got exactly what was cut out of it, and how much a gap got."""
    pairs = [pair for gaps, true_gaps in zip(written, truths) for pair in zip(gaps, true_gaps, strict=True)]
    short = [(filling, truth) for filling, truth in pairs if len(truth) <= SHORT]
    return {
        "gaps": len(pairs),
        "exact_recovery": mean(filling == truth for filling, truth in pairs),
        "gaps_short": len(short),
        "exact_recovery_short": mean(filling == truth for filling, truth in short),
        "left_empty": mean(not filling for filling, _ in pairs),
        "tokens_per_gap": mean(len(filling) for filling, _ in pairs),
        "tokens_per_gap_truth": mean(len(truth) for _, truth in pairs),
    }


def with_one_truth(curve: list[dict[str, Any]]) -> dict[str, Any]:
    """Points measured on the same passages, and once what was said of these."""
    truths = [point.pop("truth") for point in curve]
    return {"curve": curve, "truth": truths[0]}
