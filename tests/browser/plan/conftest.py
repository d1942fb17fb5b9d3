"""The Plan page on a server that is watched."""

import math
import threading
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

import app.models
from app.live import LiveRun
from ilm_core.families import Family
from tests.app.tiny import GRAPH, save_tiny_models, save_tiny_traces
from tests.browser.conftest import serve
from tests.browser.plan.page import OTHER, Watch, open_plan


@pytest.fixture(scope="module")
def watch() -> Iterator[Watch]:
    seen = Watch()
    load, belief, stop = app.models.load_checkpoint, Family.belief, LiveRun.stop

    def counted_load(place, *rest):
        seen.loads.append(str(place))
        return load(place, *rest)

    def slow_belief(family, canvases):
        seen.passes += 1
        seen.threads.add(threading.get_ident())
        time.sleep(seen.pause)
        seen.gate.wait(60)
        while seen.passes > seen.allowed:
            time.sleep(0.01)
        if seen.faults and seen.passes > 4:
            raise seen.faults.pop()
        return belief(family, canvases)

    def counted_stop(live):
        seen.passes_at_stop = seen.passes
        stop(live)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LiveRun, "stop", counted_stop)
        patch.setattr(app.models, "load_checkpoint", counted_load)
        patch.setattr(Family, "belief", slow_belief)
        yield seen


@pytest.fixture(scope="module")
def address(tmp_path_factory, watch: Watch) -> Iterator[str]:
    models = save_tiny_models(tmp_path_factory.mktemp("models"))
    traces = save_tiny_traces(tmp_path_factory.mktemp("traces"), models, (GRAPH, OTHER))
    watch.loads.clear()
    watch.passes = 0
    with serve(models, traces) as url:
        yield url


@pytest.fixture(autouse=True)
def quick_again(watch: Watch) -> Iterator[None]:
    yield
    watch.pause = 0.0
    watch.faults.clear()
    watch.allowed = math.inf
    watch.gate.set()


@pytest.fixture
def plan(page: Page, address: str) -> Page:
    """The page, opened and ready."""
    return open_plan(page, address)
