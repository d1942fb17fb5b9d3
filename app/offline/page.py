"""Makes the offline page: the same player, its traces, and plotly.js if figures are wanted."""

import base64
import json
import re
import zlib
from collections.abc import Sequence
from pathlib import Path

from app.badge import badge_line
from app.names import title_of
from app.player.player import PLOTLY, script
from app.shown import Shown, message_for

FOLDER = Path(__file__).parent
ENDS_SCRIPT = re.compile(r"[<>&\u2028\u2029]")


def page_without_figures(shown: Sequence[Shown], link: str) -> bytes:
    """The page with lanes and controls alone; about 0.1 MB and the traces."""
    return offline_page(shown, link, plotly="")


def page_with_figures(shown: Sequence[Shown], link: str) -> bytes:
    """The page with all figures; plotly.js adds about 5 MB."""
    return offline_page(shown, link, PLOTLY.read_text(encoding="utf-8"))


def offline_page(shown: Sequence[Shown], link: str, plotly: str) -> bytes:
    """One HTML document that asks for nothing from outside.

    Args:
        shown: the traces on screen.
        link: address of the same runs in the explorer; may be empty.
        plotly: source of plotly.js; without it there are no figures.
    """
    message = json.loads(message_for(shown))
    if not plotly:
        message["figures"] = None
    families = ", ".join(title_of(one.trace.recipe.family) for one in shown)
    data = {
        "title": f"{shown[0].trace.recipe.task}: {families}",
        "badges": [badge_line(one) for one in shown],
        "link": link,
        "message": pack(json.dumps(message, ensure_ascii=False, separators=(",", ":"))),
    }
    parts = {
        "STYLE": (FOLDER / "offline.css").read_text(encoding="utf-8"),
        "DATA": script_json(data),
        "PLOTLY": f"<script>{plotly}</script>" if plotly else "",
        "SCRIPT": script(plotly=None) + (FOLDER / "offline.js").read_text(encoding="utf-8"),
    }
    template = (FOLDER / "page.html").read_text(encoding="utf-8")
    # In one pass, so that nothing in one part is taken for the place of another.
    return re.sub(r"@@([A-Z]+)@@", lambda place: parts[place[1]], template).encode()


def script_json(data: object) -> str:
    """JSON that can stand in a script element: no sign in it ends the element or a line."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return ENDS_SCRIPT.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def pack(text: str) -> str:
    """A text as base64 of its zlib stream, a tenth of its size; the page inflates it again."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()
