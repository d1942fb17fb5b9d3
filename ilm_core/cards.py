"""Model cards and the table of the README, written from measurements and never by hand."""

import json
from pathlib import Path
from typing import Any

from ilm_core.checkpoints import ASSETS, CONFIG
from ilm_core.families import FAMILIES
from ilm_core.training import CURVE

EVALUATION, CARD, FIGURE = "evaluation.json", "README.md", "curve.svg"

# Sequence accuracy in percent of the 85 M models of Patel et al. 2025, table 1, as quoted by several readers.
PAPER = {
    ("star-easy", "ilm"): "100",
    ("star-easy", "mdm"): "about 100",
    ("star-easy", "arm"): "32.3",
    ("star-easy", "it"): "35.2",
    ("star-medium", "ilm"): "100",
    ("star-medium", "mdm"): "36.5",
    ("star-medium", "arm"): "75.0",
    ("star-medium", "it"): "22.1",
    ("star-hard", "ilm"): "99.1",
    ("star-hard", "mdm"): "21.0",
    ("star-hard", "arm"): "23.0",
    ("star-hard", "it"): "17.5",
    ("zebra", "ilm"): "90.0 (larger puzzles)",
    ("zebra", "mdm"): "82.6 (larger puzzles)",
    ("zebra", "arm"): "81.2 (larger puzzles)",
}


def percent(share: float) -> str:
    """A share as a percentage with one decimal."""
    return f"{100 * share:.1f}"


def draw_curve(folder: Path) -> None:
    """Draw the losses of ``curve.csv`` by step, as ``curve.svg`` beside it. Needs matplotlib and pandas."""
    import pandas as pd
    from matplotlib.figure import Figure

    curve = pd.read_csv(folder / CURVE).drop(columns="seconds").set_index("step")
    figure = Figure(figsize=(7, 3.2), layout="constrained")
    axes = figure.subplots()
    for name, losses in curve.items():
        losses = losses.dropna()
        axes.plot(losses.index, losses, label=name, marker="o" if len(losses) < 30 else None, linewidth=1.2)
    axes.set(xlabel="step", ylabel="loss, nats", ylim=(0, None))
    axes.legend(frameon=False)
    figure.savefig(folder / FIGURE, metadata={"Date": None})


def training_section(config: dict[str, Any], parameters: int) -> str:
    """The part of a card on what was trained, and for how long; a Markdown list."""
    trunk, training = config["trunk"], config["training"]
    rates = f"AdamW, peak learning rate {training['learning_rate']:g}"
    if muon := training.get("muon_learning_rate"):
        rates = f"Muon for the matrices of blocks (peak learning rate {muon:g}), else {rates}"
    return f"""- **Trunk**: width {trunk["width"]}, {trunk["layers"]} layers, {trunk["heads"]} heads,
  feed-forward {trunk["feed_forward"]}; {parameters:,} parameters, stored in float16.
- **Training**: {training["steps"]:,} steps of {training["batch_size"]} examples, {training["examples"]:,} in all;
  {rates}, seed {training["seed"]};
  {training["seconds"] / 60:.0f} minutes on {training["device"]} ({training["processes"]} process, shared with other
  work). Losses: `curve.csv`."""


def stop_section(calibration: dict[str, Any] | None) -> str:
    """The part of a card on the stop head; empty for a family that has none."""
    if calibration is None:
        return ""
    thresholds = "\n".join(f"| {value} | {percent(share)} |" for value, share in calibration["by_threshold"].items())
    right = calibration["confusion"]
    return f"""
## When it stops

The threshold {calibration["stop_threshold"]} was chosen on {calibration["count"]:,} instances of another seed
({calibration["seed"]}). There, shown right answers, it stops on {percent(right["complete"])} % of those that are
complete, and goes on with {percent(right["one_missing"])} % of those that lack one token and
{percent(right["some_missing"])} % of those that lack a random number.

| stop threshold | exact, % |
|---|---|
{thresholds}
"""


def write_card(folder: Path, result: dict[str, Any]) -> None:
    """Store a measurement beside a model, draw its loss curve, and describe the model in words.

    Args:
        folder: the model's.
        result: what `evaluation.evaluate` returned, the ``seed`` of the instances, and the
            ``calibration`` of the stop head (None where there is none).
    """
    config = json.loads((folder / CONFIG).read_text())
    (folder / EVALUATION).write_text(json.dumps(result, indent=2) + "\n")
    draw_curve(folder)
    low, high = result["interval"]
    groups = "\n".join(f"| {group} | {percent(share)} |" for group, share in result["exact_match_by_group"].items())
    losses = "\n".join(f"| {step} | {count} |" for step, count in result["lost_at_step"].items())
    share = result["parts_right"]
    parts = "" if share is None else f", {percent(share)} % of all facts right"
    calibration = result["calibration"]
    validation = f" --validation-count {calibration['count']}" if calibration else ""
    failures = result["count"] - round(result["exact_match"] * result["count"])
    (folder / CARD).write_text(f"""# {result["task"]}, {FAMILIES[result["family"]].title}

Trained by `python -m ilm_core train {result["task"]} {result["family"]}`, measured by
`python -m ilm_core card {result["task"]} {result["family"]} --count {result["count"]} --seed {result["seed"]}\
{validation}`.

{training_section(config, result["parameters"])}
- **Data**: drawn afresh for every step.
- **Measured**: greedy decoding on {result["count"]:,} fresh instances (seed {result["seed"]}):
  exact match **{percent(result["exact_match"])} %** (95 % interval {percent(low)} to {percent(high)}),
  {result["forward_passes_per_example"]} forward passes each{parts}.

![Losses by step](curve.svg)
{stop_section(calibration)}
## By kind of instance

| answer | exact, % |
|---|---|
{groups}

## What goes wrong

{failures} of {result["count"]:,} answers fail, {result["lost_by_stopping"]} of them by stopping too early. Step after
which no right answer was possible any more:

| step | answers |
|---|---|
{losses}
""")


def table() -> str:
    """The README's table in Markdown: every shipped model that has been measured, ours beside the paper's."""
    lines = [
        "| task | family | exact, % (95 % interval) | passes | parameters | steps × batch | paper (85 M), % |",
        "|---|---|---|---|---|---|---|",
    ]
    for (task, family), paper in PAPER.items():
        folder = ASSETS / task / family
        if not (folder / EVALUATION).is_file():
            continue
        result = json.loads((folder / EVALUATION).read_text())
        config = json.loads((folder / CONFIG).read_text())
        training, sizes = config["training"], "".join(f" {size}" for size in config.get("sizes", []))
        low, high = map(percent, result["interval"])
        lines.append(
            f"| {task}{sizes} | {FAMILIES[family].title} | **{percent(result['exact_match'])}** ({low} to {high}) "
            f"| {result['forward_passes_per_example']:.1f} | {result['parameters'] / 1e6:.2f} M "
            f"| {training['steps']:,} × {training['batch_size']} | {paper} |"
        )
    return "\n".join(lines)
