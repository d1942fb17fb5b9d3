"""The Plan page as a visitor's hands and eyes have it, and a server that is watched."""

import math
import threading
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.app.tiny import TASK
from tests.browser.conftest import visit

OTHER = "0>1 1>2 2>3 1>4; source 0; goal 3"
PROBLEM = "#graph .problem"
RUNS = "document.querySelector('#player .trace-player-root').tracePlayer.runs"


class Watch:
    """Counts what the server does, and makes it slow on demand."""

    def __init__(self) -> None:
        self.loads: list[str] = []
        self.passes = 0
        self.passes_at_stop = 0
        self.pause = 0.0
        self.faults: list[Exception] = []  # each is raised by one forward pass
        self.gate = threading.Event()  # no model gets past it before it is set
        self.gate.set()
        self.allowed = math.inf  # passes that may be made
        self.threads: set[int] = set()


def open_plan(page: Page, address: str) -> Page:
    """Open the page with its graph and its stored lanes."""
    visit(page, address)
    expect(page.locator("#graph svg .node").first).to_be_visible()
    expect(page.locator("#player .lane").first).to_be_visible()
    return page


def graph_of(page: Page) -> str:
    return page.input_value("#graph textarea")


def write_graph(page: Page, text: str) -> None:
    page.fill("#graph textarea", text)
    expect(page.locator("#graph textarea")).to_have_value(text)


def run_to_the_end(page: Page) -> None:
    """Run, and wait for what only the end brings: a short run may be over before a busy page shows that it goes on."""
    page.evaluate(f"() => {{ window.shownBefore = {RUNS} }}")
    page.click("#run")
    page.wait_for_function(f"window.shownBefore !== {RUNS} && {RUNS}.every((run) => run.ended !== 'running')")
    expect(page.locator("#run")).to_be_enabled()


def download(page: Page) -> bytes:
    with page.expect_download() as waiting:
        page.click("#download")
    return Path(waiting.value.path()).read_bytes()


def choose_example(page: Page, number: int) -> None:
    page.click("#example input")
    page.get_by_role("option", name=f"{TASK} {number}").click()


def keep_filled(page: Page, field: Locator, value: str) -> None:
    """Fill a field; Gradio sets one that has just come to be seen once more, and a busy page does so late."""

    def stays() -> bool:
        if field.input_value() != value:
            field.fill(value)
            field.press("Tab")
        page.wait_for_timeout(500)
        return field.input_value() == value

    wait_until(page, stays)


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait, at most a minute, for something that the server knows and the page need not show."""
    for _ in range(600):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not come to hold within a minute.")


def steps_shown(page: Page, family: str = "ilm") -> int:
    text = page.locator(f"#player .lane[data-family={family}] .meter-step .number").inner_text()
    return int(text.split()[0]) if text else 0  # a lane that has just been made is empty until the next frame


def both_steps_shown(page: Page) -> tuple[int, int]:
    """Steps of ILM and MDM, read at one moment."""
    words = page.evaluate(
        """() => ["ilm", "mdm"].map((family) => document.querySelector("#player .trace-player-root").shadowRoot
            ?.querySelector(`.lane[data-family=${family}] .meter-step .number`)?.textContent ?? "")"""
    )
    ilm, mdm = (int(text.split()[0]) if text else 0 for text in words)
    return ilm, mdm


def take_both_places(page: Page) -> None:
    """Ask for two runs, which is all that go on at a time; while one makes the lanes, they cannot be checked."""
    page.click("#verify")
    expect(page.locator("#found p")).to_have_text("Making the traces again …")
    page.click("#run")
    expect(page.locator("#notice p")).to_have_text("Running …")
