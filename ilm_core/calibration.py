"""How far a stop head can be trusted, and the threshold that serves it best.

Everything here is measured on a validation seed; test instances come from another.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from ilm_core.canvas import Canvas
from ilm_core.checkpoints import Loaded
from ilm_core.evaluation import evaluate, fresh_instances
from ilm_core.families.base import Family
from ilm_core.sampling import Settings, make_settings
from ilm_core.tasks.base import Task
from ilm_core.vocabulary import BOS, CLS

VALIDATION_SEED = 1_000_003
THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9, 0.97)
BATCH = 256  # canvases scored in one forward pass


def unfinished(task: Task, document: dict[str, Any], missing: int, rng: np.random.Generator) -> Canvas:
    """A right answer from which some tokens have been taken out.

    Args:
        task, document: the instance.
        missing: how many tokens to take out, at most all.
        rng: decides which.
    """
    prompt, target = task.prompt(document), task.target(document)
    gone = set(rng.choice(len(target), min(missing, len(target)), replace=False).tolist())
    kept = [token for slot, token in enumerate(target) if slot not in gone]
    first = len(prompt) + 1  # slot of BOS
    return Canvas.start("insert", [CLS, *prompt, BOS, *kept], open_after=range(first, first + len(kept) + 1))


def stop_probabilities(
    task: Task, family: Family, documents: list[dict[str, Any]], draw_missing: Callable[[int], int]
) -> np.ndarray:
    """Stop probability on an unfinished canvas of each instance (N,).

    Args:
        task, documents: the instances.
        family: a model that inserts.
        draw_missing: from the tokens of an answer to how many of them are missing.
    """
    rng, stops = np.random.default_rng(VALIDATION_SEED), []
    for first in range(0, len(documents), BATCH):
        canvases = [
            unfinished(task, document, draw_missing(len(task.target(document))), rng)
            for document in documents[first : first + BATCH]
        ]
        stops.extend(belief.stop for belief in family.belief(canvases))
    return np.array(stops)


def stop_confusion(task: Task, family: Family, count: int, threshold: float) -> dict[str, float]:
    """How often the stop test is right on right answers, whole or with tokens missing.

    Returns:
        Shares by kind of canvas: ``complete`` ones on which it stops; those with ``one_missing``,
        and with a uniform number of ``some_missing``, on which it goes on.
    """
    documents = fresh_instances(task, count, VALIDATION_SEED)
    rng = np.random.default_rng(VALIDATION_SEED)
    kinds = {
        "complete": lambda size: 0,
        "one_missing": lambda size: 1,
        "some_missing": lambda size: rng.integers(size) + 1,
    }
    shares = {}
    for kind, draw in kinds.items():
        stops = stop_probabilities(task, family, documents, draw) >= threshold
        shares[kind] = round(float(np.mean(stops if kind == "complete" else ~stops)), 5)
    return shares


def calibrate(
    task: Task,
    loaded: Loaded,
    settings: Settings,
    count: int,
    advance: Callable[[int], object] = lambda count: None,
) -> dict[str, Any]:
    """Choose the stop threshold of a model that has one.

    Args:
        task, loaded: the model and what it was trained on.
        settings: sampling rules to change the threshold of.
        count: instances of the validation seed to answer at each threshold.
        advance: told each time how many more answers are done, of ``count`` for each of `THRESHOLDS`.

    Returns:
        ``stop_threshold``, the one with the best exact match (of equals the one nearest to
        the family's own); ``by_threshold``, exact match of each; ``confusion``, from `stop_confusion`.
    """
    documents = fresh_instances(task, count, VALIDATION_SEED)
    by_threshold = {}
    for threshold in THRESHOLDS:
        changed = make_settings(settings, {"stop_threshold": threshold})
        by_threshold[threshold] = evaluate(task, loaded, documents, changed, advance=advance)["exact_match"]
    usual = loaded.family.settings.stop_threshold
    best = max(by_threshold, key=lambda threshold: (by_threshold[threshold], -abs(threshold - usual)))
    return {
        "stop_threshold": best,
        "by_threshold": by_threshold,
        "count": count,
        "seed": VALIDATION_SEED,
        "confusion": stop_confusion(task, loaded.family, count, best),
    }
