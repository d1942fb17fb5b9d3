"""What a visitor takes away from a stage: a link, and files."""

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from app.events import PRIVATE, QUICK
from app.export_formats import FORMATS
from app.exports import file_stem
from app.faults import sentence_for
from app.links import View, link_to
from app.notice import Notice
from app.services import Services
from app.shown import Shown
from ilm_core.trace import Recipe

DEFAULT = next(iter(FORMATS))


class TakeAway:
    """Builds the controls inside the current Blocks.

    Args:
        services: where files to download are kept.
        page: name of the page, as in a link.
        prefix: of the ids of all elements.
        fault: what is wrong with the traces that are seen first; empty for nothing.

    Attributes:
        found: what was found about the traces, or done with them, in one sentence.
        verify: button that makes the traces again; the stage wires it.
    """

    def __init__(self, services: Services, page: str, prefix: str = "", fault: str = "") -> None:
        self.services = services
        self.page = page
        self.prefix = prefix
        with gr.Row(elem_id=f"{prefix}take", elem_classes="take"):
            self.copy = gr.Button("Copy link", min_width=100, elem_id=f"{prefix}copy-link")
            self.format = gr.Dropdown(
                list(FORMATS), value=DEFAULT, label="File", container=False, min_width=190, elem_id=f"{prefix}format"
            )
            self.download = gr.Button("Download", min_width=100, elem_id=f"{prefix}download")
            self.verify = gr.Button("Verify", min_width=100, elem_id=f"{prefix}verify")
        self.found = Notice(fault, elem_id=f"{prefix}found")
        self.link = gr.Textbox(
            label="Link", visible=False, interactive=False, buttons=["copy"], elem_id=f"{prefix}link"
        )
        self.view = gr.Textbox(visible="hidden")  # the page says here what is on screen
        self.file = gr.File(visible="hidden")

    def wire(self, shown: gr.State) -> None:
        """Connect the controls.

        Args:
            shown: the traces on screen.
        """
        look = f"explorerTakeAway.view('{self.prefix}player')"
        copied = self.copy.click(self.make_link, self.view, [self.link, self.found], js=f"() => [{look}]", **QUICK)
        copied.then(None, self.link, self.found, js="(link) => explorerTakeAway.copy(link)", **PRIVATE)
        made = self.download.click(
            self.make_file,
            [self.format, self.view, shown],
            [self.file, self.found],
            js=f"(format, view, shown) => [format, {look}, shown]",
            concurrency_id="export",
            concurrency_limit=1,
            **PRIVATE,
        )
        made.then(None, self.file, None, js="(file) => explorerTakeAway.save(file)", **PRIVATE)

    def make_link(self, view: str) -> tuple[Any, str]:
        """The link to what is on screen, or one sentence why there is none."""
        try:
            return gr.update(value=link_to(View.parse(view), self.page), visible=True), ""
        except ValueError as refused:
            return gr.update(value="", visible=False), str(refused)

    def make_file(self, format_name: str, view: str, shown: tuple[Shown, ...]) -> Iterator[tuple[Any, str]]:
        """What is on screen as a file of the chosen format, or one sentence why there is none."""
        yield gr.skip(), "Making the file …"  # a film takes its time
        try:
            seen = View.parse(view)
            wanted = FORMATS[format_name]
            traces = [one for recipe in seen.recipes for one in find_runs(recipe, shown)]
            if not traces:
                raise ValueError("There is no trace on screen.")
            content = wanted.make(traces, stamped_link(view, self.page))
            stem = file_stem([one.trace for one in traces])
            yield str(self.services.exports.write(stem + wanted.ending(len(traces)), content)), ""
        except Exception as fault:
            yield None, sentence_for(fault)


def stamped_link(view: str, page: str) -> str:
    """The link that a file or a figure bears; empty where there can be none.

    Args:
        view: what the page says is on screen.
        page: name of the page.
    """
    try:
        return link_to(View.parse(view), page)
    except ValueError:
        return ""


def find_runs(recipe: Recipe, shown: Sequence[Shown]) -> list[Shown]:
    """The run of a recipe among the traces on screen and their branches; empty if it is not there."""
    wanted = recipe.model_dump(mode="json")  # as the page has it: without tuples
    nodes = (node for one in shown for node in one.tree.nodes)
    return [Shown(node.trace, node.source) for node in nodes if node.trace.recipe.model_dump(mode="json") == wanted][:1]
