"""The input of one problem: its levels, instances by number, and an editor."""

import random
from abc import ABC, abstractmethod
from typing import Any, ClassVar

import gradio as gr

from app.events import LATEST, QUICK
from app.models import ModelStore
from app.names import title_of
from app.problems import Problem
from app.shown import Opening

CONTRASTED = ("ilm", "mdm", "arm")  # families that are ticked at first; others are offered


class ProblemInput(ABC):
    """Builds the controls from which a stage reads an instance. A subclass adds the editor.

    Args:
        models: the models; levels without any are not on offer.
        opening: what the problem starts with.
        visible: whether it is this problem's turn.

    Attributes:
        problem: whose instances these are.
        level_label: what stands above the levels.
        column: holds all controls.
        level: control with the level.
        editor: control with the text form of the instance.
        shape: controls with what instances drawn by number shall look like, as `Problem.random_document` takes it.
        controls: settings controls that stand beside the editor rather than among the settings, by name.
    """

    problem: ClassVar[Problem]
    level_label: ClassVar[str] = "Level"
    shape: tuple[gr.components.Component, ...] = ()

    def __init__(self, models: ModelStore, opening: Opening, visible: bool = True) -> None:
        self.models = models
        problem, noun = self.problem, self.problem.noun
        levels = [level for level in problem.levels if models.families(problem.task_of(level))]
        levels = levels or list(problem.levels[:2])
        self.first_level = levels[0]
        if opening.shown:
            recipe = opening.shown[0].trace.recipe
            self.first_level, text = problem.level_of(recipe), problem.text(recipe.input)
            if self.first_level not in levels:
                levels.append(self.first_level)
        else:
            text = problem.random_text(self.first_level, 0)
        with gr.Column(visible=visible, elem_classes="problem-input") as self.column:
            self.level = gr.Radio(
                [(problem.level_title(level), level) for level in levels],
                value=self.first_level,
                label=self.level_label,
                visible=len(levels) > 1,
                elem_id=f"{noun}-level",
            )
            self.add_numbers()
            self.editor = self.add_editor(text, **self.said(self.first_level, text))
            self.controls = self.add_controls()

    def add_numbers(self) -> None:
        """Build what draws instances by their numbers."""
        noun = self.problem.noun
        with gr.Row(elem_classes="random"):
            self.number = gr.Number(
                0,
                label=f"{noun.capitalize()} number",
                precision=0,  # no bounds, which Gradio would see to in its own words
                min_width=90,
                elem_id=f"{noun}-seed",
            )
            self.random = gr.Button(f"Random {noun}", min_width=120, elem_id=f"random-{noun}")

    def add_controls(self) -> dict[str, gr.components.Component]:
        """Build the `controls` beside the editor, by name; here there are none."""
        return {}

    @abstractmethod
    def add_editor(self, text: str, **said: str) -> gr.components.Component:
        """Build the editor; its value is the text form.

        Args:
            text: the first instance.
            **said: what there is to say of it, from `said`.
        """

    def said(self, level: str, text: str) -> dict[str, str]:
        """What the editor shows beside an instance: ``problem``, one sentence on what is wrong, empty for nothing."""
        return {"problem": self.problem.mistake(level, text)}

    def edit(self, level: str, text: str) -> dict[str, Any]:
        """The update that puts an instance into the editor; all is said anew, for an update keeps nothing."""
        return gr.update(value=text, **self.said(level, text))

    @property
    def idle(self) -> str:
        """What can be done next, in one sentence."""
        noun = self.problem.noun
        if not self.has_models:
            return f"No model knows a {noun} yet; python -m ilm_core train {self.problem.tasks[0]} ilm makes one."
        return f"Press Run to see the models work on this {noun}, or change the {noun} first."

    @property
    def has_models(self) -> bool:
        """Whether any model is there to run."""
        return any(self.models.families(task) for task in self.problem.tasks)

    def family_choices(self, level: str) -> dict[str, Any]:
        """Options of the family boxes: all that have a model for the level; the three to be contrasted are ticked."""
        families = self.models.families(self.problem.task_of(level))
        ticked = [family for family in families if family in CONTRASTED] or families
        return {"choices": [(title_of(family), family) for family in families], "value": ticked}

    def check(self, level: str, text: str) -> dict[str, Any]:
        """Say what is wrong with the instance, if anything is; it stays as it is."""
        return gr.update(**self.said(level, text))

    def draw(self, level: str, number: Any, *shape: int) -> tuple[Any, str]:
        """The instance with this number and of this shape."""
        try:
            return self.edit(level, self.problem.random_text(level, number, *shape)), self.idle
        except ValueError as refused:
            return gr.skip(), str(refused)

    def draw_another(self, level: str, *shape: int) -> tuple[Any, ...]:
        """An instance with a number drawn by lot, short enough to be passed on by word of mouth."""
        number = random.randrange(10_000)
        return number, *self.draw(level, number, *shape)

    def change_level(self, level: str, number: Any) -> tuple[Any, ...]:
        """An instance of another level, of whatever shape, and the families there are for it."""
        editor, notice = self.draw(level, number)
        return editor, gr.update(**self.family_choices(level)), notice

    def wire(self, families: gr.CheckboxGroup, notice: gr.HTML) -> None:
        """Connect the controls with each other and with those of the stage.

        Args:
            families: the family boxes.
            notice: where the page says what can be done next.
        """
        self.editor.change(self.check, [self.level, self.editor], self.editor, **LATEST)
        self.wire_numbers(families, notice)

    def wire_numbers(self, families: gr.CheckboxGroup, notice: gr.HTML) -> None:
        """Connect what draws instances by their numbers."""
        self.level.input(self.change_level, [self.level, self.number], [self.editor, families, notice], **LATEST)
        for control in (self.number, *self.shape):
            control.input(self.draw, [self.level, self.number, *self.shape], [self.editor, notice], **LATEST)
        drawn = [self.number, self.editor, notice]
        self.random.click(self.draw_another, [self.level, *self.shape], drawn, **QUICK)
