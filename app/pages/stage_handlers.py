"""What the controls of a stage do: each handler takes their values and returns new ones."""

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from app.beside import beside
from app.live import LiveRun
from app.pages.problem_input import ProblemInput
from app.pages.runs import prepare, stream
from app.services import Services
from app.shown import Opening, Shown, first_opening, import_file, message_for, open_example, outcomes, verify_shown


class StageHandlers:
    """The handlers; what belongs to one visitor is handed in and out, nothing of it is kept here.

    Args:
        services: models, stored traces and exports of this app.
        inputs: the inputs of the stage, one for each of its problems.
        controls: names of the settings on the page, in the order in which `begin` gets their values.
    """

    def __init__(self, services: Services, inputs: Sequence[ProblemInput], controls: Sequence[str]) -> None:
        self.services = services
        self.inputs = tuple(inputs)
        self.controls = tuple(controls)

    def number_of(self, problem: str) -> int:
        """Which of the inputs is that of a problem, given by its name."""
        return [one.problem.name for one in self.inputs].index(problem)

    def show(self, shown: tuple[Shown, ...], play: bool = False) -> tuple[Any, ...]:
        """New values of player and state."""
        return message_for(shown, play), shown

    def show_opening(self, opening: Opening) -> tuple[Any, ...]:
        """New values of player, state, ``found`` and ``watch``; the traces stay if there are none."""
        if not opening.shown:
            return *[gr.skip()] * 2, opening.fault, ""
        return *self.show(opening.shown, play=True), opening.fault, opening.example.watch

    def choose_problem(self, problem: str, *levels: str) -> tuple[Any, ...]:
        """Another problem's input, as it was left, beside the first example of that problem."""
        number = self.number_of(problem)
        chosen = self.inputs[number]
        opening = first_opening(self.services.stored, chosen.problem)
        examples = self.services.stored.of(chosen.problem.tasks)
        example = gr.update(
            choices=[(one.title, one.name) for one in examples],
            value=opening.example and opening.example.name,
            visible=bool(examples),
        )
        columns = [gr.update(visible=one is chosen) for one in self.inputs]
        families = gr.update(**chosen.family_choices(levels[number]))
        return *columns, example, families, chosen.idle, *self.show_opening(opening)

    def open_example(self, name: str) -> tuple[Any, ...]:
        """A stored example, with its instance in the editor of its problem."""
        example = self.services.stored.examples.get(name)
        if example is None:
            return *[gr.skip()] * 2, f"There is no stored example {name[:40]!r}.", gr.skip(), *self.fill(None)
        opening = open_example(example)
        return *self.show_opening(opening), *self.fill(opening)

    def fill(self, opening: Opening | None) -> tuple[Any, ...]:
        """New values of the families, and of the level and the editor of each input."""
        families, values = gr.skip(), []
        for one in self.inputs:
            if opening and opening.shown and opening.example.task in one.problem.tasks:
                recipe = opening.shown[0].trace.recipe
                level = one.problem.level_of(recipe)
                families = gr.update(**one.family_choices(level))
                values += [level, one.edit(level, one.problem.text(recipe.input))]
            else:
                values += [gr.skip(), gr.skip()]
        return families, *values

    def wake(self, shown: tuple[Shown, ...], problem: str, linked: Any = None) -> tuple[Any, ...]:
        """The first example, on a page seen for the first time, unless it shows something or a link is about to."""
        if shown or linked:
            return (gr.skip(),) * 4
        return self.show_opening(first_opening(self.services.stored, self.inputs[self.number_of(problem)].problem))

    def open_file(self, file: str) -> tuple[Any, ...]:
        """Traces a visitor brings; what was on screen stays there if the file is no good."""
        try:
            opened = tuple(import_file(file))
            return *self.show(opened, play=True), outcomes(opened), None
        except ValueError as refused:
            return *[gr.skip()] * 2, str(refused), None

    def verify_shown(self, shown: tuple[Shown, ...]) -> Iterator[str]:
        """Make the traces on screen again and compare."""
        yield "Making the traces again …"
        yield verify_shown(shown, self.services.models)

    def begin(
        self, problem: str, families: list[str], seed: Any, keep: bool, shown: tuple[Shown, ...], *values: Any
    ) -> tuple[Any, ...]:
        """Check the input; the run is set up, or one sentence says why not.

        Args:
            problem: name of the problem whose turn it is.
            families: names of the families.
            seed: seed of the sampling.
            keep: whether the lanes on screen stay, if they are of the same instance.
            shown: these lanes.
            *values: level and text of each input, then the value of each settings control.

        Returns:
            New values of the run, of each editor, of notice, Run and Stop.
        """
        number = self.number_of(problem)
        chosen, (level, text) = self.inputs[number], values[2 * number : 2 * number + 2]
        editors: list[Any] = [gr.skip()] * len(self.inputs)
        if chosen.problem.mistake(level, text):
            editors[number] = chosen.check(level, text)
            return None, *editors, f"The {chosen.problem.noun} needs mending first.", gr.skip(), gr.skip()
        if not chosen.has_models:
            return None, *editors, chosen.idle, gr.skip(), gr.skip()
        try:
            live = prepare(level, text, families, seed, dict(zip(self.controls, values[2 * len(self.inputs) :])))
            live = beside(live, shown) if keep else live
        except ValueError as refused:
            return None, *editors, str(refused), gr.skip(), gr.skip()
        return live, *editors, "Waiting for a free place …", gr.update(interactive=False), gr.update(interactive=True)

    def leave_example(self, live: LiveRun | None, keep: bool) -> tuple[Any, Any]:
        """New ``example`` and ``watch``: a run takes the place of what was stored, unless its lanes stay."""
        return (gr.skip(), gr.skip()) if live is None or keep else (gr.update(value=None), "")

    def go(self, live: LiveRun | None) -> Iterator[tuple[Any, Any]]:
        """Run all lanes, one step of each in turn."""
        if live is None:
            yield gr.skip(), gr.skip()  # a generator without any value would empty both
            return
        yield gr.skip(), "Loading the models …"
        sentence: Any = "Running …"
        for message in stream(live, self.services.models):
            yield message, sentence
            sentence = gr.skip()  # a message may reach the page after what `halt` has said, and must not unsay it

    def end(self, live: LiveRun | None, shown: tuple[Shown, ...]) -> tuple[Any, ...]:
        """Show a run that came to its own end; one that `halt` ended has been shown already."""
        if live is None or not live.ended:
            return (gr.skip(),) * 5
        return self.halt(live, shown)

    def halt(self, live: LiveRun | None, shown: tuple[Shown, ...]) -> tuple[Any, ...]:
        """Make no further step, and show what there is: the run, or else what was on screen before."""
        if live is None:
            return (gr.skip(),) * 5
        live.stop()
        shows, sentence = (gr.skip(), gr.skip()), ""
        with live.failing():
            made = live.lanes()
            shows = self.show(made or shown)
            sentence = outcomes(made) or "Stopped before the first step."
        return *shows, live.problem or sentence, gr.update(interactive=True), gr.update(interactive=False)
