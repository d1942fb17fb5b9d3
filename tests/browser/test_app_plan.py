"""The Plan page in a real browser: what it promises to a visitor."""

import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

import app.models
from app.exports import read_traces, traces_text
from app.faults import QUEUE_FULL, UNEXPECTED
from app.live import LiveRun
from app.problems.star_graph import StarGraphs
from ilm_core.families import Family
from ilm_core.vocabulary import SPECIAL
from tests.app.tiny import GRAPH, TASK, save_tiny_models, save_tiny_traces
from tests.browser.conftest import PATIENCE, serve

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


def open_plan(page: Page, address: str) -> Page:
    """Open the page; one that Gradio leaves at its "Loading..." is loaded again, as a visitor would do."""
    page.set_default_timeout(PATIENCE)
    asked: set[Request] = set()
    page.on("request", lambda request: asked.add(request))
    page.on("requestfinished", lambda request: asked.discard(request))
    page.on("requestfailed", lambda request: asked.discard(request))
    for _ in range(3):
        page.goto(address)
        try:
            expect(page.locator("#graph svg .node").first).to_be_visible(timeout=PATIENCE / 2)
            break
        except AssertionError:
            unanswered = [request.url for request in asked]
    else:
        pytest.fail(f"The page has not come three times; last it waited for {unanswered}.")
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


def test_a_trace_is_taken_away_and_brought_back(plan: Page, tmp_path: Path):
    run_to_the_end(plan)
    content = download(plan)
    plan.reload()
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


def take_both_places(page: Page) -> None:
    """Ask for two runs, which is all that go on at a time; while one makes the lanes, they cannot be checked."""
    page.click("#verify")
    expect(page.locator("#found p")).to_have_text("Making the traces again …")
    page.click("#run")
    expect(page.locator("#notice p")).to_have_text("Running …")


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


def choose_example(page: Page, number: int) -> None:
    page.click("#example input")
    page.get_by_role("option", name=f"{TASK} {number}").click()


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


def test_a_stored_example_brings_its_graph(plan: Page):
    choose_example(plan, 1)
    expect(plan.locator("#graph textarea")).to_have_value(OTHER)
    assert [trace.recipe.input["goal"] for trace in read_traces(download(plan))] == [3, 3]


def test_a_run_takes_the_place_of_the_stored_example(plan: Page):
    chosen = plan.locator("#example input")
    expect(chosen).to_have_value(f"{TASK} 0")
    run_to_the_end(plan)
    expect(chosen).to_have_value("")
    choose_example(plan, 0)  # it can be chosen again
    expect(plan.locator("#player .badge").first).to_have_text("stored")


def test_a_random_graph_has_the_shape_that_was_chosen(plan: Page):
    plan.click("#graph-shape-1 input")
    plan.get_by_role("option", name="2", exact=True).click()
    expect(plan.locator("#graph textarea")).not_to_have_value(GRAPH)
    starts = [edge.split(">")[0] for edge in graph_of(plan).split(";")[0].split()]
    assert max(map(starts.count, starts)) == 2
    expect(plan.locator(PROBLEM)).to_have_text("")


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


def test_dark_and_light_are_remembered(plan: Page):
    dark = lambda: plan.evaluate("document.body.classList.contains('dark')")  # noqa: E731
    was = dark()
    plan.click("#theme")
    assert dark() != was
    plan.reload()
    open_plan(plan, plan.url)
    assert dark() != was


def test_a_phone_has_no_sideways_scroll_and_large_controls(plan: Page):
    plan.set_viewport_size({"width": 360, "height": 740})
    plan.wait_for_timeout(300)
    assert plan.evaluate("document.documentElement.scrollWidth") <= 360
    small = plan.evaluate(
        """() => [...document.querySelectorAll("#input button, #take button, #top button")]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5)
            .map((one) => one.textContent)"""
    )
    assert small == []


def test_callers_of_the_api_get_a_whole_trace(address: str):
    client = pytest.importorskip("gradio_client").Client(address, verbose=False)
    answer = client.predict(level=TASK, instance=GRAPH, family="ilm", seed=0, api_name="/trace")
    assert answer["trace"]["recipe"]["input"]["goal"] == 9
    assert json.dumps(answer["outcome"]).startswith('"ILM ')
    with pytest.raises(Exception, match="Node 99 is unknown"):
        client.predict(level=TASK, instance="1>99; source 1; goal 99", family="ilm", seed=0, api_name="/trace")
