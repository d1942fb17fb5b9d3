"""What the controls of a stage do: each handler takes their values and gives new ones, by component."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from app.beside import RunBeside, beside
from app.links import control_values
from app.live import LiveRun
from app.pages.problem_input import ProblemInput
from app.pages.runs import prepare, stream
from app.pages.screen import Values
from app.player.addressed import addressed
from app.shown import (
    UNSHOWABLE,
    Opening,
    Shown,
    first_opening,
    import_file,
    open_example,
    outcomes,
)
from ilm_core.trace import Recipe

log = logging.getLogger(__name__)


class StageHandlers:
    """The handlers; what belongs to one visitor is handed in and out, nothing of it is kept here.

    Args:
        stage: an `app.pages.stage.Stage`, all its controls built.
    """

    def __init__(self, stage: Any) -> None:
        self.stage = stage
        self.screen = stage.screen
        self.services = stage.services
        self.inputs: tuple[ProblemInput, ...] = tuple(stage.inputs)

    def input_of(self, problem: str) -> ProblemInput:
        """The input of a problem, given by its name."""
        return next(one for one in self.inputs if one.problem.name == problem)

    def show_opening(self, opening: Opening, live: LiveRun | None) -> Values:
        """An example on screen; the traces stay, and a run goes on, if it has none."""
        if not opening.shown:
            return {self.screen.found: opening.fault, self.screen.watch: ""}
        said = {"watch": opening.example.watch, "found": opening.fault}
        shown = self.screen.replace(live, opening.shown, play=True, **said)
        return {**shown, self.screen.example: gr.update(value=opening.example.name)}

    def choose_problem(self, problem: str, live: LiveRun | None, *levels: str) -> Values:
        """Another problem's input, as it was left, beside the first example of that problem."""
        chosen = self.input_of(problem)
        opening = first_opening(self.services.stored, chosen.problem)
        listed = {**self.stage.example_options(chosen.problem), "value": opening.example and opening.example.name}
        return {
            **self.show_opening(opening, live),
            **self.columns(chosen),
            self.stage.example: gr.update(**listed),
            self.stage.families: gr.update(**chosen.family_choices(levels[self.inputs.index(chosen)])),
            self.stage.notice: chosen.idle,
        }

    def columns(self, chosen: ProblemInput) -> Values:
        """One input in sight, and no other."""
        return {one.column: gr.update(visible=one is chosen) for one in self.inputs}

    def open_example(self, name: str, live: LiveRun | None) -> Values:
        """A stored example, with its instance in the editor of its problem, and the settings of its runs."""
        example = self.services.stored.examples.get(name)
        if example is None:
            return {self.screen.found: f"There is no stored example {name[:40]!r}."}
        opening = open_example(example)
        values = self.show_opening(opening, live)
        if not opening.shown:
            return values
        values |= self.fill([one.trace.recipe for one in opening.shown])
        return {**values, self.stage.example: gr.skip()}  # another one may have been chosen meanwhile

    def fill(self, recipes: Sequence[Recipe]) -> Values:
        """New values of the controls that had a part in runs: of the seed and the settings at least."""
        stage, recipe, values = self.stage, recipes[0], control_values(recipes)
        filled = {control: values[name] for name, control in stage.controls.items() if name in values}
        filled[stage.seed] = recipe.seed
        chosen = next((one for one in self.inputs if recipe.task in one.problem.tasks), None)
        if chosen:
            level = chosen.problem.level_of(recipe)
            filled |= {
                **self.columns(chosen),
                stage.problem: chosen.problem.name,
                stage.families: gr.update(**chosen.family_choices(level)),
                stage.notice: chosen.idle,
                chosen.level: level,
                chosen.editor: chosen.edit(level, chosen.problem.text(recipe.input)),
            }
        return filled

    def wake(self, shown: tuple[Shown, ...], problem: str, linked: Any, live: LiveRun | None) -> Values:
        """The first example, on a page seen for the first time, unless it shows something or is about to."""
        if shown or linked or (live is not None and live.is_going):
            return self.screen.same
        opening = first_opening(self.services.stored, self.input_of(problem).problem)
        return {**self.show_opening(opening, None), self.stage.notice: gr.skip()}

    def open_file(self, file: str, live: LiveRun | None) -> Values:
        """Traces a visitor brings; what was on screen stays there, and goes on, if the file is no good."""
        try:
            opened = import_file(file)
        except ValueError as refused:
            return {self.screen.found: str(refused), self.stage.upload: None}
        try:
            shown = self.screen.replace(live, opened, play=True, found=outcomes(opened))
        except Exception as fault:  # another program may have written anything that the schema lets through
            log.warning("A trace of a visitor could not be shown.", exc_info=fault)
            shown = {self.screen.found: UNSHOWABLE}
        return {**shown, self.stage.upload: None}

    def begin(
        self, problem: str, families: list[str], seed: Any, keep: bool, shown: tuple[Shown, ...], *values: Any
    ) -> Values:
        """Check the input; the run is set up, or one sentence says why not.

        Args:
            problem: name of the problem whose turn it is.
            families: names of the families.
            seed: seed of the sampling.
            keep: whether the lanes on screen stay, if they are of the same instance.
            shown: these lanes.
            *values: level and text of each input, then the value of each settings control.
        """
        chosen = self.input_of(problem)
        number, refuses = self.inputs.index(chosen), {self.stage.live: None}
        level, text = values[2 * number : 2 * number + 2]
        if chosen.problem.mistake(level, text):
            sentence = f"The {chosen.problem.noun} needs mending first."
            return {**refuses, chosen.editor: chosen.check(level, text), self.stage.notice: sentence}
        if not chosen.has_models:
            return {**refuses, self.stage.notice: chosen.idle}
        try:
            settings = dict(zip(self.stage.controls, values[2 * len(self.inputs) :]))
            live = prepare(level, text, families, seed, settings)
            live = beside(live, shown) if keep else live
        except ValueError as refused:
            return {**refuses, self.stage.notice: str(refused)}
        return {self.stage.live: live, **self.screen.begin(stays=isinstance(live, RunBeside))}

    def go(self, live: LiveRun | None) -> Iterator[tuple[Any, Any]]:
        """Run all lanes, one step of each in turn."""
        if live is None or not live.is_going:
            yield gr.skip(), gr.skip()  # a generator without any value would empty both
            return
        yield gr.skip(), "Loading the models …"
        sentence: Any = "Running …"
        for message in stream(live, self.services.models):
            if live.is_stopped:
                return
            yield addressed(live.key, message), sentence
            sentence = gr.skip()  # a message may reach the page after what `halt` has said, and must not unsay it

    def end(self, live: LiveRun | None, shown: tuple[Shown, ...]) -> Values:
        """Show a run that came to its own end, unless it was stopped before it could be shown."""
        return self.screen.same if live is None or not live.ended or live.is_stopped else self.halt(live, shown)

    def halt(self, live: LiveRun | None, shown: tuple[Shown, ...]) -> Values:
        """Make no further step, and show what there is: the run, or else what was on screen before."""
        if live is None:
            return self.screen.same
        live.stop()
        values, sentence = self.screen.buttons(is_running=False), ""
        with live.failing():
            made = live.lanes()
            sentence = outcomes(made) or "Stopped before the first step."
            values = self.screen.put(made or shown)
        return {**values, self.stage.notice: live.problem or sentence}
