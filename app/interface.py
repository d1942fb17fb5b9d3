"""The app: its pages, what is shared by all of them, and how it is launched."""

from pathlib import Path
from typing import Any

import gradio as gr
import torch

from app.api import Api
from app.exports import LARGEST_FILE, Exports
from app.models import ModelStore
from app.pages.plan import PlanPage
from app.pages.write import WritePage
from app.player.player import head, static_paths
from app.services import Services
from app.stored import FOLDER, StoredTraces
from ilm_core.checkpoints import ASSETS

HERE = Path(__file__).parent
SCRIPTS = ("theme.js", "pages.js", "take_away.js", "player/js/embed.js")
STYLES = ("page.css", "embed.css")
TITLE = "The order in which language models write"
MOST_WAITING = 20  # events in the queue, those that are under way not counted
PAGES = {"plan": PlanPage, "write": WritePage}  # by the name in a link; the first one opens


def build(models: Path = ASSETS, traces: Path = FOLDER) -> gr.Blocks:
    """Make the app. Nothing is loaded but the stored traces.

    Args:
        models: folder of the models, ``<task>/<family>`` in it.
        traces: folder of the stored traces.

    Returns:
        The app, ready for `launch`.
    """
    torch.set_num_threads(1)  # two runs side by side are faster than one on two threads
    services = Services(ModelStore(models), StoredTraces(traces), Exports())
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 86400)) as demo:
        with gr.Row(elem_id="top"):
            gr.Markdown(f"# {TITLE}")
            theme = gr.Button("Dark / light", size="sm", min_width=110, scale=0, elem_id="theme")
        theme.click(None, js="() => window.explorerTheme.toggle()", api_visibility="private")
        with gr.Tabs(elem_id="pages") as tabs:
            for number, (name, page) in enumerate(PAGES.items()):
                with gr.Tab(page.title, id=name) as tab:
                    built = page(services, waits=number > 0)
                if number:
                    built.stage.open_when(tab.select)
                built.stage.links.wire(demo.load, tabs)
                tab.select(None, js=f"() => window.explorerPages.name('{name}')", api_visibility="private")
        Api(services.models).add()
    demo.queue(max_size=MOST_WAITING)
    return demo


def launch(demo: gr.Blocks, **options: Any) -> tuple[Any, str, str]:
    """Serve an app made by `build`.

    Args:
        demo: the app.
        **options: as for ``gr.Blocks.launch``.

    Returns:
        What ``gr.Blocks.launch`` returns; the second is the address.
    """
    return demo.launch(**page_options(), **options)


def page_options() -> dict[str, Any]:
    """What the app needs of ``gr.Blocks.launch``, or of ``gr.mount_gradio_app`` where it is a part of a larger site."""
    gr.set_static_paths(static_paths())
    script = "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return {
        "theme": theme(),
        "css": "\n".join((HERE / name).read_text(encoding="utf-8") for name in STYLES),
        "head": f"<script>{script}\nhidePanels(document.body, location.search);</script>{head()}",
        "footer_links": ["api"],
        "run_history": False,
        "ssr_mode": False,
        "max_file_size": LARGEST_FILE,
        "mcp_server": True,
    }


def theme() -> gr.themes.Base:
    """Fonts of the system, nothing fetched; greys and blues with a contrast of at least 4.5 to 1."""
    base = gr.themes.Default(
        primary_hue="blue",
        neutral_hue="slate",
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
    return base.set(
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_300",
        block_title_text_color="*neutral_800",
        block_title_text_color_dark="*neutral_100",
        block_label_text_color="*neutral_700",
        block_label_text_color_dark="*neutral_200",
        checkbox_border_color="*neutral_500",  # 3 to 1 at least: an empty box must be seen
        checkbox_border_color_dark="*neutral_400",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_600",
        button_primary_background_fill_hover_dark="*primary_700",
    )
