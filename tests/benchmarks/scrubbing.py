"""How long the page takes for a step while its bar is dragged: three lanes of 64 tokens, all figures, no server.

`python -m tests.benchmarks.scrubbing` prints it. Wall time is told by an idle machine only; processor time by any.
"""

from dataclasses import dataclass

from playwright.sync_api import Page, sync_playwright

from app.player.messages import lane, load_message
from app.player.player import PLOTLY, script
from tests import traces
from tests.browser.conftest import CHROMIUM, FLAGS

TOKENS = 64
DRAG = """async (ticks) => {
  const root = document.querySelector('.trace-player-root');
  const range = root.shadowRoot.querySelector('input[type=range]');
  const first = root.__draws;
  const waits = [];
  for (let tick = 1; tick <= ticks; tick++) {
    const draws = root.__draws;
    const before = performance.now();
    range.value = tick;
    range.dispatchEvent(new Event('input', { bubbles: true }));
    while (root.__draws === draws) await new Promise(requestAnimationFrame);
    waits.push(performance.now() - before);
  }
  return [root.__draws - first, waits.sort((left, right) => left - right)];
}"""


@dataclass(frozen=True)
class Scrub:
    """What dragging the bar over a run cost.

    Attributes:
        draws: how often the player drew.
        waits: milliseconds from each step of the bar to its drawing, sorted.
        busy: milliseconds of processor time of the page, for a step.
    """

    draws: int
    waits: list[float]
    busy: float

    def __str__(self) -> str:
        p50, p95 = (self.waits[round(share * (len(self.waits) - 1))] for share in (0.5, 0.95))
        return f"a step: {p50:.1f} ms (p50), {p95:.1f} ms (p95) to its drawing; {self.busy:.1f} ms of processor time"


def long_lanes(tokens: int = TOKENS) -> str:
    """The message that shows three lanes of so many tokens."""
    makers = (traces.long_insertion, traces.long_unmasking, traces.long_appending)
    return load_message([lane(make(tokens), "stored") for make in makers])


def scrub(page: Page, ticks: int = TOKENS + 1) -> Scrub:
    """Drag the bar of the player on a page over so many ticks, one at a time."""
    meter = page.context.new_cdp_session(page)
    meter.send("Performance.enable", {"timeDomain": "threadTicks"})

    def seconds() -> float:
        metrics = meter.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in metrics if one["name"] == "TaskDuration")

    before = seconds()
    draws, waits = page.evaluate(DRAG, ticks)
    return Scrub(draws, waits, 1000 * (seconds() - before) / ticks)


def main() -> None:
    """Open the player alone with three long lanes, drag its bar twice, and print what that cost."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_content("<div class=trace-player-root></div>")
        page.add_script_tag(content=PLOTLY.read_text())
        page.add_script_tag(content=script(plotly=None))
        page.evaluate(
            "message => mountTracePlayer(document.querySelector('.trace-player-root'), playerOptions).receive(message)",
            long_lanes(),
        )
        page.wait_for_selector("[slot=beliefs] .plot-container", timeout=120_000)
        for _ in range(2):
            page.evaluate("document.querySelector('.trace-player-root').tracePlayer.controls.go(0)")
            print(scrub(page))
        browser.close()


if __name__ == "__main__":
    main()
