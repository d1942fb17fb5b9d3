"""Below the stage of the Write page: MDM with other lengths, and with more cells a pass."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from app.events import QUICK, queued
from app.faults import QUEUE_FULL, UNEXPECTED
from app.live import LiveRun, Plan
from app.models import ModelStore
from app.notice import Notice
from app.pages.runs import prepare
from app.pages.screen import Values
from app.pages.stage import Stage
from app.shown import Shown, outcomes
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
        with gr.Column(elem_id=stage.name("comparison"), elem_classes="stage-comparison"):
            gr.Markdown(WORDS)
            with gr.Row(elem_classes="go"):
                self.lengths = gr.Button("Compare lengths", min_width=120, elem_id=stage.name("compare-lengths"))
                self.passes = gr.Button("Compare cells per pass", min_width=120, elem_id=stage.name("compare-passes"))
                self.stop = gr.Button(
                    "Stop comparing", interactive=False, min_width=120, elem_id=stage.name("compare-stop")
                )
            self.notice = Notice(elem_id=stage.name("compared"))
            self.table = VariantTable(elem_id=stage.name("variants"))
        self.wire()

    def wire(self) -> None:
        """Connect the controls."""
        stage = self.stage
        asked = [stage.inputs[0].level, stage.inputs[0].editor, stage.seed, *stage.controls.values()]
        outputs = [self.variants, self.table, self.notice, self.lengths, self.passes, self.stop]
        for button, begin in ((self.lengths, self.begin_lengths), (self.passes, self.begin_passes)):
            begun = button.click(begin, [self.variants, *asked], outputs, **QUICK)
            going = begun.then(self.go, self.variants, [self.table, self.notice], **queued(self.notice))
            going.then(self.end, self.variants, outputs, **QUICK)
            going.failure(self.refuse, self.variants, outputs, **QUICK)
            self.stop.click(None, cancels=[going], **QUICK)
        self.stop.click(self.halt, self.variants, outputs, **QUICK)
        self.table.pick(self.pick, [self.variants, stage.live], stage.screen.outputs, **QUICK)

    def plans(self, families: list[str], level: str, text: str, seed: Any, values: tuple[Any, ...]) -> dict[str, Plan]:
        """What these families do with the text and the settings of the page."""
        controls = dict(zip(self.stage.controls, values))
        return {plan.family: plan for plan in prepare(level, text, families, seed, controls).plans}

    def begin_lengths(self, earlier: Variants | None, level: str, text: str, seed: Any, *values: Any) -> Values:
        """Set up the lengths, or say in one sentence why not."""
        try:
            families = [family for family in ("mdm", "ilm") if family == "mdm" or self.models.has(level, family)]
            plans = self.plans(families, level, text, seed, values)
            return self.begin(earlier, by_length(plans["mdm"], plans.get("ilm")))
        except ValueError as refused:
            return {self.notice: str(refused)}

    def begin_passes(self, earlier: Variants | None, level: str, text: str, seed: Any, *values: Any) -> Values:
        """Set up the numbers of cells, or say in one sentence why not."""
        try:
            plan = self.plans(["mdm"], level, text, seed, values)["mdm"]
            return self.begin(earlier, by_cells_per_pass(plan, Path(self.models.folder)))
        except ValueError as refused:
            return {self.notice: str(refused)}

    def begin(self, earlier: Variants | None, variants: Variants) -> Values:
        """One comparison in place of another, which makes no further step."""
        if earlier is not None:
            earlier.live.stop()
        begun = {self.variants: variants, self.table: None, self.notice: "Loading the models …"}
        return {**begun, **self.buttons(is_going=True)}

    def buttons(self, is_going: bool) -> Values:
        """What can be pressed: Stop while a comparison goes on, the others while none does."""
        begins = dict.fromkeys([self.lengths, self.passes], gr.update(interactive=not is_going))
        return {**begins, self.stop: gr.update(interactive=is_going)}

    def go(self, variants: Variants | None) -> Iterator[tuple[Any, Any]]:
        """Run all, one step of each in turn, and show them after every turn."""
        if variants is None or not variants.live.is_waiting:  # refused, or the other button was quicker
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

    def end(self, variants: Variants | None) -> Values:
        """Let another comparison begin, unless one has begun already."""
        return self.buttons(is_going=variants is not None and variants.live.is_going)

    def refuse(self, variants: Variants | None) -> Values:
        """Say that the queue took no more, or that it broke off; what was said before stays if it was stopped."""
        if variants is None or not variants.live.is_going:
            return self.end(variants)
        variants.live.fail(QUEUE_FULL if variants.live.is_waiting else UNEXPECTED)
        return {self.notice: variants.live.problem, **self.end(variants)}

    def halt(self, variants: Variants | None) -> Values:
        """Make no further step."""
        if variants is None or not variants.live.is_going:
            return self.end(variants)
        variants.live.stop()
        return {self.notice: "Stopped: Show puts a row on the stage as far as it came.", **self.end(variants)}

    def pick(self, variants: Variants | None, live: LiveRun | None, event: gr.EventData) -> Values:
        """Put a row on the stage, beside the one that it is compared with."""
        screen, row = self.stage.screen, event.row
        traces = variants.live.traces if variants and event.key == variants.key else []
        if not isinstance(row, int) or not 0 <= row < len(traces):
            return screen.same
        shown = [Shown(traces[number], "live") for number in dict.fromkeys([row, variants.reference])]
        return screen.replace(live, shown, play=True, notice=outcomes(shown))
