"""The trace player as a Gradio component."""

import json
from pathlib import Path
from typing import Any

import gradio as gr
import plotly

FOLDER = Path(__file__).parent
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
PLOTLY_ADDRESS = f"gradio_api/file={PLOTLY.as_posix()}"

# In the order they are joined: a file may use the names of those before it.
SCRIPTS = (
    "words.js",
    "elements.js",
    "run.js",
    "clock.js",
    "details.js",
    "strip.js",
    "prose.js",
    "grid.js",
    "lane.js",
    "help.js",
    "controls.js",
    "tables.js",
    "plot.js",
    "boards.js",
    "figures.js",
    "announce.js",
    "legend.js",
    "what_if.js",
    "branches.js",
    "export_paper.js",
    "export_plot.js",
    "export_grid.js",
    "export_strip.js",
    "export_lane.js",
    "export_figures.js",
    "embed.js",
    "link.js",
    "player.js",
)

STYLES = ("player.css", "prose.css", "grid.css", "branches.css", "take_away.css")


class TracePlayer(gr.HTML):
    """Lanes of traces on one clock.

    Its value is one JSON string, a command made by `app.player.messages`: everything to
    show, or one more step of a run. Scrubbing happens in the page and asks the server nothing.

    Args:
        value: the first command, or None for an empty player.
        said: a sentence about the branch that was asked for last, from `app.pages.stage_branches.say`.
        **settings: what every `gr.HTML` takes, such as ``elem_id``. If a function ``link`` is among the
            ``server_functions``, it is told what is on screen, as JSON, and gives the link that saved figures bear.
    """

    def __init__(self, value: str | None = None, said: str = "", **settings: Any) -> None:
        super().__init__(
            value,
            html_template='<div class="trace-player-root"></div>',
            js_on_load=script() + (FOLDER / "js" / "gradio.js").read_text(),
            apply_default_css=False,
            said=said,
            **settings,
        )

    def api_info(self) -> dict[str, Any]:
        """What the component's value is, for the API's documentation."""
        return {"type": "string", "description": "a command for the trace player, as JSON"}


def script(plotly: str | None = PLOTLY_ADDRESS) -> str:
    """The player's own script, which also runs without Gradio: it defines ``mountTracePlayer``.

    Args:
        plotly: where plotly.js is to be had; None uses the one on the page, if any.
    """
    parts = [(FOLDER / "js" / name).read_text() for name in SCRIPTS]
    css = "\n".join((FOLDER / name).read_text() for name in STYLES)
    options = {"css": css, "plotly": plotly}
    return "\n".join([*parts, f"const playerOptions = {json.dumps(options)};\n"])


def head() -> str:
    """What the page's head needs: a hint to fetch plotly.js when the browser has nothing else to do."""
    return f'<link rel="prefetch" as="script" href="{PLOTLY_ADDRESS}">'


def static_paths() -> list[Path]:
    """Files to hand to ``gr.set_static_paths`` before launch."""
    return [PLOTLY]
