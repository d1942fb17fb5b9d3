"""The app as a part of a larger site, in a real browser."""

import threading
from collections.abc import Iterator

import gradio as gr
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from app.interface import build, page_options
from tests.app.tiny import GRAPH, save_tiny_models, save_tiny_traces
from tests.browser.conftest import visit


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """Of the app below ``/explorer`` of a site."""
    models = save_tiny_models(tmp_path_factory.mktemp("models"))
    traces = save_tiny_traces(tmp_path_factory.mktemp("traces"), models, [GRAPH])
    site = gr.mount_gradio_app(FastAPI(), build(models, traces), "/explorer", **page_options())
    server = uvicorn.Server(uvicorn.Config(site, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.1)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/explorer/"
    server.should_exit = True
    thread.join()


def test_figures_are_drawn_and_runs_are_made_below_a_path(page: Page, address: str):
    visit(page, address)
    expect(page.locator("#player .js-plotly-plot").first).to_be_visible()
    page.click("#run")
    expect(page.locator("#player .badge").first).to_have_text("live")
    expect(page.locator("#run")).to_be_enabled()
