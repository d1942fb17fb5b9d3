"""What a link opens on a stage: the runs of its recipes, at its moment."""

import json
from collections.abc import Callable
from typing import Any

import gradio as gr

from app.events import QUICK, if_any, queued, when_over
from app.links import View, read_link, same_run
from app.live import LiveRun, Plan
from app.pages.problem_input import ProblemInput
from app.pages.screen import Values
from app.shown import Opening, Shown, message_for, open_example, outcomes
from app.stored import Example, StoredTraces
from ilm_core.families import FAMILIES
from ilm_core.trace import Recipe

OPENED = "Opened from a link."
OTHER_WEIGHTS = "Made with other weights than those here, so steps may differ from what was shared."


class StageLinks:
    """Handlers of a stage for links.

    Args:
        stage: an `app.pages.stage.Stage`.
    """

    def __init__(self, stage: Any) -> None:
        self.stage = stage
        self.view = gr.State(None)  # what the link asked for

    def wire(self, load: Callable[..., Any], tabs: gr.Tabs) -> None:
        """Open what the address asks for when the page is loaded.

        Args:
            load: the event of loading.
            tabs: the pages.
        """
        stage, handle = self.stage, self.stage.handle
        opened = load(self.open, None, [*stage.screen.outputs, stage.live, self.view, *stage.fills], **QUICK)
        opened.then(self.select, None, tabs, **QUICK)  # not before: a page that is seen wakes up
        shows = [stage.player, stage.notice]
        going = if_any(opened, stage.live)(handle.go, stage.live, shows, **queued(stage.notice))
        when_over(going, self.end, [stage.live, stage.shown, self.view], stage.screen.outputs)
        stage.end_with_run(going)

    def select(self, request: gr.Request) -> Any:
        """The page itself, if the address names it; Gradio keeps ``page`` for its own pages."""
        return gr.Tabs(selected=self.stage.page) if request.query_params.get("tab") == self.stage.page else gr.skip()

    def open(self, request: gr.Request) -> Values:
        """What the page has to show for the address with which it was loaded; nothing without a link for it."""
        stage = self.stage
        try:
            view = read_link(request.query_params)
            if view is None or not (chosen := self.input_for(view.recipes[0])):
                return {stage.found: gr.skip()}
            stored = find_stored(stage.services.stored, view)
            filled = self.fill(chosen, view)
            if stored:
                said = {"watch": stored.example.watch, "notice": outcomes(stored.shown), "found": OPENED}
                shown = stage.screen.replace(None, stored.shown, at=moment(view), **said)
                example = gr.update(**(stage.example_options(chosen.problem) | {"value": stored.example.name}))
                return {**filled, **shown, stage.example: example}
            live = LiveRun([Plan.of(recipe) for recipe in view.recipes])
        except ValueError as refused:
            return {stage.found: str(refused)}
        example = gr.update(**stage.example_options(chosen.problem), value=None)
        return {**filled, **stage.screen.begin(), stage.found: OPENED, stage.example: example, stage.live: live}

    def input_for(self, recipe: Recipe) -> ProblemInput | None:
        """The input of this stage to which a recipe belongs."""
        return next((one for one in self.stage.inputs if recipe.task in one.problem.tasks), None)

    def fill(self, chosen: ProblemInput, view: View) -> Values:
        """New values of all controls that had a part in the runs."""
        stage, level = self.stage, chosen.problem.level_of(view.recipes[0])
        families = [family for family in FAMILIES if family in {one.family for one in view.recipes}]
        ticked = gr.update(**(chosen.family_choices(level) | {"value": families}))
        return {self.view: view, **stage.handle.fill(view.recipes), stage.families: ticked}

    def end(self, live: LiveRun | None, shown: tuple[Shown, ...], view: View | None) -> Values:
        """Show the runs of a link at its moment, once they have come to their end."""
        stage = self.stage
        values = stage.handle.end(live, shown)
        if view is None or stage.shown not in values or not live.ended or live.problem:
            return values
        made, sentence = values[stage.shown], values[stage.notice]
        same = all(same_run(recipe, one.trace.recipe) for recipe, one in zip(view.recipes, made))
        words = sentence if same else f"{sentence} {OTHER_WEIGHTS}"
        return {**values, stage.player: message_for(made, at=moment(view)), stage.notice: words}


def moment(view: View) -> dict[str, Any]:
    """The moment of a view, as the player wants it."""
    return {"lane": view.lane, "step": view.step, "clock": view.clock}


def find_stored(stored: StoredTraces, view: View) -> Opening | None:
    """The stored example that has all runs of a link; None if there is none."""
    for example in stored.of([view.recipes[0].task]):
        if all(is_stored(recipe, example) for recipe in view.recipes):
            shown = {one.trace.recipe.family: one for one in open_example(example).shown}
            if shown.keys() >= {recipe.family for recipe in view.recipes}:
                return Opening(example, tuple(shown[recipe.family] for recipe in view.recipes))
    return None


def is_stored(recipe: Recipe, example: Example) -> bool:
    """Whether an example has the run of this recipe; only the recipe of its file is looked at."""
    file = example.files.get(recipe.family)
    try:
        return file is not None and same_run(recipe, Recipe.model_validate(json.loads(file.read_bytes())["recipe"]))
    except (ValueError, LookupError, TypeError, OSError):
        return False  # a damaged file
