"""The card of a model of stories: what it writes, how it fills gaps, and how a setting changes that."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ilm_core.cards import CARD, EVALUATION, draw_curve, training_section
from ilm_core.checkpoints import CONFIG
from ilm_core.families import FAMILIES
from ilm_core.tasks.text import FRESH, GAPS
from ilm_core.text_evaluation import Experiment

OFFSETS = (-2, -1, 0, 1, 2, 3, 4)  # cells told too many or too few, for a family that must be told


def measures_of(growth: str) -> tuple[str, ...]:
    """Which measures say something of a family that grows a canvas in this way."""
    return {
        "insert": ("unconditional", "infill"),
        "unmask": ("unconditional", "infill", "orders", "parallel"),
        "append": ("unconditional",),
    }[growth]


def measure_for_card(experiment: Experiment) -> dict[str, Any]:
    """Everything that a card says of a model: results by measure, and which model it was."""
    growth = experiment.loaded.family.growth
    offsets = OFFSETS if growth == "unmask" else (0,)
    results = {name: experiment.measure(name, offsets) for name in measures_of(growth)}
    first = results["unconditional"][0]
    return {**results, **{name: first[name] for name in ("checkpoint", "parameters", "seed")}}


def number(value: float | None) -> str:
    """A number with two decimals; a dash for none."""
    return "–" if value is None else f"{value:.2f}"


def rows(results: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """Table of text measures, a row for each (name, result), with the loss by oracle."""
    oracles = list(results[0][1]["oracles"])
    head = ["", "tokens", "entropy", "distinct-2", *(f"NLL ({oracle})" for oracle in oracles)]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for name, result in results:
        losses = [number(result["oracles"][oracle]["nll"]) for oracle in oracles]
        cells = [name, number(result["mean_length"]), number(result["entropy"]), number(result["distinct_2"]), *losses]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def infill_section(results: Sequence[dict[str, Any]]) -> str:
    """How held-out passages with holes were filled, a row for each length that was told."""
    oracles = list(results[0]["oracles"])
    head = ["told", "gaps filled exactly", "of at most 4 tokens", "left empty", *(f"ΔNLL % ({one})" for one in oracles)]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for result in results:
        offset = result["length_offset"]
        told = "nothing" if offset is None else "true length" if offset == 0 else f"true length {offset:+d}"
        changes = [number(result["oracles"][oracle]["delta_nll_truth_percent"]) for oracle in oracles]
        shares = (number(result[name]) for name in ("exact_recovery", "exact_recovery_short", "left_empty"))
        lines.append("| " + " | ".join([told, *shares, *changes]) + " |")
    return f"""
## Filling gaps

{results[0]["count"]:,} held-out passages with one sentence, one chunk of a fifth or several chunks cut out. ΔNLL is the
change of the whole text's loss against the true text, in percent, averaged over passages.

{chr(10).join(lines)}
"""


def parallel_section(result: dict[str, Any]) -> str:
    """How fresh texts change with the cells filled in a pass."""
    named = [(f"{point['cells_per_pass'] or 'all'} a pass", point) for point in result["curve"]]
    return f"\n## Many cells a pass\n\n{rows([*named, ('held-out text', result['truth'])])}\n"


def order_section(result: dict[str, Any]) -> str:
    """How fresh texts change with the order in which cells are filled."""
    named = [(f"{point['place_rule']}{', the end waits' * point['end_waits']}", point) for point in result["curve"]]
    return f"""
## Which cell first

Padding beside padding is surer than any word: where the end does not wait, the rules that go by certainty fill the
canvas with padding from its far end.

{rows([*named, ("held-out text", result["truth"])])}
"""


def stop_section(calibration: dict[str, Any]) -> str:
    """How much is written, fresh and into gaps, by stop threshold, and what was chosen."""
    truth, count = calibration["curve"][0], calibration["count"]
    fresh_at, gaps_at = (calibration["decoding"][situation]["stop_threshold"] for situation in (FRESH, GAPS))
    fresh_tokens = number(truth["unconditional"]["truth"]["mean_length"])
    gap_tokens = number(truth["infill"]["tokens_per_gap_truth"])
    oracles = list(truth["infill"]["oracles"])
    head = [
        "stop threshold",
        *("tokens of a fresh text", *(f"NLL ({one})" for one in oracles)),
        *("tokens of a gap", *(f"ΔNLL % ({one})" for one in oracles)),
    ]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for point in calibration["curve"]:
        fresh, filled = point["unconditional"], point["infill"]
        cells = [
            number(fresh["mean_length"]),
            *(number(fresh["oracles"][oracle]["nll"]) for oracle in oracles),
            number(filled["tokens_per_gap"]),
            *(number(filled["oracles"][oracle]["delta_nll_truth_percent"]) for oracle in oracles),
        ]
        lines.append("| " + " | ".join([str(point["stop_threshold"]), *cells]) + " |")
    return f"""
## When it stops

Fresh texts stop at {fresh_at}, gaps at {gaps_at}: there the mean number of tokens written is nearest, in ratio, to
that of what stood there, {fresh_tokens} a passage and {gap_tokens} a gap. Chosen on {count:,} passages of another seed
({calibration["seed"]}), on which this table was measured too.

{chr(10).join(lines)}
"""


def write_text_card(folder: Path, result: dict[str, Any]) -> None:
    """Store measurements of a model of stories beside it, draw its loss curve, and describe it in words.

    Args:
        folder: the model's.
        result: what `measure_for_card` returned, and the ``calibration`` of the stop head (None where there is none).
    """
    config = json.loads((folder / CONFIG).read_text())
    (folder / EVALUATION).write_text(json.dumps(result, indent=1) + "\n")
    draw_curve(folder)
    fresh = result["unconditional"][0]
    title = FAMILIES[config["family"]].title
    sections = infill_section(result["infill"]) if "infill" in result else ""
    if result["calibration"]:
        sections += stop_section(result["calibration"])
    if "orders" in result:
        sections += order_section(result["orders"][0])
    if "parallel" in result:
        sections += parallel_section(result["parallel"][0])
    (folder / CARD).write_text(f"""# stories, {title}

Trained by `python -m ilm_core train stories {config["family"]} --data train.txt`, measured by
`python -m ilm_core card stories {config["family"]} --data train.txt --count {fresh["count"]} --seed {result["seed"]}`.
Text: a sample of TinyStories (Eldan and Li 2023), licence CDLA-Sharing-1.0; every fiftieth story is held out.

{training_section(config, result["parameters"])}

![Losses by step](curve.svg)

## Fresh texts

{fresh["count"]:,} texts, sampled (token top-p {fresh["settings"]["token_top_p"]}), against held-out passages. NLL is
the mean loss of a token, in nats, of a judge that none of the families is.

{rows([(title, fresh), ("held-out text", fresh["truth"])])}
{sections}""")
