"""What a link opens on a stage: the runs of its recipes, at its moment."""

import json
from collections.abc import Callable
from typing import Any

import gradio as gr

from app.events import QUICK, queued, when_over
from app.links import View, control_values, read_link, same_run
from app.live import LiveRun, Plan
from app.pages.problem_input import ProblemInput
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
        inputs = [control for one in stage.inputs for control in (one.column, one.level, one.editor)]
        buttons = [stage.notice, stage.run, stage.stop]
        shows = [stage.player, stage.shown]
        fills = [stage.problem, stage.example, stage.families, stage.seed, *stage.controls.values(), *inputs]
        found = [*shows, *buttons, stage.found, stage.watch, stage.live, self.view, *fills]
        opened = load(self.open, None, found, **QUICK)
        opened.then(self.select, None, tabs, **QUICK)  # not before: a page that is seen wakes up
        found_run = opened.then(require_run, stage.live, None, **QUICK)  # or every visitor would wait for a model
        going = found_run.success(handle.go, stage.live, [stage.player, stage.notice], **queued(stage.notice))
        when_over(going, self.end, [stage.live, stage.shown, self.view], [*shows, *buttons])
        stage.stop.click(None, cancels=[going], **QUICK)

    def select(self, request: gr.Request) -> Any:
        """The page itself, if the address names it; Gradio keeps ``page`` for its own pages."""
        return gr.Tabs(selected=self.stage.page) if request.query_params.get("tab") == self.stage.page else gr.skip()

    def open(self, request: gr.Request) -> dict[Any, Any]:
        """What the page has to show for the address with which it was loaded; nothing without a link for it."""
        stage = self.stage
        try:
            view = read_link(request.query_params)
            if view is None or not (chosen := self.input_for(view.recipes[0])):
                return {stage.found: gr.skip()}
            stored = find_stored(stage.services.stored, view)
            changes = self.fill(chosen, view)
            if stored:
                message = message_for(stored.shown, at=moment(view))
                return changes | {
                    stage.player: message,
                    stage.shown: stored.shown,
                    stage.example: gr.update(value=stored.example.name),
                    stage.watch: stored.example.watch,
                    stage.notice: outcomes(stored.shown),
                }
            live = LiveRun([Plan.of(recipe) for recipe in view.recipes])
        except ValueError as refused:
            return {stage.found: str(refused)}
        return changes | {
            stage.live: live,
            stage.notice: "Waiting for a free place …",
            stage.run: gr.update(interactive=False),
            stage.stop: gr.update(interactive=True),
            stage.example: gr.update(value=None),
            stage.watch: "",
        }

    def input_for(self, recipe: Recipe) -> ProblemInput | None:
        """The input of this stage to which a recipe belongs."""
        return next((one for one in self.stage.inputs if recipe.task in one.problem.tasks), None)

    def fill(self, chosen: ProblemInput, view: View) -> dict[Any, Any]:
        """New values of all controls that had a part in the runs."""
        stage, recipe = self.stage, view.recipes[0]
        level = chosen.problem.level_of(recipe)
        families = [family for family in FAMILIES if family in {one.family for one in view.recipes}]
        values = control_values(view.recipes)
        return {
            self.view: view,
            stage.found: OPENED,
            stage.problem: chosen.problem.name,
            stage.families: gr.update(**(chosen.family_choices(level) | {"value": families})),
            stage.seed: recipe.seed,
            **{one.column: gr.update(visible=one is chosen) for one in stage.inputs},
            chosen.level: level,
            chosen.editor: chosen.edit(level, chosen.problem.text(recipe.input)),
            **{control: values[name] for name, control in stage.controls.items() if name in values},
        }

    def end(self, live: LiveRun | None, shown: tuple[Shown, ...], view: View | None) -> tuple[Any, ...]:
        """Show the runs of a link at its moment, once they have come to their end."""
        values = self.stage.handle.end(live, shown)
        if view is None or live is None or not live.ended or live.problem:
            return values
        _, made, sentence, *buttons = values
        same = all(same_run(recipe, one.trace.recipe) for recipe, one in zip(view.recipes, made))
        return message_for(made, at=moment(view)), made, sentence if same else f"{sentence} {OTHER_WEIGHTS}", *buttons


def require_run(live: LiveRun | None) -> None:
    """Let what follows in the chain of events happen only if there is something to run.

    Raises:
        gr.Error: one that is not shown, if there is nothing.
    """
    if live is None:
        raise gr.Error("Nothing to run.", visible=False, print_exception=False)


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
