"""The stage: what every page has. An input on the left, lanes on one clock on the right."""

from collections.abc import Callable, Sequence

import gradio as gr

from app.events import QUICK, queued, when_over
from app.faults import QUEUE_FULL
from app.notice import Notice
from app.pages.problem_input import ProblemInput
from app.pages.stage_branches import StageBranches
from app.pages.stage_handlers import StageHandlers
from app.pages.stage_links import StageLinks
from app.pages.take_away import TakeAway, stamped_link
from app.player.player import TracePlayer
from app.services import Services
from app.settings import CONTROLS, GROUPS, LARGEST_SEED
from app.shown import Opening, first_opening, message_for


class Stage:
    """Builds the controls of a page inside the current Blocks and wires them.

    Args:
        services: models, stored traces and exports of this app.
        inputs: the kinds of input on offer, one for each problem; the first one opens.
        prefix: of the ids of all elements, so that two pages do not share any.
        page: name of the page, as in a link.
        waits: the page is not seen at first, so its first example waits for `open_when`.

    Attributes:
        handle: the handlers of the controls.
        shown: state: the traces on screen.
        live: state: the run under way, or the last one.
        player, notice, found: the trace player; what happens; what was found about the traces.
    """

    def __init__(
        self,
        services: Services,
        inputs: Sequence[type[ProblemInput]],
        prefix: str = "",
        page: str = "plan",
        waits: bool = False,
    ) -> None:
        self.services = services
        self.page = page
        self.prefix = prefix
        openings = [first_opening(services.stored, one.problem) for one in inputs]
        first = Opening(openings[0].example, (), openings[0].fault) if waits else openings[0]
        self.shown = gr.State(first.shown)
        self.live = gr.State(None)
        with gr.Row(elem_id=self.name("stage"), elem_classes="stage"):
            with gr.Column(scale=1, min_width=300, elem_id=self.name("input"), elem_classes="stage-input"):
                self.add_examples(first, [one.problem.name for one in inputs], inputs[0])
                self.inputs = [
                    one(services.models, opening, visible=one is inputs[0]) for one, opening in zip(inputs, openings)
                ]
                self.add_run()
            with gr.Column(scale=2, min_width=300, elem_id=self.name("view"), elem_classes="stage-view"):
                self.add_view(first)
        self.handle = StageHandlers(services, self.inputs, tuple(self.controls))
        self.links = StageLinks(self)
        self.wire()

    def name(self, name: str) -> str:
        """The id of an element of this stage."""
        return self.prefix + name

    def add_examples(self, first: Opening, problems: Sequence[str], opens: type[ProblemInput]) -> None:
        """Which problem, and its stored examples."""
        self.problem = gr.Radio(
            list(problems), value=problems[0], label="Puzzle", visible=len(problems) > 1, elem_id=self.name("problem")
        )
        examples = self.services.stored.of(opens.problem.tasks)
        self.example = gr.Dropdown(
            [(one.title, one.name) for one in examples],
            value=first.example and first.example.name,
            label="Stored example",
            visible=bool(examples),
            elem_id=self.name("example"),
        )
        self.watch = Notice(first.example.watch if first.example else "", elem_id=self.name("watch"))

    def add_run(self) -> None:
        """Families, settings, Run and Stop."""
        opens = self.inputs[0]
        self.families = gr.CheckboxGroup(
            **opens.family_choices(opens.first_level), label="Families", elem_id=self.name("families")
        )
        self.keep = gr.Checkbox(
            False,
            label="Keep the lanes on screen",
            info="The next run of the same puzzle or text comes beside them: other settings, say, or another seed.",
            elem_id=self.name("keep"),
        )
        with gr.Accordion("Settings", open=False, elem_id=self.name("settings"), elem_classes="settings"):
            self.seed = gr.Number(
                0,
                label="Seed",
                info="Same seed, same trace.",
                precision=0,
                minimum=0,
                maximum=LARGEST_SEED,
                elem_id=self.name("seed"),
                elem_classes="seed",
            )
            self.controls = self.add_controls()
        with gr.Row(elem_id=self.name("go"), elem_classes="go"):
            self.run = gr.Button("Run", variant="primary", min_width=100, elem_id=self.name("run"))
            self.stop = gr.Button("Stop", interactive=False, min_width=100, elem_id=self.name("stop"))
        self.notice = Notice(opens.idle, elem_id=self.name("notice"))

    def add_controls(self) -> dict[str, gr.components.Component]:
        """The settings, by name; those of families without any model for this stage are left out."""
        tasks = {task for one in self.inputs for task in one.problem.tasks}
        present = {family for task in tasks for family in self.services.models.families(task)}
        starts = self.inputs[0].problem.settings
        elsewhere = set.intersection(*({*one.problem.leaves_out, *one.controls} for one in self.inputs))
        controls: dict[str, gr.components.Component] = {}
        with gr.Tabs(elem_id=self.name("groups"), elem_classes="groups"):
            for title, members in GROUPS.items():
                wanted = [name for name in members if name not in elsewhere]
                if names := [name for name in wanted if present.intersection(CONTROLS[name].families)]:
                    with gr.Tab(title):
                        for name in names:
                            controls[name] = CONTROLS[name].component(starts.get(name))
        for one in self.inputs:
            controls.update(one.controls)
        return controls

    def add_view(self, first: Opening) -> None:
        """The player, and what can be done with the traces in it."""

        def link(view: str) -> str:
            return stamped_link(view, self.page)

        message = message_for(first.shown, play=True) if first.shown else None
        self.player = TracePlayer(message, server_functions=[link], elem_id=self.name("player"))
        self.take_away = TakeAway(self.services, self.page, self.prefix, first.fault)
        self.found = self.take_away.found
        self.upload = gr.File(
            label="Open a trace",
            file_types=[".json", ".jsonl"],
            height=140,
            elem_id=self.name("upload"),
            elem_classes="upload",
        )

    def wire(self) -> None:
        """Connect controls and handlers."""
        handle = self.handle
        for one in self.inputs:
            one.wire(self.families, self.notice)
        levels = [one.level for one in self.inputs]
        instances = [control for one in self.inputs for control in (one.level, one.editor)]
        editors = [one.editor for one in self.inputs]
        shows = [self.player, self.shown]
        opens = [*shows, self.found, self.watch]
        self.problem.input(
            handle.choose_problem,
            [self.problem, *levels],
            [*(one.column for one in self.inputs), self.example, self.families, self.notice, *opens],
            **QUICK,
        )
        self.example.input(handle.open_example, self.example, [*opens, self.families, *instances], **QUICK)
        self.upload.upload(handle.open_file, self.upload, [*shows, self.found, self.upload], **QUICK)
        self.take_away.wire(self.shown)
        verifying = self.take_away.verify.click(handle.verify_shown, self.shown, self.found, **queued(self.found))
        verifying.failure(lambda: QUEUE_FULL, None, self.found, **QUICK)

        settings = [self.families, self.seed, self.keep, self.shown]
        chosen = [self.problem, *settings, *instances, *self.controls.values()]
        begun = self.run.click(handle.begin, chosen, [self.live, *editors, self.notice, self.run, self.stop], **QUICK)
        begun.then(handle.leave_example, [self.live, self.keep], [self.example, self.watch], **QUICK)
        going = begun.then(handle.go, self.live, [self.player, self.notice], **queued(self.notice))
        ends = [*shows, self.notice, self.run, self.stop]
        when_over(going, handle.end, [self.live, self.shown], ends)
        self.stop.click(handle.halt, [self.live, self.shown], ends, cancels=[going], **QUICK)
        StageBranches(self).wire(self)

    def open_when(self, event: Callable[..., object]) -> None:
        """Open the first example on an event, such as ``tab.select``, if nothing is on screen yet."""
        opens = [self.player, self.shown, self.found, self.watch]
        event(self.handle.wake, [self.shown, self.problem, self.links.view], opens, **QUICK)
