"""A real Chromium, and pages that fail the test on any error or outside request."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, TimeoutError, expect, sync_playwright

from app.interface import build, launch

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000  # milliseconds: a busy machine is slow, not wrong
LOCAL = ("127.0.0.1", "localhost", "", None)  # data: and blob: addresses have no host
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session", autouse=True)
def patient_launch() -> Iterator[None]:
    """Gradio refuses to launch if its first page takes three seconds; the tests wait longer than that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gradio.networking.url_ok", lambda url: True)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_ports(worker_id: str) -> Iterator[None]:
    """Servers of several test processes do not look for a free port among the same hundred."""
    number = 0 if worker_id == "master" else int(worker_id.removeprefix("gw"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gradio.http_server.INITIAL_PORT_VALUE", 7860 + 100 * number)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page, 1280 pixels wide; fails at the end if a script threw or anything went outside."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    outside: list[str] = []
    opened.on("request", lambda request: urlsplit(request.url).hostname in LOCAL or outside.append(request.url))
    yield opened
    errors = [str(error) for error in opened.page_errors(filter="all")]
    context.close()
    assert not errors, f"Scripts of the page threw: {errors}"
    assert not outside, f"The page asked for something from outside: {outside}"


def visit(page: Page, address: str) -> Page:
    """Open the app, and wait until it can be used.

    On a busy machine Gradio's own scripts now and then break off before the page stands, whose "Loading..." then
    stays and takes every click. Such a page is loaded again, as a visitor would do, and what it threw is forgotten;
    one that threw nothing is only slow, and gets the time it needs.
    """
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    broken: list[str] = []
    began = time.monotonic()
    while True:
        try:
            page.locator("#player, #write-player").filter(visible=True).click(trial=True, timeout=PATIENCE / 6)
            return page
        except TimeoutError as fault:
            if time.monotonic() - began > 3 * PATIENCE / 1000:
                pytest.fail(f"{address} could not be used after three minutes.\nThrown: {broken}\n{fault}")
        if errors := page.page_errors(filter="all"):
            broken += map(str, errors)
            page.clear_page_errors()
            page.goto(address)


def settle(page: Page) -> None:
    """Wait until what was asked for has been drawn."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


@contextmanager
def serve(models: Path, traces: Path) -> Iterator[str]:
    """The app with models and stored examples of its own; gives its address."""
    demo = build(models, traces)
    _, url, _ = launch(demo, prevent_thread_lock=True, quiet=True)
    yield url
    demo.close()


def violations(page: Page) -> list[str]:
    """What axe finds, with the elements; without transitions, in which a colour is half-way."""
    page.emulate_media(reduced_motion="reduce")
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


def cramped(page: Page, player: str) -> list[str]:
    """Controls of the page and of a player that stand out of the screen, or are no 44 pixels wide and high.

    Words of a running text are left out, and so are the places between tokens, whose hit area is wider than they are.
    """
    return page.evaluate(
        """(player) => {
          const kinds = 'button, select, textarea, a[href], [role=tab], '
            + 'input:not([type=file], [type=hidden], [type=checkbox], [type=radio])';
          const shadow = document.querySelector(`${player} .trace-player-root`).shadowRoot;
          const all = [document.querySelector('main'), shadow].flatMap((root) => [...root.querySelectorAll(kinds)]);
          const seen = all.filter((one) => one.checkVisibility() && !one.closest('.visually-hidden, .place'));
          const boxes = seen.map((one) => [one, one.getBoundingClientRect()]).filter(([, box]) => box.width);
          const isSmall = ({ width, height }) => Math.min(width, height) < 43.5;
          const isOut = ({ left, right }) => left < 0 || right > innerWidth + 0.5;
          return boxes.filter(([, box]) => isSmall(box) || isOut(box)).map(([one, { left, width, height }]) =>
            [one.tagName, one.className, one.ariaLabel ?? one.textContent, left, width, height].join(' '));
        }""",
        player,
    )


def save(page: Page, click: str) -> tuple[str, bytes]:
    """Click on something that saves a file; gives its name and content."""
    with page.expect_download() as waiting:
        page.locator(click).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def read_svg(content: bytes) -> tuple[str, tuple[int, int]]:
    """All that is written on a drawing, broken lines joined, and its width and height."""
    root = ElementTree.fromstring(content)
    return "".join(root.itertext()), (int(root.get("width")), int(root.get("height")))
