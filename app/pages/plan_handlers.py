"""What the Plan page's controls do: each handler takes their values and returns new ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from app.editor.graph_text import graph_text
from app.exports import Exports
from app.inputs import problem_of
from app.live import LiveRun
from app.models import ModelStore
from app.pages import plan_actions as actions
from app.pages.plan_actions import Shown
from app.settings import CONTROLS, GROUPS
from app.stored import StoredTraces
from ilm_core.families import FAMILIES

IDLE = "Press Run to see the models work on this graph, or change the graph first."


@dataclass(frozen=True)
class Services:
    """What the page needs, made once for each app."""

    models: ModelStore
    stored: StoredTraces
    exports: Exports


class PlanHandlers:
    """The handlers; what belongs to one visitor is handed in and out, nothing of it is kept here.

    Args:
        services: models, stored traces and exports of this app.
        levels: names of the tasks on offer.

    Attributes:
        controls: names of the settings that some family on offer has, in the order `begin`
            gets their values.
    """

    def __init__(self, services: Services, levels: Sequence[str]) -> None:
        self.services = services
        present = {family for level in levels for family in services.models.families(level)}
        names = (name for members in GROUPS.values() for name in members)
        self.controls = tuple(name for name in names if present.intersection(CONTROLS[name].families))

    def opened(self, name: str) -> tuple[Shown, ...]:
        """The traces of a stored example."""
        return tuple(Shown(trace, "stored") for trace in self.services.stored.read(name))

    def family_choices(self, level: str) -> dict[str, Any]:
        """Options of the family boxes: all that have a model for the level, all ticked."""
        families = self.services.models.families(level)
        return {"choices": [(FAMILIES[family].title, family) for family in families], "value": families}

    def check(self, level: str, graph: str) -> dict[str, Any]:
        """Say what is wrong with the graph, if anything is."""
        return gr.update(problem=problem_of(level, graph))

    def draw(self, level: str, number: Any) -> tuple[Any, str]:
        """The graph with this number."""
        try:
            return gr.update(value=actions.random_graph(level, number), problem=""), IDLE
        except ValueError as problem:
            return gr.skip(), str(problem)

    def draw_another(self, level: str) -> tuple[Any, ...]:
        """A graph with a number drawn by lot."""
        number = actions.random_seed()
        return number, *self.draw(level, number)

    def change_level(self, level: str, number: Any) -> tuple[Any, ...]:
        """A graph of another level, and the families there are for it."""
        graph, notice = self.draw(level, number)
        return graph, gr.update(**self.family_choices(level)), notice

    def show(self, shown: tuple[Shown, ...], play: bool = False) -> tuple[Any, ...]:
        """New values of player, state and download button."""
        file = self.services.exports.write([one.trace for one in shown])
        return actions.message_for(shown, play), shown, gr.update(value=file)

    def open_example(self, name: str) -> tuple[Any, ...]:
        """A stored example, with its graph in the editor."""
        try:
            shown = self.opened(name)
        except ValueError as problem:
            return *[gr.skip()] * 6, str(problem)
        recipe = shown[0].trace.recipe
        graph = gr.update(value=graph_text(recipe.input), problem="")
        return *self.show(shown, play=True), recipe.task, graph, gr.update(**self.family_choices(recipe.task)), ""

    def open_file(self, file: str) -> tuple[Any, ...]:
        """Traces a visitor brings; what was on screen stays there if the file is no good."""
        try:
            opened = tuple(actions.import_file(file))
            return *self.show(opened, play=True), actions.outcomes(opened), None
        except ValueError as problem:
            return *[gr.skip()] * 3, str(problem), None

    def verify_shown(self, shown: tuple[Shown, ...]) -> Iterator[str]:
        """Make the traces on screen again and compare."""
        yield "Making the traces again …"
        yield actions.verify_shown(shown, self.services.models)

    def begin(self, level: str, graph: str, families: list[str], seed: Any, *values: Any) -> tuple[Any, ...]:
        """Check the input; the run is set up, or one sentence says why not."""
        problem = problem_of(level, graph)
        if problem:
            return None, gr.update(problem=problem), "The graph needs mending first.", gr.skip(), gr.skip()
        try:
            live = actions.prepare(level, graph, families, seed, dict(zip(self.controls, values)))
        except ValueError as refused:
            return None, gr.skip(), str(refused), gr.skip(), gr.skip()
        return live, gr.skip(), "Waiting for a free place …", gr.update(interactive=False), gr.update(interactive=True)

    def go(self, live: LiveRun | None) -> Iterator[tuple[Any, Any]]:
        """Run all lanes, one step of each in turn."""
        if live is None:
            yield gr.skip(), gr.skip()  # a generator without any value would empty both
            return
        yield gr.skip(), "Loading the models …"
        for message in actions.stream(live, self.services.models):
            yield message, "Running …"

    def end(self, live: LiveRun | None, shown: tuple[Shown, ...]) -> tuple[Any, ...]:
        """Show a run that came to its own end; one that `halt` ended has been shown already."""
        if live is None or not live.ended:
            return (gr.skip(),) * 6
        return self.halt(live, shown)

    def halt(self, live: LiveRun | None, shown: tuple[Shown, ...]) -> tuple[Any, ...]:
        """Make no further step, and show what there is: the run, or else what was on screen before."""
        if live is None:
            return (gr.skip(),) * 6
        live.stop()
        made = tuple(Shown(trace, "live") for trace in live.traces)
        sentence = live.problem or actions.outcomes(made) or "Stopped before the first step."
        return *self.show(made or shown), sentence, gr.update(interactive=True), gr.update(interactive=False)

    def trace(self, level: str, graph: str = "", family: str = "ilm", seed: int = 0) -> dict[str, Any]:
        """Let one model solve a star graph, and return every step with what it believed.

        Args:
            level: which models to ask: star-easy or star-medium.
            graph: the graph, such as "0>5 5>7 5>9; source 0; goal 7"; empty draws one with the seed.
            family: ilm (inserts anywhere), mdm (fills masked cells) or arm (appends).
            seed: seed of the sampling, and of the graph if none is given.

        Returns:
            outcome, one sentence; and trace, the document of the published schema.
        """
        try:
            return actions.trace_document(self.services.models, level, graph, family, seed)
        except ValueError as problem:
            raise gr.Error(str(problem), print_exception=False) from None
