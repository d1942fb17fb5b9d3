"""The stop threshold at which an insertion model writes about as much as a person did.

One threshold does not suit all: an ILM that stops fresh texts too early may run on in
gaps. So a fresh text and a text with gaps each get their own.
"""

import math
from typing import Any

from ilm_core.tasks.text import FRESH, GAPS
from ilm_core.text_evaluation import Experiment


def tokens_of(point: dict[str, Any], situation: str) -> tuple[float, float]:
    """Mean tokens written at a threshold, and of what stood there: of a fresh text, or of a gap."""
    if situation == FRESH:
        fresh = point["unconditional"]
        return fresh["mean_length"] or 0.0, fresh["truth"]["mean_length"]
    return point["infill"]["tokens_per_gap"], point["infill"]["tokens_per_gap_truth"]


def times_off(written: float, truth: float) -> float:
    """How many times too many or too few."""
    return max(written, truth) / min(written, truth) if written else math.inf


def calibrate_text(experiment: Experiment) -> dict[str, Any]:
    """Choose the stop thresholds of a model that has one.

    Args:
        experiment: on a seed that nothing else is measured on.

    Returns:
        ``decoding``, the settings for each situation: the threshold at which the mean number of
        tokens written is nearest, in ratio, to that of what stood there; ``curve``, what was
        measured at each threshold; ``count`` and ``seed`` of the texts.
    """
    curve = experiment.stopping()["curve"]
    decoding = {}
    for situation in (FRESH, GAPS):
        off = [times_off(*tokens_of(point, situation)) for point in curve]
        decoding[situation] = {"stop_threshold": curve[off.index(min(off))]["stop_threshold"]}
    return {"decoding": decoding, "curve": curve, "count": experiment.count, "seed": experiment.seed}
