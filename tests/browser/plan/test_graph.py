"""What a visitor asks for on the Plan page: a graph drawn, typed, at random or of an example."""

import pytest
from playwright.sync_api import Page, expect

from app.exports import read_traces
from app.problems.star_graph import StarGraphs
from ilm_core.vocabulary import SPECIAL
from tests.app.tiny import GRAPH, TASK
from tests.browser.plan.page import (
    OTHER,
    PROBLEM,
    Watch,
    choose_example,
    download,
    graph_of,
    open_plan,
    run_to_the_end,
    write_graph,
)


def test_opens_with_a_stored_trace_and_no_model(plan: Page, watch: Watch):
    expect(plan.locator("#player .lane")).to_have_count(2)
    expect(plan.locator("#player .badge").first).to_have_text("stored")
    assert graph_of(plan) == GRAPH
    assert watch.loads == [] and watch.passes == 0


def test_an_edited_graph_reaches_the_model_s_prompt(plan: Page):
    node = lambda number: plan.locator(f"#graph [data-node='{number}']")  # noqa: E731
    node(9).click()
    plan.click("#graph [data-tool=add]")  # the smallest free number, after 9
    expect(plan.locator("#graph textarea")).to_have_value(GRAPH.replace(";", " 9>0;", 1))
    plan.click("#graph [data-tool=goal]")
    node(6).drag_to(node(5))
    expected = "4>1 1>2 2>9 1>5 5>6 9>0 6>5; source 4; goal 0"
    expect(plan.locator("#graph textarea")).to_have_value(expected)
    expect(plan.locator(PROBLEM)).to_have_text("")
    run_to_the_end(plan)
    expect(plan.locator("#player .lane")).to_have_count(3)
    expect(plan.locator("#player .badge").first).to_have_text("live")
    traces = read_traces(download(plan))
    assert [trace.recipe.family for trace in traces] == ["ilm", "mdm", "arm"]
    for trace in traces:
        words = [trace.vocabulary[token] for token in trace.start.tokens if token not in SPECIAL]
        assert " ".join(words) == "4 1 1 2 2 9 1 5 5 6 9 0 6 5 4 0"


def test_the_keyboard_is_enough_to_draw_a_graph(plan: Page):
    write_graph(plan, "")
    plan.focus("#graph svg")
    plan.click("#graph [data-tool=add]")
    plan.keyboard.press("Tab")
    plan.locator("#graph svg .node").first.focus()
    plan.keyboard.press("ArrowRight")  # chooses node 0
    plan.keyboard.press("s")
    plan.keyboard.press("n")  # node 1 after 0
    plan.keyboard.press("n")  # node 2 after 1
    plan.keyboard.press("g")
    expect(plan.locator("#graph textarea")).to_have_value("0>1 1>2; source 0; goal 2")
    plan.keyboard.press("e")  # connect 2 ...
    plan.keyboard.press("ArrowLeft")
    plan.keyboard.press("ArrowLeft")
    plan.keyboard.press("Enter")  # ... to 0
    expect(plan.locator("#graph textarea")).to_have_value("0>1 1>2 2>0; source 0; goal 2")
    plan.keyboard.press("Control+z")
    expect(plan.locator("#graph textarea")).to_have_value("0>1 1>2; source 0; goal 2")
    expect(plan.locator("#graph .said")).to_have_text("Undone.")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("4>1 1>9 4>9; source 4; goal 9", "More than one path leads from 4 to 9."),
        ("4>1 1>99; source 4; goal 99", f"Node 99 is unknown to {TASK}; its nodes run from 0 to 19."),
        ("4>1 <b>9; source 4; goal 1", "“<b>9” is not an edge; write each edge like 5>7."),
    ],
)
def test_a_bad_graph_gets_one_sentence_and_is_kept(plan: Page, watch: Watch, text: str, sentence: str):
    write_graph(plan, text)
    expect(plan.locator(PROBLEM)).to_have_text(sentence)
    plan.click("#run")
    expect(plan.locator("#notice p")).to_have_text("The graph needs mending first.")
    assert graph_of(plan) == text
    expect(plan.locator("#player .lane")).to_have_count(2)  # what was on screen stays
    expect(plan.locator("#run")).to_be_enabled()
    write_graph(plan, GRAPH)
    expect(plan.locator(PROBLEM)).to_have_text("")


def test_what_is_typed_fast_is_not_lost(plan: Page):
    number, text = plan.locator("#graph-seed input"), plan.locator("#graph textarea")
    number.fill("")
    number.press_sequentially("123")
    expect(text).to_have_value(StarGraphs().random_text(TASK, 123))
    number.fill("-1")
    expect(plan.locator("#notice p")).to_contain_text("The seed must be a whole number")
    expect(plan.locator(".toast-body")).to_have_count(0)


def test_a_random_graph_comes_back_by_its_number(plan: Page):
    plan.click("#random-graph")
    expect(plan.locator("#graph textarea")).not_to_have_value(GRAPH)
    first, number = graph_of(plan), plan.input_value("#graph-seed input")
    plan.fill("#graph-seed input", "1")
    expect(plan.locator("#graph textarea")).not_to_have_value(first)
    plan.fill("#graph-seed input", number)
    expect(plan.locator("#graph textarea")).to_have_value(first)
    expect(plan.locator(PROBLEM)).to_have_text("")


def test_a_random_graph_has_the_shape_that_was_chosen(plan: Page):
    plan.click("#graph-shape-1 input")
    plan.get_by_role("option", name="2", exact=True).click()
    expect(plan.locator("#graph textarea")).not_to_have_value(GRAPH)
    starts = [edge.split(">")[0] for edge in graph_of(plan).split(";")[0].split()]
    assert max(map(starts.count, starts)) == 2
    expect(plan.locator(PROBLEM)).to_have_text("")


def test_a_stored_example_brings_its_graph(plan: Page):
    choose_example(plan, 1)
    expect(plan.locator("#graph textarea")).to_have_value(OTHER)
    assert [trace.recipe.input["goal"] for trace in read_traces(download(plan))] == [3, 3]


def test_dark_and_light_are_remembered(plan: Page):
    dark = lambda: plan.evaluate("document.body.classList.contains('dark')")  # noqa: E731
    was = dark()
    plan.click("#theme")
    assert dark() != was
    open_plan(plan, plan.url)
    assert dark() != was


def test_a_phone_has_no_sideways_scroll_and_large_controls(plan: Page):
    plan.set_viewport_size({"width": 360, "height": 740})
    plan.wait_for_function("document.documentElement.scrollWidth <= 360")  # charts follow in a later frame
    small = plan.evaluate(
        """() => [...document.querySelectorAll("#input button, #take button, #top button")]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5)
            .map((one) => one.textContent)"""
    )
    assert small == []
