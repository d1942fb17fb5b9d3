"""The Plan page: one star graph, every family at work on it side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from app.editor.editor import GraphEditor
from app.editor.graph_text import graph_text
from app.exports import Exports
from app.inputs import problem_of
from app.live import LiveRun
from app.models import ModelStore
from app.notice import Notice
from app.pages import plan_actions as actions
from app.pages.plan_actions import Shown
from app.player.player import TracePlayer
from app.settings import CONTROLS, GROUPS, LARGEST_SEED
from app.stored import StoredTraces
from ilm_core.families import FAMILIES
from ilm_core.tasks import TASKS

INTRODUCTION = (
    "Each language model below looks for the one path from source to goal. **ARM** writes it from left to right, "
    "**MDM** fills the cells of a canvas whose length it was given, and **ILM** inserts each token wherever it is "
    "surest, and decides itself when nothing is missing any more."
)
IDLE = "Press Run to see the models work on this graph, or change the graph first."


@dataclass(frozen=True)
class Services:
    """What the page needs, made once for each app."""

    models: ModelStore
    stored: StoredTraces
    exports: Exports


class PlanPage:
    """Builds the page inside the current Blocks and wires it.

    Args:
        services: models, stored traces and exports of this app.
    """

    def __init__(self, services: Services) -> None:
        self.services = services
        self.levels = services.models.tasks or list(TASKS[:2])
        names = services.stored.names
        first = self.opened(names[0]) if names else ()
        level = first[0].trace.recipe.task if first else self.levels[0]
        if level not in self.levels:
            self.levels = [*self.levels, level]
        graph = graph_text(first[0].trace.recipe.input) if first else actions.random_graph(level, 0)

        self.shown = gr.State(first)
        self.live = gr.State(None)
        gr.Markdown(INTRODUCTION, elem_id="introduction")
        with gr.Row(elem_id="stage"):
            with gr.Column(scale=1, min_width=300, elem_id="input"):
                self.add_input(level, graph, names)
            with gr.Column(scale=2, min_width=300, elem_id="view"):
                self.add_view(first)
        self.wire()

    def opened(self, name: str) -> tuple[Shown, ...]:
        """The traces of a stored example."""
        return tuple(Shown(trace, "stored") for trace in self.services.stored.read(name))

    def add_input(self, level: str, graph: str, names: list[str]) -> None:
        """Level, graph, families, settings, Run and Stop."""
        if names:
            self.example = gr.Dropdown(names, value=names[0], label="Stored example", elem_id="example")
        else:
            self.example = None
        self.level = gr.Radio(self.levels, value=level, label="Level", elem_id="level")
        with gr.Row(elem_id="random"):
            self.graph_seed = gr.Number(
                0, label="Graph number", precision=0, minimum=0, min_width=90, elem_id="graph-seed"
            )
            self.random = gr.Button("Random graph", min_width=120, elem_id="random-graph")
        self.graph = GraphEditor(graph, problem_of(level, graph), elem_id="graph")
        self.families = gr.CheckboxGroup(**self.family_choices(level), label="Families", elem_id="families")
        with gr.Accordion("Settings", open=False, elem_id="settings"):
            self.seed = gr.Number(
                0,
                label="Seed",
                info="Same seed, same trace.",
                precision=0,
                minimum=0,
                maximum=LARGEST_SEED,
                elem_id="seed",
            )
            self.controls = self.add_controls()
        with gr.Row(elem_id="go"):
            self.run = gr.Button("Run", variant="primary", min_width=100, elem_id="run")
            self.stop = gr.Button("Stop", interactive=False, min_width=100, elem_id="stop")
        self.notice = Notice(IDLE, elem_id="notice")

    def add_controls(self) -> dict[str, gr.components.Component]:
        """The settings, by name; those of families without any model are left out."""
        models = self.services.models
        present = {family for level in self.levels for family in models.families(level)}
        controls = {}
        with gr.Tabs(elem_id="groups"):
            for title, members in GROUPS.items():
                names = [name for name in members if present.intersection(CONTROLS[name].families)]
                if names:
                    with gr.Tab(title):
                        for name in names:
                            controls[name] = CONTROLS[name].component()
        return controls

    def add_view(self, first: tuple[Shown, ...]) -> None:
        """The player, and what can be done with the traces in it."""
        self.player = TracePlayer(actions.message_for(first, play=True) if first else None, elem_id="player")
        with gr.Row(elem_id="take"):
            self.verify = gr.Button("Verify", min_width=100, elem_id="verify")
            self.download = gr.DownloadButton(
                "Download JSON", value=lambda: self.services.exports.write([one.trace for one in first]),
                min_width=100, elem_id="download",
            )  # fmt: skip
        self.upload = gr.File(
            label="Open a trace",
            file_types=[".json", ".jsonl"],
            height=140,
            elem_id="upload",
        )
        self.found = Notice(elem_id="found")

    def family_choices(self, level: str) -> dict[str, Any]:
        """Options of the family boxes: all that have a model for the level, all ticked."""
        families = self.services.models.families(level)
        return {"choices": [(FAMILIES[family].title, family) for family in families], "value": families}

    def wire(self) -> None:
        """Connect controls and handlers. Only `trace` is meant for callers from outside."""
        private = {"api_visibility": "private", "show_progress": "hidden"}
        quick = {**private, "queue": False}
        model = {"concurrency_id": "model", "concurrency_limit": 2}
        self.graph.change(self.check, [self.level, self.graph], self.graph, trigger_mode="always_last", **quick)
        self.level.input(
            self.change_level, [self.level, self.graph_seed], [self.graph, self.families, self.notice], **quick
        )
        self.graph_seed.input(self.draw, [self.level, self.graph_seed], [self.graph, self.notice], **quick)
        self.random.click(self.draw_another, self.level, [self.graph_seed, self.graph, self.notice], **quick)
        shows = [self.player, self.shown, self.download]
        if self.example:
            self.example.input(
                self.open_example, self.example, [*shows, self.level, self.graph, self.families, self.found], **quick
            )
        self.upload.upload(self.open_file, self.upload, [*shows, self.found, self.upload], **quick)
        self.verify.click(self.verify_shown, self.shown, self.found, **model, **private)

        controls = list(self.controls.values())
        inputs = [self.level, self.graph, self.families, self.seed, *controls]
        begun = self.run.click(self.begin, inputs, [self.live, self.graph, self.notice, self.run, self.stop], **quick)
        going = begun.then(self.go, self.live, [self.player, self.notice], **model, **private)
        ends = [*shows, self.notice, self.run, self.stop]
        going.then(self.end, [self.live, self.shown], ends, **quick)
        self.stop.click(self.halt, [self.live, self.shown], ends, cancels=[going], **quick)
        gr.api(self.trace, api_name="trace", **model)

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
