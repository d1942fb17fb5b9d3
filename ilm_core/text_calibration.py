"""The stop threshold at which an insertion model writes about as much as a person did.

One threshold does not suit all: an ILM that stops fresh texts too early may run on in
gaps. So a fresh text and a text with gaps each get their own.
"""

from typing import Any

from ilm_core.tasks.text import FRESH, GAPS
from ilm_core.text_evaluation import Experiment

MEASURE_OF = {FRESH: "unconditional", GAPS: "infill"}


def calibrate_text(experiment: Experiment) -> dict[str, Any]:
    """Choose the stop thresholds of a model that has one.

    Args:
        experiment: on a seed that nothing else is measured on.

    Returns:
        ``decoding``, the settings for each situation: the threshold at which the lengths of what
        was written are nearest to those of what stood there; ``curve``, what was measured at
        each threshold; ``count`` and ``seed`` of the texts.
    """
    curve = experiment.stopping()["curve"]
    decoding = {}
    for situation, measure in MEASURE_OF.items():
        best = min(curve, key=lambda point: point[measure]["length_distance"])
        decoding[situation] = {"stop_threshold": best["stop_threshold"]}
    return {"decoding": decoding, "curve": curve, "count": experiment.count, "seed": experiment.seed}
