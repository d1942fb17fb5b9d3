"""The settings a visitor can change: which control changes which sampling rule of which family."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ilm_core.families import FAMILIES

PLACE_RULES = [
    ("likeliest place, then its token", "marginal"),
    ("place and token together", "joint"),
    ("surest token first", "confidence"),
    ("widest lead over the second token", "margin"),
    ("least token entropy", "entropy"),
    ("random place", "random"),
]
CELL_RULES = [
    *(rule for rule in PLACE_RULES if rule[1] not in ("marginal", "joint")),
    ("from left to right", "first"),
]
MOST_CELLS = 64
LONGEST_GAP = 128  # cells that a gap of a text can be told
LARGEST_SEED = 2**31 - 1


class OpenSlider(gr.Slider):
    """A slider that takes any number that is typed or comes from a link; whoever reads it says what is out of range."""

    def get_block_name(self) -> str:
        """Drawn by Gradio as any slider; under a name of its own the page would look for another script."""
        return "slider"

    def preprocess(self, payload: float) -> float:
        return payload


@dataclass(frozen=True)
class Control:
    """One control and what it changes.

    Attributes:
        label, info: what stands on the page.
        default: its first value.
        families: the families it is for.
        setting: field of the sampling settings; None where it is no sampling rule.
        choices: (label, value) pairs of a list; without them it is a number, or a text if the default is one.
        least, most, step: range of a number.
    """

    label: str
    info: str
    default: Any
    families: tuple[str, ...]
    setting: str | None = None
    choices: tuple[tuple[str, Any], ...] = ()
    least: float = 0
    most: float = 1
    step: float = 0.05

    def component(self, start: Any = None) -> gr.components.Component:
        """The control on the page.

        Args:
            start: its first value; None takes the default.
        """
        value = self.default if start is None else start
        if self.choices:
            return gr.Dropdown(list(self.choices), value=value, label=self.label, info=self.info)
        if isinstance(self.default, str):
            return gr.Textbox(value, label=self.label, info=self.info, max_length=100)
        if isinstance(self.default, bool):
            return gr.Checkbox(value, label=self.label, info=self.info)
        return OpenSlider(self.least, self.most, value, step=self.step, label=self.label, info=self.info)


INSERTING = ("ilm", "it")
EVERY = tuple(FAMILIES)

CONTROLS: dict[str, Control] = {
    "token_temperature": Control(
        "Token temperature", "0 takes the likeliest token.", 0, EVERY, "token_temperature", most=2
    ),
    "token_top_k": Control(
        "Token top-k", "Keep only the k likeliest; 0 keeps all.", 0, EVERY, "token_top_k", most=20, step=1
    ),
    "token_top_p": Control(
        "Token top-p", "Keep the likeliest that together reach p.", 1, EVERY, "token_top_p", least=0.05
    ),
    "place_rule": Control(
        "Place rule", "How the gap is chosen.", "", INSERTING, "place_rule", (("as suits the task", ""), *PLACE_RULES),
    ),
    "place_temperature": Control(
        "Place temperature", "For “likeliest place”; 0 takes the likeliest.", 0, INSERTING, "place_temperature", most=2
    ),
    "place_top_k": Control(
        "Place top-k", "Keep only the k likeliest gaps; 0 keeps all.", 0, INSERTING, "place_top_k", most=20, step=1
    ),
    "place_top_p": Control(
        "Place top-p", "Keep the likeliest gaps that together reach p.", 1, INSERTING, "place_top_p", least=0.05
    ),
    "stop_threshold": Control(
        "ILM stop threshold", "Stop at this stop probability; 0 takes the one found to suit the model.", 0, ("ilm",),
        "stop_threshold",
    ),
    "stop_temperature": Control(
        "ILM stop temperature", "Above 1 it is less sure that it should stop.", 1, ("ilm",), "stop_temperature",
        least=0.25, most=4,
    ),
    "gap_min_tokens": Control(
        "Fewest tokens in a gap", "ILM goes on until each gap has as many.", 0, INSERTING, "gap_min_tokens", most=16,
        step=1,
    ),
    "gap_max_tokens": Control(
        "Most tokens in a gap", "0 sets no limit.", 0, INSERTING, "gap_max_tokens", most=64, step=1
    ),
    "stop_is_drawn": Control(
        "ILM draws stop like any other move", "Takes the place of the threshold.", False, ("ilm",)
    ),
    "it_stop_threshold": Control(
        "IT end-of-gap threshold", "A gap is finished once its end is this probable.", 0.9, ("it",), "stop_threshold",
        least=0.05,
    ),
    "cell_rule": Control(
        "MDM order rule", "Which masked cell is filled next.", "confidence", ("mdm",), "place_rule", tuple(CELL_RULES)
    ),
    "end_waits": Control(
        "MDM: end and padding wait", "Cells that are likely to be end or padding are filled last.", False, ("mdm",),
        "end_waits",
    ),
    "cells_per_pass": Control(
        "MDM cells per pass", "Cells filled after each forward pass; 0 fills all at once.", 1, ("mdm",),
        "cells_per_pass", most=24, step=1,
    ),
    "length": Control(
        "MDM canvas length", "Cells of the answer; MDM must be told. 0 takes the longest answer and its end.", 0,
        ("mdm",), most=MOST_CELLS, step=1,
    ),
    "gap_cells": Control(
        "MDM cells per gap", "MDM must be told: one number for all gaps, or one for each: 3, 5. Left empty, it is told "
        "the length of the hidden words, or else a guess. The end of a text takes a cell too.", "", ("mdm",),
    ),
}  # fmt: skip

GROUPS = {
    "All": ("token_temperature", "token_top_k", "token_top_p"),
    "ILM, IT": (
        "place_rule", "place_temperature", "place_top_k", "place_top_p", "stop_threshold", "stop_temperature",
        "stop_is_drawn", "gap_min_tokens", "gap_max_tokens",
        "it_stop_threshold",
    ),
    "MDM": ("cell_rule", "end_waits", "cells_per_pass", "length", "gap_cells"),
}  # fmt: skip


def changes_for(family: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The sampling settings of one family that the controls ask for, by name; the others keep what suits the model.

    Args:
        family: name of the family.
        values: value of each control, by its name in `CONTROLS`; any may be left out.
    """
    changes = {}
    for name, control in CONTROLS.items():
        if control.setting and family in control.families and values.get(name) not in (None, ""):
            changes[control.setting] = plain_number(values[name], control)
    if family == "ilm" and values.get("stop_is_drawn"):
        changes["stop_threshold"] = None
    elif not changes.get("stop_threshold", 1):
        del changes["stop_threshold"]  # 0 takes the model's own
    return changes


def lengths_for(family: str, values: Mapping[str, Any], gaps: int = 1) -> tuple[int, ...] | None:
    """Cells of each gap for a family that must be told, None for the task's own.

    Args:
        family: name of the family.
        values: as for `changes_for`; one length is for all gaps.
        gaps: how many gaps there are.

    Raises:
        ValueError: with one sentence, if one is out of range, or they are not as many as the gaps.
    """
    if family not in CONTROLS["length"].families:
        return None
    if listed := str(values.get("gap_cells") or "").strip():
        return read_gap_cells(listed, gaps)
    wanted = values.get("length") or 0
    if not wanted:
        return None
    if not 1 <= wanted <= MOST_CELLS:
        raise ValueError(f"The MDM canvas length must lie between 1 and {MOST_CELLS}.")
    return (int(wanted),) * gaps


def read_gap_cells(listed: str, gaps: int) -> tuple[int, ...]:
    """Cells of each gap from ``4`` or ``3, 5``.

    Raises:
        ValueError: as `lengths_for` does.
    """
    parts = listed.replace(",", " ").split()
    if not all(part.isdecimal() and len(part) < 5 and 1 <= int(part) <= LONGEST_GAP for part in parts):
        raise ValueError(f"MDM cells per gap must be whole numbers from 1 to {LONGEST_GAP}, such as 3, 5.")
    cells = tuple(map(int, parts))
    if len(cells) not in (1, gaps):
        raise ValueError(f"There are {gaps} gaps but {len(cells)} lengths; give one number, or one for each gap.")
    return cells * gaps if len(cells) == 1 else cells


def read_seed(value: Any) -> int:
    """A seed from a number field.

    Raises:
        ValueError: with one sentence, if it is not a whole number in range.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LARGEST_SEED or value % 1:
        raise ValueError(f"The seed must be a whole number from 0 to {LARGEST_SEED}.")
    return int(value)


def plain_number(value: Any, control: Control) -> Any:
    """A slider's value as the settings want it: whole where the control counts."""
    if control.choices or isinstance(value, bool):
        return value
    return int(value) if control.step == 1 and float(value).is_integer() else value
