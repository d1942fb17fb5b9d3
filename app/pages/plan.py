"""The Plan page: one puzzle, every family at work on it side by side."""

import gradio as gr

from app.pages.graph_input import GraphInput
from app.pages.stage import Stage
from app.pages.zebra_input import ZebraInput
from app.services import Services

INTRODUCTION = (
    "Each language model below works on the same puzzle: the one path from source to goal of a **star graph**, or who "
    "lives where in a **zebra puzzle**. **ARM** (autoregressive) writes the answer from left to right, **MDM** "
    "(masked diffusion) fills the cells of a canvas whose length it was given, and **ILM** (insertion) puts each token "
    "wherever it is surest, also between others, and decides itself when nothing is missing any more."
)


class PlanPage:
    """Builds the page inside the current Blocks.

    Args:
        services: models, stored traces and exports of this app.
        waits: whether the page is not the one seen first.
    """

    title = "Plan"

    def __init__(self, services: Services, waits: bool = False) -> None:
        gr.Markdown(INTRODUCTION, elem_classes="introduction")
        self.stage = Stage(services, [GraphInput, ZebraInput], waits=waits)
