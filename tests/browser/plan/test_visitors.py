"""Several visitors of the Plan page, and what becomes of their runs."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.exports import read_traces
from app.faults import QUEUE_FULL
from tests.app.tiny import GRAPH, save_tiny_models, save_tiny_traces
from tests.browser.conftest import serve
from tests.browser.plan.page import (
    OTHER,
    RUNS,
    Watch,
    choose_example,
    download,
    graph_of,
    open_plan,
    run_to_the_end,
    take_both_places,
    wait_until,
    write_graph,
)


def test_a_closed_tab_frees_the_worker_within_a_step(browser: Browser, address: str, watch: Watch):
    watch.pause = 0.2
    context = browser.new_context()
    tab = open_plan(context.new_page(), address)
    tab.click("#run")
    tab.wait_for_function("() => document.querySelector('#notice p').textContent === 'Running …'")
    tab.wait_for_timeout(500)
    context.close()
    time.sleep(1.0)
    after = watch.passes
    time.sleep(0.8)
    assert watch.passes == after


def test_two_visitors_share_nothing(browser: Browser, plan: Page, address: str):
    context = browser.new_context()
    other = open_plan(context.new_page(), address)
    write_graph(plan, OTHER)
    run_to_the_end(plan)
    assert graph_of(other) == GRAPH
    expect(other.locator("#player .lane")).to_have_count(2)
    assert [trace.recipe.input["goal"] for trace in read_traces(download(other))] == [9, 9]
    assert [trace.recipe.input["goal"] for trace in read_traces(download(plan))] == [3, 3, 3]
    context.close()


def test_two_visitors_compute_at_once_and_each_gets_what_is_theirs(
    browser: Browser, plan: Page, address: str, watch: Watch
):
    context = browser.new_context()
    other = open_plan(context.new_page(), address)
    write_graph(plan, OTHER)
    watch.gate.clear()
    watch.threads.clear()
    for page in (plan, other):
        page.click("#run")
    for page in (plan, other):
        expect(page.locator("#notice p")).to_have_text("Running …")
    wait_until(plan, lambda: len(watch.threads) == 2)  # both are held at the gate
    watch.gate.set()
    for page, goal in ((plan, 3), (other, 9)):
        expect(page.locator("#run")).to_be_enabled()
        traces = read_traces(download(page))
        assert [(trace.recipe.input["goal"], trace.recipe.family) for trace in traces] == [
            (goal, family) for family in ("ilm", "mdm", "arm")
        ]
        assert all(trace.ended != "running" for trace in traces)
    context.close()


def test_a_full_queue_is_told_in_one_sentence(browser: Browser, plan: Page, watch: Watch, tmp_path: Path):
    models = save_tiny_models(tmp_path / "models")
    (tmp_path / "traces").mkdir()
    traces = save_tiny_traces(tmp_path / "traces", models, [GRAPH])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.interface.MOST_WAITING", 1)
        with serve(models, traces) as address:
            context = browser.new_context()
            other = open_plan(context.new_page(), address)
            open_plan(plan, address)
            write_graph(plan, OTHER)
            watch.gate.clear()
            for page, button, line, sentence in (
                (other, "#verify", "#found p", "Making the traces again …"),
                (other, "#run", "#notice p", "Running …"),
                (plan, "#verify", "#found p", "You are number 1 in the queue."),
                (plan, "#run", "#notice p", QUEUE_FULL),
            ):
                page.click(button)
                expect(page.locator(line)).to_have_text(sentence)
            expect(plan.locator("#run")).to_be_enabled()
            assert graph_of(plan) == OTHER
            watch.gate.set()
            expect(plan.locator("#found p")).to_contain_text("ILM: made again")
            run_to_the_end(plan)
            expect(plan.locator("#notice p")).to_contain_text("ILM")
            context.close()


def test_who_waits_is_told_the_number_in_the_queue(browser: Browser, plan: Page, address: str, watch: Watch):
    context = browser.new_context()
    other = open_plan(context.new_page(), address)
    watch.gate.clear()
    take_both_places(plan)
    other.click("#verify")
    expect(other.locator("#found p")).to_have_text("You are number 1 in the queue.")
    other.click("#run")
    expect(other.locator("#notice p")).to_have_text("You are number 2 in the queue.")
    watch.gate.set()
    expect(other.locator("#notice p")).to_contain_text("ILM")
    expect(other.locator("#run")).to_be_enabled()
    expect(other.locator("#found p")).to_have_text("")  # it would be about lanes that have left the screen
    context.close()


def test_an_example_opened_during_a_run_takes_its_place(plan: Page, watch: Watch):
    drawn = RUNS.replace(".runs", ".figures.figures.order.data.map((line) => line.x.length)")
    watch.pause = 0.3
    plan.click("#run")
    plan.wait_for_function(f"{RUNS}.length === 3 && {RUNS}[2].length > 0")
    expect(plan.locator("#download")).to_be_disabled()
    expect(plan.locator("#verify")).to_be_disabled()
    choose_example(plan, 1)
    expect(plan.locator("#player .badge")).to_have_text(["stored"] * 2)
    expect(plan.locator("#run")).to_be_enabled()
    expect(plan.locator("#stop")).to_be_disabled()
    expect(plan.locator("#notice p")).to_contain_text("Press Run")
    shown = [plan.evaluate(f"{RUNS}.map((run) => run.length)"), plan.evaluate(drawn)]
    plan.wait_for_timeout(1_000)
    before = watch.passes
    plan.wait_for_timeout(1_000)
    assert watch.passes == before, "the run makes no further step"
    assert [plan.evaluate(f"{RUNS}.map((run) => run.length)"), plan.evaluate(drawn)] == shown
    assert [trace.recipe.input["goal"] for trace in read_traces(download(plan))] == [3, 3]
    watch.pause = 0.0
    run_to_the_end(plan)
    expect(plan.locator("#player .badge")).to_have_text(["live"] * 3)


def test_an_example_opened_while_a_run_waits_takes_its_place(browser: Browser, plan: Page, address: str, watch: Watch):
    context = browser.new_context()
    other = open_plan(context.new_page(), address)
    watch.gate.clear()
    take_both_places(other)
    for number in (1, 0):  # twice, for the first run must leave the queue
        plan.click("#run")
        expect(plan.locator("#notice p")).to_have_text("You are number 1 in the queue.")
        choose_example(plan, number)
        expect(plan.locator("#notice p")).to_contain_text("Press Run")
        expect(plan.locator("#run")).to_be_enabled()
    watch.gate.set()
    run_to_the_end(plan)
    expect(plan.locator("#player .badge")).to_have_text(["live"] * 3)
    context.close()


def test_what_a_refused_run_is_told_stays_while_others_fill_the_queue(
    browser: Browser, plan: Page, address: str, watch: Watch
):
    context = browser.new_context()
    other = open_plan(context.new_page(), address)
    watch.gate.clear()
    take_both_places(other)
    write_graph(plan, "4>1 1>9 4>9; source 4; goal 9")
    plan.click("#run")
    expect(plan.locator("#notice p")).to_have_text("The graph needs mending first.")
    plan.wait_for_timeout(1_000)
    expect(plan.locator("#notice p")).to_have_text("The graph needs mending first.")
    watch.gate.set()
    expect(other.locator("#run")).to_be_enabled()
    context.close()
