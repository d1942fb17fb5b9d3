"""Runs on the Plan page: how they stream, stop, fail, and are taken away."""

import json
import math
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.exports import read_traces, traces_text
from app.faults import UNEXPECTED
from tests.app.tiny import GRAPH, TASK
from tests.browser.plan.page import (
    OTHER,
    RUNS,
    Watch,
    both_steps_shown,
    choose_example,
    download,
    graph_of,
    keep_filled,
    open_plan,
    run_to_the_end,
    steps_shown,
    wait_until,
    write_graph,
)


def test_steps_stream_while_the_models_run(plan: Page, watch: Watch):
    watch.allowed = watch.passes
    plan.click("#run")
    for steps in (1, 2, 3):
        watch.allowed += 3  # one step of each lane, and the lanes advance side by side
        wait_until(plan, lambda steps=steps: both_steps_shown(plan) == (steps, steps))
    expect(plan.locator("#stop")).to_be_enabled()
    watch.allowed = math.inf
    expect(plan.locator("#run")).to_be_enabled()


def test_a_fault_of_the_server_gets_one_sentence_and_run_can_be_pressed_again(plan: Page, watch: Watch):
    write_graph(plan, OTHER)
    watch.passes, watch.faults = 0, [RuntimeError("secret")]
    plan.click("#run")
    expect(plan.locator("#notice p")).to_have_text(UNEXPECTED)
    expect(plan.locator("#run")).to_be_enabled()
    expect(plan.locator("#stop")).to_be_disabled()
    assert graph_of(plan) == OTHER and "secret" not in plan.content()
    kept = read_traces(download(plan))
    assert [len(trace.steps) for trace in kept] == [2, 1, 1]
    assert [trace.recipe.input["goal"] for trace in kept] == [3, 3, 3]
    run_to_the_end(plan)
    expect(plan.locator("#notice p")).to_contain_text("ILM")


def test_a_branch_that_is_refused_runs_nothing_again(plan: Page, watch: Watch):
    run_to_the_end(plan)
    plan.locator("#player .place:visible").first.click()
    before = watch.passes
    plan.get_by_label("another token").fill("seventeen")
    plan.keyboard.press("Enter")
    expect(plan.locator("#player .details .said")).to_contain_text("is not one token")
    plan.wait_for_timeout(500)
    assert watch.passes == before


def test_stop_ends_a_run_within_a_step(plan: Page, watch: Watch):
    watch.pause, watch.passes, watch.passes_at_stop = 0.2, 0, 0
    plan.click("#run")
    wait_until(plan, lambda: watch.passes >= 3)
    watch.gate.clear()  # so that a slow machine does not come to the end before the click
    plan.click("#stop")
    wait_until(plan, lambda: watch.passes_at_stop > 0)
    watch.gate.set()
    expect(plan.locator("#run")).to_be_enabled()
    after = watch.passes
    plan.wait_for_timeout(1_000)
    assert watch.passes == after
    assert 0 < watch.passes_at_stop <= after <= watch.passes_at_stop + 1, "at most the step that was about to begin"
    expect(plan.locator("#notice p")).to_contain_text("ILM")
    traces = read_traces(download(plan))
    assert [trace.ended for trace in traces] == ["running"] * 3
    assert len(traces[0].steps) == steps_shown(plan)
    watch.pause = 0.0
    run_to_the_end(plan)  # and it can be run again
    assert all(trace.ended != "running" for trace in read_traces(download(plan)))


def test_a_trace_is_taken_away_and_brought_back(plan: Page, tmp_path: Path):
    run_to_the_end(plan)
    content = download(plan)
    open_plan(plan, plan.url)
    file = tmp_path / "traces.jsonl"
    file.write_bytes(content)
    plan.set_input_files("#upload input[type=file]", file)
    expect(plan.locator("#player .lane")).to_have_count(3)
    assert download(plan) == content
    plan.click("#verify")
    expect(plan.locator("#found p")).to_contain_text("ILM: made again")


def test_a_file_that_is_no_trace_gets_one_sentence(plan: Page, tmp_path: Path):
    file = tmp_path / "bad.json"
    file.write_text('{"schema_version": 99}')
    plan.set_input_files("#upload input[type=file]", file)
    expect(plan.locator("#found p")).to_have_text("This trace has version 99; only version 2 can be read.")
    expect(plan.locator("#player .lane")).to_have_count(2)


def test_markup_in_a_file_stays_text(plan: Page, tmp_path: Path):
    stored = read_traces(download(plan))[0]
    nasty = '<img src="x" onerror="window.broken = true">${window.broken = true}{{value}}'
    words = {number: nasty if number > 6 else word for number, word in stored.vocabulary.items()}
    names = stored.recipe.checkpoint.model_copy(update={"name": nasty})
    recipe = stored.recipe.model_copy(update={"checkpoint": names})
    file = tmp_path / "nasty.json"
    file.write_text(traces_text([stored.model_copy(update={"vocabulary": words, "recipe": recipe})]))
    plan.set_input_files("#upload input[type=file]", file)
    expect(plan.locator("#player .lane")).to_have_count(1)
    plan.wait_for_timeout(500)
    assert plan.evaluate("window.broken") is None


def test_a_run_takes_the_place_of_the_stored_example(plan: Page):
    chosen = plan.locator("#example input")
    expect(chosen).to_have_value(f"{TASK} 0")
    run_to_the_end(plan)
    expect(chosen).to_have_value("")
    choose_example(plan, 0)  # it can be chosen again
    expect(plan.locator("#player .badge").first).to_have_text("stored")


def test_one_family_runs_beside_itself_with_other_settings(plan: Page):
    titles = plan.locator("#player .lane h2")
    for family in ("MDM", "ARM"):
        plan.get_by_label(family, exact=True).uncheck()
    run_to_the_end(plan)
    expect(titles).to_have_text(["ILM"])
    plan.get_by_role("button", name="Settings").click()
    keep_filled(plan, plan.get_by_label("number input for Token temperature"), "2")
    plan.get_by_label("Keep the lanes on screen").check()
    run_to_the_end(plan)
    expect(titles).to_have_text(["ILM", "ILM 2"])
    cold, warm = read_traces(download(plan))
    assert [one.recipe.settings["token_temperature"] for one in (cold, warm)] == [0, 2]
    for seed in ("1", "2"):
        keep_filled(plan, plan.locator("#seed input"), seed)
        run_to_the_end(plan)
    expect(titles).to_have_text(["ILM", "ILM 2", "ILM 3", "ILM 4"])
    drawn = RUNS.replace(".runs", ".figures.figures.order.data.map((line) => line.name)")
    assert plan.evaluate(drawn) == ["ILM", "ILM 2", "ILM 3", "ILM 4"]
    plan.click("#run")
    expect(plan.locator("#notice p")).to_contain_text("At most 4 lanes can be on screen")
    expect(titles).to_have_count(4)
    plan.evaluate(RUNS.replace(".runs", ".goToStep(1, 1)"))
    plan.locator("#player .lane").nth(1).get_by_role("button", name="Stop now").click()
    expect(titles.nth(1)).to_have_text("ILM 2 branch 1")


def test_settings_reach_the_run(plan: Page):
    plan.get_by_role("button", name="Settings").click()
    plan.get_by_role("tab", name="MDM").click()
    keep_filled(plan, plan.get_by_label("number input for MDM canvas length"), "5")
    keep_filled(plan, plan.locator("#seed input"), "7")
    plan.get_by_label("ILM", exact=True).uncheck()
    plan.get_by_label("ARM", exact=True).uncheck()
    run_to_the_end(plan)
    (trace,) = read_traces(download(plan))
    assert (trace.recipe.family, trace.recipe.seed, trace.recipe.lengths) == ("mdm", 7, (5,))
    plan.get_by_label("MDM", exact=True).uncheck()
    plan.click("#run")
    expect(plan.locator("#notice p")).to_have_text("Choose at least one family.")


def test_callers_of_the_api_get_a_whole_trace(address: str):
    client = pytest.importorskip("gradio_client").Client(address, verbose=False)
    answer = client.predict(level=TASK, instance=GRAPH, family="ilm", seed=0, api_name="/trace")
    assert answer["trace"]["recipe"]["input"]["goal"] == 9
    assert json.dumps(answer["outcome"]).startswith('"ILM ')
    with pytest.raises(Exception, match="Node 99 is unknown"):
        client.predict(level=TASK, instance="1>99; source 1; goal 99", family="ilm", seed=0, api_name="/trace")
