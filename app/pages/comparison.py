"""Below the stage of the Write page: MDM with other lengths, and with more cells a pass."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from app.events import QUICK, queued
from app.faults import QUEUE_FULL, UNEXPECTED
from app.live import Plan
from app.models import ModelStore
from app.notice import Notice
from app.pages.runs import prepare
from app.pages.stage import Stage
from app.shown import Shown
from app.variant_table.table import VariantTable
from app.variants import Variants, by_cells_per_pass, by_length
from ilm_core.canvas import Move

WORDS = (
    "### MDM has to know beforehand\nCompute the text above with other lengths, or with more cells in each forward "
    "pass. Seed and settings are those of the page; nothing that was written is left out, end and padding included."
)


class Comparison:
    """Builds the controls inside the current Blocks and wires them to a stage.

    Args:
        stage: where the text and the settings stand, and where a row is shown.
        models: the models.
    """

    def __init__(self, stage: Stage, models: ModelStore) -> None:
        self.stage = stage
        self.models = models
        self.variants = gr.State(None)
        with gr.Column(elem_id=stage.name("comparison")):
            gr.Markdown(WORDS)
            with gr.Row(elem_classes="go"):
                self.lengths = gr.Button("Compare lengths", min_width=120, elem_id=stage.name("compare-lengths"))
                self.passes = gr.Button("Compare cells per pass", min_width=120, elem_id=stage.name("compare-passes"))
                self.stop = gr.Button("Stop comparing", min_width=120, elem_id=stage.name("compare-stop"))
            self.notice = Notice(elem_id=stage.name("compared"))
            self.table = VariantTable(elem_id=stage.name("variants"))
        self.wire()

    def wire(self) -> None:
        """Connect the controls."""
        stage = self.stage
        asked = [stage.inputs[0].level, stage.inputs[0].editor, stage.seed, *stage.controls.values()]
        goings = []
        for button, begin in ((self.lengths, self.begin_lengths), (self.passes, self.begin_passes)):
            begun = button.click(begin, asked, [self.variants, self.notice], **QUICK)
            going = begun.then(self.go, self.variants, [self.table, self.notice], **queued(self.notice))
            going.failure(self.refuse, self.variants, self.notice, **QUICK)
            goings.append(going)
        self.stop.click(self.halt, self.variants, self.notice, cancels=goings, **QUICK)
        self.table.pick(self.pick, self.variants, [stage.player, stage.shown], **QUICK)

    def plans(self, families: list[str], level: str, text: str, seed: Any, values: tuple[Any, ...]) -> dict[str, Plan]:
        """What these families do with the text and the settings of the page."""
        controls = dict(zip(self.stage.controls, values))
        return {plan.family: plan for plan in prepare(level, text, families, seed, controls).plans}

    def begin_lengths(self, level: str, text: str, seed: Any, *values: Any) -> tuple[Variants | None, str]:
        """Set up the lengths, or say in one sentence why not."""
        try:
            families = [family for family in ("mdm", "ilm") if family == "mdm" or self.models.has(level, family)]
            plans = self.plans(families, level, text, seed, values)
            return by_length(plans["mdm"], plans.get("ilm")), "Loading the models …"
        except ValueError as refused:
            return None, str(refused)

    def begin_passes(self, level: str, text: str, seed: Any, *values: Any) -> tuple[Variants | None, str]:
        """Set up the numbers of cells, or say in one sentence why not."""
        try:
            plan = self.plans(["mdm"], level, text, seed, values)["mdm"]
            return by_cells_per_pass(plan, Path(self.models.folder)), "Loading the model …"
        except ValueError as refused:
            return None, str(refused)

    def go(self, variants: Variants | None) -> Iterator[tuple[Any, Any]]:
        """Run all, one step of each in turn, and show them after every turn."""
        if variants is None:
            yield gr.skip(), gr.skip()
            return
        live, before, sentence = variants.live, -1, "Comparing …"
        with live.failing():
            live.load(self.models)
            canvases, steps = [run.canvas for run in live.runs], [0] * len(live.runs)
            for index, step in live.steps():
                if index <= before:
                    yield variants.message(canvases, steps), sentence
                    sentence = gr.skip()  # a message may reach the page after what `halt` has said
                before = index
                steps[index] += 1
                for move in step.moves:
                    canvases[index] = canvases[index].apply(Move(move.kind, move.place, move.token))
            done = "Done: Show puts a row on the stage." if live.ended else gr.skip()
            yield variants.message(canvases, steps), done
        if live.problem:
            yield gr.skip(), live.problem

    def refuse(self, variants: Variants | None) -> Any:
        """Say that the queue took no more, or that it broke off; what was said before stays if it was stopped."""
        if variants is None or not variants.live.is_going:
            return gr.skip()
        return QUEUE_FULL if variants.live.is_waiting else UNEXPECTED

    def halt(self, variants: Variants | None) -> str:
        """Make no further step."""
        if variants is None:
            return ""
        variants.live.stop()
        return "Stopped: Show puts a row on the stage as far as it came."

    def pick(self, variants: Variants | None, event: gr.EventData) -> tuple[Any, ...]:
        """Put a row on the stage, beside the one that it is compared with."""
        row = event.row
        traces = variants.live.traces if variants else []
        if not isinstance(row, int) or not 0 <= row < len(traces):
            return gr.skip(), gr.skip()
        rows = dict.fromkeys([row, variants.reference])
        return self.stage.handle.show(tuple(Shown(traces[number], "live") for number in rows), play=True)
