"""The Plan page: one star graph, every family at work on it side by side."""

import gradio as gr

from app.editor.editor import GraphEditor
from app.editor.graph_text import graph_text
from app.inputs import problem_of
from app.notice import Notice
from app.pages import plan_actions as actions
from app.pages.plan_actions import Shown
from app.pages.plan_handlers import IDLE, PlanHandlers, Services
from app.player.player import TracePlayer
from app.settings import CONTROLS, GROUPS, LARGEST_SEED
from ilm_core.tasks import TASKS

INTRODUCTION = (
    "Each language model below looks for the one path from source to goal. **ARM** writes it from left to right, "
    "**MDM** fills the cells of a canvas whose length it was given, and **ILM** inserts each token wherever it is "
    "surest, and decides itself when nothing is missing any more."
)


class PlanPage:
    """Builds the page inside the current Blocks and wires it.

    Args:
        services: models, stored traces and exports of this app.
    """

    def __init__(self, services: Services) -> None:
        self.services = services
        self.levels = services.models.tasks or list(TASKS[:2])
        self.handle = PlanHandlers(services, self.levels)
        names = services.stored.names
        first = self.handle.opened(names[0]) if names else ()
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
        self.families = gr.CheckboxGroup(**self.handle.family_choices(level), label="Families", elem_id="families")
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
        controls = {}
        with gr.Tabs(elem_id="groups"):
            for title, members in GROUPS.items():
                if names := [name for name in members if name in self.handle.controls]:
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

    def wire(self) -> None:
        """Connect controls and handlers. Only `trace` is meant for callers from outside."""
        handle = self.handle
        private = {"api_visibility": "private", "show_progress": "hidden"}
        quick = {**private, "queue": False}
        model = {"concurrency_id": "model", "concurrency_limit": 2}
        self.graph.change(handle.check, [self.level, self.graph], self.graph, trigger_mode="always_last", **quick)
        self.level.input(
            handle.change_level, [self.level, self.graph_seed], [self.graph, self.families, self.notice], **quick
        )
        self.graph_seed.input(handle.draw, [self.level, self.graph_seed], [self.graph, self.notice], **quick)
        self.random.click(handle.draw_another, self.level, [self.graph_seed, self.graph, self.notice], **quick)
        shows = [self.player, self.shown, self.download]
        if self.example:
            self.example.input(
                handle.open_example, self.example, [*shows, self.level, self.graph, self.families, self.found], **quick
            )
        self.upload.upload(handle.open_file, self.upload, [*shows, self.found, self.upload], **quick)
        self.verify.click(handle.verify_shown, self.shown, self.found, **model, **private)

        controls = [self.controls[name] for name in handle.controls]
        inputs = [self.level, self.graph, self.families, self.seed, *controls]
        begun = self.run.click(handle.begin, inputs, [self.live, self.graph, self.notice, self.run, self.stop], **quick)
        going = begun.then(handle.go, self.live, [self.player, self.notice], **model, **private)
        ends = [*shows, self.notice, self.run, self.stop]
        going.then(handle.end, [self.live, self.shown], ends, **quick)
        self.stop.click(handle.halt, [self.live, self.shown], ends, cancels=[going], **quick)
        gr.api(handle.trace, api_name="trace", **model)
