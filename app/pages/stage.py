"""The stage: what every page has. An input on the left, lanes on one clock on the right."""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from gradio.events import Dependency

from app.events import LATEST, QUICK, if_any, queued, when_over
from app.notice import Notice
from app.pages.problem_input import ProblemInput
from app.pages.screen import Screen
from app.pages.stage_branches import StageBranches
from app.pages.stage_handlers import StageHandlers
from app.pages.stage_links import StageLinks
from app.pages.stage_verify import StageVerify
from app.pages.take_away import TakeAway, stamped_link
from app.player.player import TracePlayer
from app.problems import Problem
from app.services import Services
from app.settings import CONTROLS, GROUPS
from app.shown import Opening, first_opening, message_for
from app.verified import Verified


class Stage:
    """Builds the controls of a page inside the current Blocks and wires them.

    Args:
        services: models, stored traces and exports of this app.
        inputs: the kinds of input on offer, one for each problem; the first one opens.
        prefix: of the ids of all elements, so that two pages do not share any.
        page: name of the page, as in a link.
        waits: the page is not seen at first, so its first example waits for `open_when`.

    Attributes:
        screen: what is shown, and what speaks of it.
        handle: the handlers of the controls.
        shown: state: the traces on screen.
        live: state: the run under way, or the last one.
        verified: state: what was found about the traces that were made again last.
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
        self.verified = gr.State(Verified())
        with gr.Row(elem_id=self.name("stage"), elem_classes="stage"):
            with gr.Column(scale=1, min_width=300, elem_id=self.name("input"), elem_classes="stage-input"):
                self.add_examples(first, [one.problem.name for one in inputs], inputs[0])
                self.inputs = [
                    one(services.models, opening, visible=one is inputs[0]) for one, opening in zip(inputs, openings)
                ]
                self.add_run()
            with gr.Column(scale=2, min_width=300, elem_id=self.name("view"), elem_classes="stage-view"):
                self.add_view(first)
        self.screen = Screen(self)
        self.handle = StageHandlers(self)
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
        self.example = gr.Dropdown(
            **self.example_options(opens.problem),
            value=first.example and first.example.name,
            label="Stored example",
            elem_id=self.name("example"),
        )
        self.watch = Notice(first.example.watch if first.example else "", elem_id=self.name("watch"))

    def example_options(self, problem: Problem) -> dict[str, Any]:
        """Options of the list of stored examples: those of a problem."""
        examples = self.services.stored.of(problem.tasks)
        return {"choices": [(one.title, one.name) for one in examples], "visible": bool(examples)}

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
                precision=0,  # no bounds, which Gradio would see to in its own words
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
        screen, columns = self.screen.outputs, [one.column for one in self.inputs]
        levels, editors = ([getattr(one, name) for one in self.inputs] for name in ("level", "editor"))
        instances = [control for pair in zip(levels, editors) for control in pair]

        asked = [self.problem, self.live, *levels]
        self.problem.input(handle.choose_problem, asked, [*screen, self.families, *columns], **LATEST)
        self.example.input(handle.open_example, [self.example, self.live], [*screen, *self.fills], **LATEST)
        self.upload.upload(handle.open_file, [self.upload, self.live], [*screen, self.upload], **QUICK)
        self.take_away.wire(self.shown)

        settings = [self.families, self.seed, self.keep, self.shown]
        chosen = [self.problem, *settings, *instances, *self.controls.values()]
        begun = self.run.click(handle.begin, chosen, [self.live, *screen, *editors], **QUICK)
        going = if_any(begun, self.live)(handle.go, self.live, [self.player, self.notice], **queued(self.notice))
        when_over(going, handle.end, [self.live, self.shown], screen)
        self.stop.click(handle.halt, [self.live, self.shown], screen, **QUICK)
        self.end_with_run(going)
        StageVerify(self).wire()
        StageBranches(self).wire()

    @property
    def keys_first(self) -> str:
        """Script of an event: its first input gives way to the branches on the page, by their keys, as it is sent."""
        return f"(_, ...states) => [explorerTakeAway.keys('{self.player.elem_id}'), ...states]"

    @property
    def fills(self) -> list[gr.components.Component]:
        """All controls that an example or a link fills, the list of examples not among them."""
        inputs = [control for one in self.inputs for control in (one.column, one.level, one.editor)]
        return [self.problem, self.families, self.seed, *self.controls.values(), *inputs]

    def end_with_run(self, going: Dependency) -> None:
        """Cancel an event that runs models once its run is stopped, or something else has taken its place."""
        self.stop.click(None, cancels=[going], **QUICK)
        self.screen.left.change(None, cancels=[going], **QUICK)

    def open_when(self, event: Callable[..., object]) -> None:
        """Open the first example on an event, such as ``tab.select``, if nothing is on screen yet."""
        seen = [self.shown, self.problem, self.links.view, self.live]
        event(self.handle.wake, seen, self.screen.outputs, **QUICK)
