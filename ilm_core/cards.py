"""Model cards and the table of the README, written from measurements and never by hand."""

import json
from pathlib import Path
from typing import Any

from ilm_core.checkpoints import ASSETS, CONFIG
from ilm_core.families import FAMILIES

EVALUATION, CARD = "evaluation.json", "README.md"

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
}


def percent(share: float) -> str:
    """A share as a percentage with one decimal."""
    return f"{100 * share:.1f}"


def write_card(folder: Path, result: dict[str, Any], seed: int) -> None:
    """Store a measurement beside a model and describe the model in words.

    Args:
        folder: the model's.
        result: what `evaluation.evaluate` returned.
        seed: the seed of the instances it was measured on.
    """
    config = json.loads((folder / CONFIG).read_text())
    (folder / EVALUATION).write_text(json.dumps({**result, "seed": seed}, indent=2) + "\n")
    trunk, training = config["trunk"], config["training"]
    low, high = result["interval"]
    groups = "\n".join(f"| {group} | {percent(share)} |" for group, share in result["exact_match_by_group"].items())
    losses = "\n".join(f"| {step} | {count} |" for step, count in result["lost_at_step"].items())
    failures = result["count"] - round(result["exact_match"] * result["count"])
    (folder / CARD).write_text(f"""# {result["task"]}, {FAMILIES[result["family"]].title}

Trained by `python -m ilm_core train {result["task"]} {result["family"]}`, measured by
`python -m ilm_core card {result["task"]} {result["family"]} --count {result["count"]} --seed {seed}`.

- **Trunk**: width {trunk["width"]}, {trunk["layers"]} layers, {trunk["heads"]} heads,
  feed-forward {trunk["feed_forward"]}; {result["parameters"]:,} parameters, stored in float16.
- **Data**: graphs drawn afresh for every step; {training["examples"]:,} examples seen.
- **Training**: {training["steps"]:,} steps of {training["batch_size"]} examples, AdamW, peak learning rate
  {training["learning_rate"]:g}, seed {training["seed"]}; {training["seconds"] / 60:.0f} minutes on {training["device"]}
  ({training["processes"]} process, shared with other work). Loss curve: `curve.csv`.
- **Measured**: greedy decoding with the family's default settings on {result["count"]:,} fresh graphs (seed {seed}):
  exact match **{percent(result["exact_match"])} %** (95 % interval {percent(low)} to {percent(high)}),
  {result["forward_passes_per_example"]} forward passes a graph.

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
        "| task | family | exact, % (95 % interval) | passes a graph | parameters | steps × batch | paper (85 M), % |",
        "|---|---|---|---|---|---|---|",
    ]
    for (task, family), paper in PAPER.items():
        folder = ASSETS / task / family
        if not (folder / EVALUATION).is_file():
            continue
        result = json.loads((folder / EVALUATION).read_text())
        training = json.loads((folder / CONFIG).read_text())["training"]
        low, high = map(percent, result["interval"])
        lines.append(
            f"| {task} | {FAMILIES[family].title} | **{percent(result['exact_match'])}** ({low} to {high}) "
            f"| {result['forward_passes_per_example']:.1f} | {result['parameters'] / 1e6:.2f} M "
            f"| {training['steps']:,} × {training['batch_size']} | {paper} |"
        )
    return "\n".join(lines)
