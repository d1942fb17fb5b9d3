"""The Write page: a fresh story, or a text with gaps, written by every family side by side."""

import gradio as gr

from app.pages.comparison import Comparison
from app.pages.stage import Stage
from app.pages.text_input import TextInput
from app.services import Services

INTRODUCTION = (
    "Type a text with gaps `___`, or none for a fresh story. **ILM** fills each gap with as many words as it sees fit, "
    "in an order of its own. **MDM** must be told how many tokens each gap has. **ARM** writes on from the left and "
    "cannot see what stands on the right. What a model wrote is underlined; what you typed is plain."
)


class WritePage:
    """Builds the page inside the current Blocks.

    Args:
        services: models, stored traces and exports of this app.
        waits: whether the page is not the one seen first.
    """

    title = "Write"

    def __init__(self, services: Services, waits: bool = False) -> None:
        gr.Markdown(INTRODUCTION, elem_classes="introduction")
        self.stage = Stage(services, [TextInput], prefix="write-", page="write", waits=waits)
        Comparison(self.stage, services.models)
